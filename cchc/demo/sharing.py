"""How the communes of the demo work on their files: parts given to officers, words of reports, one file returned."""

from assessments.models import Assessment, ReportText, Score
from assessments.services import transition
from assessments.services.sharing import share_all
from cchc.accounts.members import member_of
from cchc.accounts.models import Membership, User
from cchc.accounts.roles import Role
from cchc.demo.seed import Seeding, user_in
from cchc.documents.issuers import of_agency
from criteria.models import Campaign
from criteria.tree import tree_of

RETURNED, CORRECTED = "01993", "1.1.2"
"""The file that came back, and the marked leaf that has been worked on since."""
NOTES = {
    "1.1.2": "Phụ lục Kế hoạch chưa ghi sản phẩm của từng nhiệm vụ.",
    "1.2.1": "Thiếu báo cáo quý III; đính kèm đủ 04 báo cáo.",
    "4.2.1": "Số liệu lệch so với Hệ thống thông tin giải quyết thủ tục hành chính.",
}
TEXTS = {
    "direction": "Chủ tịch UBND đã giao công chức Văn phòng - Thống kê làm đầu mối, chấm theo từng lĩnh vực.\n"
    "Đã họp rà soát hai lần trước khi gửi hồ sơ.",
    "highlights": "Hồ sơ thủ tục hành chính giải quyết đúng hạn tăng so với năm trước.",
    "shortcomings": "Số hóa kết quả giải quyết thủ tục hành chính còn chậm.\nMột số kế hoạch ban hành chưa kịp thời.",
    "causes": "Công chức kiêm nhiệm nhiều việc; thiết bị quét tài liệu còn thiếu.",
    "proposals": "Đề nghị tập huấn nghiệp vụ số hóa hồ sơ trong quý I.",
}
OFFICE = "Lãnh đạo cơ quan đã giao Văn phòng làm đầu mối, các phòng chuyên môn chấm theo từng lĩnh vực.\n"
OFFICE_TEXTS = TEXTS | {"direction": OFFICE + "Đã họp rà soát hai lần trước khi gửi hồ sơ."}


def share_files(work: Seeding, campaign: Campaign) -> None:
    """Where an agency has two officers or more, each has areas of their own, and one leaf goes across."""
    for file in Assessment.objects.filter(campaign=campaign).select_related("agency", "criteria_set", "campaign"):
        officers = _people(file, Role.OFFICER)
        if len(officers) > 1:
            _share(file, officers, _people(file, Role.HEAD)[:1])
        elif officers:
            Score.objects.filter(assessment=file, stage="self").update(saved_by=officers[0])
        if file.state != "draft":
            ReportText.objects.create(
                assessment=file,
                **(TEXTS if of_agency(file.agency, work.tenant, "").called["la_ubnd"] else OFFICE_TEXTS),
            )
        if file.agency.code == RETURNED and file.state == "submitted" and not work.exercise.appraising:
            _return(work, file)


def _people(file: Assessment, role: Role) -> list[User]:
    rows = Membership.objects.filter(agency=file.agency, role=role).select_related("user").order_by("pk")
    return [row.user for row in rows]


def _share(file: Assessment, officers: list[User], heads: list[User]) -> None:
    nodes = tree_of(file.criteria_set).nodes
    areas = [node for node in nodes if node.pk == node.area_id and not node.is_surveyed]
    half = -(-len(areas) // 2)
    wanted = {node.criterion(): [officers[place >= half]] for place, node in enumerate(areas)}
    across = next((node for node in nodes if node.code == "4.2.1"), None)
    if across is not None:
        wanted[across.criterion()] = [officers[1]]
    share_all(assessment=file, wanted=wanted, by=heads[0] if heads else None)
    first = {node.pk for node in areas[:half]}
    scores = Score.objects.filter(assessment=file, stage="self")
    scores.filter(criterion__area__in=first).update(saved_by=officers[0])
    scores.exclude(criterion__area__in=first).update(saved_by=officers[1])


def _return(work: Seeding, file: Assessment) -> None:
    places = {node.pk: NOTES[node.code] for node in tree_of(file.criteria_set).leaves() if node.code in NOTES}
    member = member_of(user_in(work, Role.SECRETARY), work.tenant)
    words = "Bổ sung minh chứng và sửa số liệu ở các mục được đánh dấu."
    transition(
        assessment=file,
        name="return_file",
        by=member,  # type: ignore[arg-type]
        at=work.moment(-1, 15),
        comment=words,
        places=places,
    )
    scores = Score.objects.filter(assessment=file, stage="self")
    scores.update(saved_at=work.moment(-3))
    scores.filter(criterion__code=CORRECTED).update(saved_at=work.moment(0, 7))
