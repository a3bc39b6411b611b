"""Evidence an agency adds after its file was sent, with a reply or an appeal: kept apart from the first file.

The first file stays as it was sent: what is added here carries a mark, and only such a citation can be taken back.
"""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from assessments.models import Assessment, Citation, Evidence
from assessments.states import State
from cchc.accounts.members import Member
from cchc.accounts.roles import Role
from cchc.tenancy import audit
from councils.models import Appeal, ExplanationRequest
from councils.models.explanation import OPEN_REQUESTS
from councils.news import address, people_with, tell
from councils.queries.explanation import reply_time
from councils.rules import within_maximum
from councils.services.appraising import Refused
from councils.services.explanation import BEFORE_COUNCIL, locked_file, words
from councils.stages import latest_of
from councils.states import APPEAL, AppealState, RequestState, StepRefused
from criteria.catalogue import leaf_rule
from criteria.models import Campaign, Criterion
from criteria.queries import phase_state
from criteria.rules.calendar import Phase

APPEAL_PHASES = (Phase.EXPLANATION, Phase.REAPPRAISAL, Phase.COUNCIL)
CLOSED = "Đã hết thời gian bổ sung tài liệu cho mục này – tài liệu đã bổ sung trước đó còn nguyên."


@transaction.atomic
def add_to_reply(
    *, assessment: Assessment, leaf: Criterion, evidence: Evidence, page: str, by: Member, at: datetime
) -> Citation:
    """Cite a document of the agency's register in a reply or appeal. Raises ``Refused``."""
    file = locked_file(assessment.pk)
    if not may_add(file, leaf, at):
        raise Refused(CLOSED)
    if evidence.agency_id != file.agency_id or evidence.deleted_at is not None:
        raise Refused("Tài liệu không có trong sổ của đơn vị – chọn lại tài liệu.", "evidence")
    known = Citation.objects.filter(assessment=file, criterion=leaf, evidence=evidence).first()
    if known is not None:
        when = "đã bổ sung" if known.in_reply else "đã có trong hồ sơ gửi lần đầu"
        raise Refused(f"Tài liệu {evidence} {when} ở mục {leaf.code} – không phải thêm lại.", "evidence")
    made = Citation.objects.create(
        assessment=file, criterion=leaf, evidence=evidence, page=page.strip()[:80], added_by=by.user, in_reply=True
    )
    changes = {"mục": [None, leaf.code], "tài liệu": [None, str(evidence)]}
    audit.record("bổ sung tài liệu khi giải trình", file, by=by.user, changes=changes, at=at)
    return made


def may_add(file: Assessment, leaf: Criterion, at: datetime) -> bool:
    """Whether a reply or an appeal on this leaf is still being written."""
    asked = ExplanationRequest.objects.filter(assessment=file, criterion=leaf, state=RequestState.SENT)
    one = asked.select_related("letter__assessment__campaign", "letter__assessment__agency").first()
    if one is not None and one.letter is not None and reply_time(one.letter, at=at).open:
        return True
    filed = Appeal.objects.filter(assessment=file, criterion=leaf, state=AppealState.FILED).exists()
    return filed and appeal_open(file, at)


@transaction.atomic
def drop_from_reply(*, citation: Citation, by: Member, at: datetime) -> None:
    """Take back an added document; those of the first file stay as they were sent. Raises ``Refused``."""
    file = locked_file(citation.assessment_id)
    if not citation.in_reply:
        raise Refused("Tài liệu của hồ sơ gửi lần đầu không bỏ được.")
    if not may_add(file, citation.criterion, at):
        raise Refused(CLOSED)
    changes = {"mục": [citation.criterion.code, None], "tài liệu": [str(citation.evidence), None]}
    citation.delete()
    audit.record("bỏ tài liệu bổ sung", file, by=by.user, changes=changes, at=at)


def appeal_open(file: Assessment, at: datetime) -> bool:
    """Whether the agency may appeal now: its provisional result is shown to it, and the council hasn't adopted."""
    campaign = file.campaign
    if campaign.provisional_view != Campaign.ProvisionalView.OWN or file.state != State.APPRAISED:
        return False
    return any(phase_state(campaign, phase, at=at, agency=file.agency).open for phase in APPEAL_PHASES)


@transaction.atomic
def file_appeal(
    *,
    assessment: Assessment,
    leaf: Criterion,
    by: Member,
    at: datetime,
    content: str,
    proposed: Decimal | None = None,
) -> Appeal:
    """Appeal against the provisional score of one leaf; the council will decide. Raises ``Refused``, ``EntryError``."""
    file = locked_file(assessment.pk)
    if not appeal_open(file, at):
        raise Refused(
            "Kiến nghị được khi hồ sơ đã thẩm định xong, kỳ này cho xem điểm dự kiến và Hội đồng chưa họp xong."
        )
    if Appeal.objects.filter(assessment=file, criterion=leaf, state=AppealState.FILED).exists():
        raise Refused(f"Mục {leaf.code} đang có kiến nghị chờ Hội đồng xem xét.")
    if ExplanationRequest.objects.filter(assessment=file, criterion=leaf, state__in=OPEN_REQUESTS).exists():
        raise Refused(f"Mục {leaf.code} đang trong thời gian giải trình – trả lời yêu cầu giải trình trước.")
    score = latest_of({row.stage: row for row in file.scores.filter(criterion=leaf)}, BEFORE_COUNCIL)
    if score is None:
        raise Refused(f"Mục {leaf.code} chưa có điểm thẩm định nên chưa có gì để kiến nghị.")
    if proposed is not None:
        known = Criterion.objects.self_scored().filter(pk=leaf.pk).with_rules().get()
        within_maximum(leaf_rule(known), proposed)
    made = Appeal.objects.create(
        assessment=file,
        agency_id=file.agency_id,
        criterion=leaf,
        content=words(content, "content", "nội dung kiến nghị, căn cứ"),
        points=score.points,
        proposed=proposed,
        filed_by=by.user,
        filed_at=at,
    )
    audit.record("kiến nghị điểm dự kiến", made, by=by.user, changes={"nội dung": [None, made.content]}, at=at)
    tell(
        people_with(Role.SECRETARY),
        "appeal_filed",
        f"{file.agency} kiến nghị điểm mục {leaf.code}",
        "Kiến nghị được đưa vào các dòng Hội đồng xem xét.",
        address("request", file.campaign.year, file.pk, leaf.pk),
        str(made.pk),
        at,
    )
    return made


@transaction.atomic
def withdraw_appeal(*, appeal: Appeal, by: Member, at: datetime) -> Appeal:
    """The agency's head takes an appeal back. Raises ``Refused``."""
    file = locked_file(appeal.assessment_id)
    kept = Appeal.objects.select_related("criterion", "agency").get(pk=appeal.pk)
    roles = {role.value for role, agency in by.held if agency is not None and agency.pk == file.agency_id}
    try:
        APPEAL.check(kept.state, "withdraw", roles)
    except StepRefused as refused:
        raise Refused(refused.message) from refused
    kept.state = AppealState.WITHDRAWN
    kept.save(update_fields=["state"])
    audit.record("rút kiến nghị", kept, by=by.user, at=at)
    return kept
