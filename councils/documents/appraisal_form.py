"""Document 08: a department's phiếu thẩm định, for one agency (A) or for one leaf across agencies (B)."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from assessments.models import Assessment, Score
from assessments.states import State
from cchc.accounts.members import Member
from cchc.accounts.models import Membership
from cchc.accounts.roles import Role
from cchc.documents.filters import diem
from cchc.documents.issuers import Issuer, of_agency
from cchc.documents.registry import About, Paper, PaperRefused, Subject, office_reads
from cchc.tenancy.commands import SYSTEM_USERNAME
from cchc.tenancy.models import Agency, Tenant
from councils.models import Confirmation, ExplanationRequest, SiteVisit
from councils.models.explanation import OPEN_REQUESTS
from councils.queries.assigned import leaf_assignments
from councils.queries.confirmed import Part, form_key, part_of
from councils.queries.files import FileLine
from councils.stages import Stage
from councils.states import RequestState
from councils.wording import rule_words
from criteria.catalogue import leaf_rule
from criteria.documents.context import common_notes, shared, today
from criteria.models import Campaign, Criterion
from criteria.rules.numbers import total

SENT = (State.SUBMITTED, State.APPRAISED, State.ADOPTED)
NO_REMARK = "Hồ sơ, tài liệu kiểm chứng của đơn vị đã được xem xét theo phân công."


def departments(campaign: Campaign) -> list[Agency]:
    """Those that lead something in the campaign, in the order of names."""
    leads = Agency.objects.filter(assignments__campaign=campaign, assignments__role="lead")
    return list(leads.distinct().order_by("sort_key"))


def agencies(campaign: Campaign) -> Iterable[Agency]:
    """Agencies whose file has been sent."""
    sent = campaign.assessments.filter(state__in=SENT)
    return Agency.objects.filter(assessments__in=sent).distinct().order_by("sort_key")


def subjects(campaign: Campaign, agency: Agency | None) -> Iterable[Subject]:
    """The departments; none for their own file."""
    for one in departments(campaign):
        if agency is None or one.pk != agency.pk:
            yield Subject(form_key(one), one.name)


def may_read(member: Member, about: About) -> bool:
    """The department's own people, and those who read every file."""
    keys = {f"co-quan-{pk}" for pk in member.agency_ids(Role.APPRAISER, Role.DEPARTMENT_HEAD)}
    return office_reads(member, about) or about.subject in keys


def _department(about: About) -> Agency:
    known = {form_key(one): one for one in departments(about.campaign)}
    if about.subject in known:
        return known[about.subject]
    raise PaperRefused("Chọn cơ quan thẩm định của phiếu.")


def build(about: About) -> Paper:
    """The form of one agency. Raises PaperRefused while a line is missing, or differs without a reason."""
    campaign, agency, department = about.campaign, about.agency, _department(about)
    files = Assessment.objects.select_related("campaign", "agency", "criteria_set")
    file = files.filter(campaign=campaign, agency=agency, state__in=SENT).first()
    if file is None:
        raise PaperRefused(f"{agency} chưa gửi hồ sơ – chưa có gì để thẩm định.")
    part = _before_council(part_of(file, department))
    _refuse_unfinished(part)
    stamp, issuer = about.stamp or today(), issuer_of(department, campaign.tenant)
    confirmation = Confirmation.objects.filter(
        assessment=file, department=department, stage=part.stage, reopened_at=None
    ).first()
    replies = _replies(file)
    rows = [_row(line, replies) for line in part.lines]
    receiver = of_agency(file.agency, campaign.tenant, file.agency.head_name)
    visit = (
        SiteVisit.objects.filter(campaign=campaign, agency=agency, held_at__isnull=False)
        .order_by("-held_at", "-pk")
        .first()
    )
    data = shared(campaign, stamp, "", [], issuer=issuer) | {
        "khoi": "A",
        "lan": part.round,
        "don_vi": {"ten": receiver.called["ten_ngan"]},
        "linh_vuc_ten": "; ".join(dict.fromkeys(line.node.area.name for line in part.lines if line.node.area)),
        "dong": rows,
        "tong": {name: _sum(rows, name) for name in SUMMED},
        "nhan_xet_chung": (confirmation.remark if confirmation else "") or NO_REMARK,
        "yeu_cau_giai_trinh": _asked(part) if part.round == 1 else "",
        "kiem_tra": {"ngay": visit.held_at.date()} if visit and visit.held_at else None,
        "nguoi_tham_dinh_ten": ", ".join(part.authors) or "…",
        "ky_phai": signature(issuer, confirmation, department),
    }
    notes = common_notes(campaign, stamp)
    if confirmation is None:
        notes.append(f"{department} chưa xác nhận: bản này là dự thảo.")
    return Paper(
        kind="08",
        reference=f"phieu-tham-dinh-{campaign.year}-{file.agency.code}-{department.code}",
        title=f"Phiếu thẩm định {file.agency} của {department} năm {campaign.year}",
        symbol="",
        data=data,
        notes=tuple(notes),
        lines=len(rows),
    )


def _before_council(part: Part) -> Part:
    """The department's own scores: what the council decides after them stands in the ledger."""
    lines = [
        replace(line, scores={stage: score for stage, score in line.scores.items() if stage != Stage.FINAL})
        if Stage.APPRAISED in line.scores
        else line
        for line in part.lines
    ]
    return Part(part.file, part.department, lines)


def _refuse_unfinished(part: Part) -> None:
    if not part.lines:
        raise PaperRefused(f"{part.department} không chủ trì thẩm định mục nào của {part.file.agency}.")
    if part.missing:
        shown = ", ".join(part.missing[:8]) + (" …" if len(part.missing) > 8 else "")
        raise PaperRefused(f"{part.file.agency} còn {len(part.missing)} mục chưa thẩm định: {shown}.")
    if bare := [line.node.code for line in part.differences if line.judged and not line.judged.explanation]:
        raise PaperRefused(f"Mục {', '.join(bare)} khác điểm tự chấm mà chưa có lý do – ghi lý do rồi in phiếu.")


SUMMED = ("diem_toi_da", "diem_tu_cham", "diem_lan_1", "diem_tham_dinh", "chenh_lech")


def _sum(rows: list[dict[str, object]], name: str) -> Decimal:
    return total(row[name] for row in rows if isinstance(row[name], Decimal))  # type: ignore[misc]


def _asked(part: Part) -> str:
    """Codes of the leaves that the agency is asked to explain."""
    waiting = ExplanationRequest.objects.filter(
        assessment=part.file, criterion__in=[line.node.pk for line in part.lines], state__in=OPEN_REQUESTS
    )
    return ", ".join(waiting.order_by("criterion__position", "pk").values_list("criterion__code", flat=True))


def _replies(file: Assessment) -> dict[int, str]:
    """What the agency has said on each leaf in its last reply, with the points it asks for and what it has added."""
    added: dict[int, list[str]] = {}
    for cited in file.citations.filter(in_reply=True).select_related("evidence"):
        added.setdefault(cited.criterion_id, []).append(str(cited.evidence))
    found: dict[int, str] = {}
    for one in ExplanationRequest.objects.filter(assessment=file, letter__isnull=False).order_by("asked_at", "pk"):
        if one.state == RequestState.WITHDRAWN:
            continue
        said = [one.get_position_display(), one.reply] if one.approved_at else ["Không trả lời trong thời hạn"]
        if one.approved_at and one.proposed is not None:
            said.append(f"Đề nghị {diem(one.proposed)} điểm")
        if documents := added.get(one.criterion_id):
            said.append(f"Bổ sung: {'; '.join(documents)}")
        found[one.criterion_id] = ". ".join(words.strip().rstrip(".") for words in said if words.strip()) + "."
    return found


def _row(line: FileLine, replies: Mapping[int, str]) -> dict[str, object]:
    mine, first, judged = line.mine, line.scores.get(Stage.APPRAISED), line.judged
    own, got = mine.points if mine else None, judged.points if judged else None
    return {
        "cap": "tctp",
        "ma": line.node.code,
        "ten": line.node.name,
        "diem_toi_da": judged.applicable_max if judged else line.node.max_points,
        "diem_tu_cham": own,
        "diem_lan_1": first.points if first else None,
        "diem_tham_dinh": got,
        "chenh_lech": got - own if got is not None and own is not None else None,
        "nhan_xet": remark(judged),
        "tai_lieu": "; ".join(str(cited.evidence) for cited in line.citations[:4]) or "Không có",
        "giai_trinh": replies.get(line.node.pk, ""),
    }


def remark(judged: Score | None) -> str:
    """The reason with its kind and clause; «Thống nhất» where nothing differs, else that nothing arose."""
    if judged is None or not judged.explanation:
        return "Không phát sinh" if judged is not None and judged.not_applicable else "Thống nhất"
    clause = getattr(judged, "basis", None)
    kind = judged.get_reason_code_display() if judged.reason_code else ""
    beside = "; ".join(words for words in (kind, clause.clause if clause else "") if words)
    return f"{judged.explanation} ({beside})" if beside else judged.explanation


def issuer_of(department: Agency, tenant: Tenant) -> Issuer:
    """The department's letterhead, signed by its head."""
    rows = Membership.objects.with_roles(Role.DEPARTMENT_HEAD).filter(agency=department).select_related("user")
    head = rows.order_by("pk").first()
    return of_agency(department, tenant, head.user.full_name if head else department.head_name)


def signature(issuer: Issuer, confirmation: Confirmation | None, department: Agency) -> dict[str, str]:
    """Who has confirmed, else the head."""
    signer = confirmation.confirmed_by if confirmation else None
    return {"quyen_han_chuc_vu": issuer.title, "ho_ten": signer.full_name if signer else issuer.name}


def leaf_subjects(campaign: Campaign, _agency: Agency | None) -> Iterable[Subject]:
    """Every leaf somebody leads."""
    given = leaf_assignments(campaign)
    leaves = Criterion.objects.filter(pk__in=[pk for pk, one in given.items() if one.lead])
    for leaf in leaves.order_by("criteria_set", "position"):
        yield Subject(f"muc-{leaf.pk}", f"{leaf.code} {leaf.name}"[:90])


def build_leaf(about: About) -> Paper:
    """The form of one leaf across agencies. Raises PaperRefused."""
    campaign, number = about.campaign, about.subject.removeprefix("muc-")
    sets = campaign.sets.values("criteria_set")
    found = Criterion.objects.with_rules().filter(criteria_set__in=sets, is_leaf=True)
    leaf = found.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 18 else None
    lead = leaf_assignments(campaign)[leaf.pk].lead if leaf and leaf.source == Criterion.Source.SELF else None
    if leaf is None or lead is None:
        raise PaperRefused("Chọn mục có cơ quan chủ trì thẩm định.")
    rows = _leaf_rows(campaign, leaf)
    if not rows:
        raise PaperRefused(f"Mục {leaf.code} chưa thẩm định đơn vị nào.")
    stamp, issuer = about.stamp or today(), issuer_of(lead.department, campaign.tenant)
    authors = Score.objects.at_stage(Stage.APPRAISED).filter(assessment__campaign=campaign, criterion=leaf)
    people = authors.exclude(saved_by=None).exclude(saved_by__username=SYSTEM_USERNAME).order_by("pk")
    names = dict.fromkeys(people.values_list("saved_by__full_name", flat=True))
    data = shared(campaign, stamp, "", [], issuer=issuer) | {
        "khoi": "B",
        "lan": 1,
        "tieu_chi": {
            "ma": leaf.code,
            "ten": leaf.name,
            "diem_toi_da": leaf.max_points,
            "huong_dan": rule_words(leaf_rule(leaf)),
        },
        "dong": rows,
        "nguoi_tham_dinh_ten": ", ".join(names) or "…",
        "ky_phai": signature(issuer, None, lead.department),
    }
    return Paper(
        kind="08-tieu-chi",
        reference=f"phieu-tham-dinh-{campaign.year}-muc-{leaf.pk}",
        title=f"Phiếu thẩm định tiêu chí {leaf.code} năm {campaign.year}",
        symbol="",
        data=data,
        notes=tuple(common_notes(campaign, stamp)),
        lines=len(rows),
    )


def _leaf_rows(campaign: Campaign, leaf: Criterion) -> list[dict[str, object]]:
    scores: dict[int, dict[str, Score]] = {}
    rows = Score.objects.filter(assessment__campaign=campaign, criterion=leaf).select_related("agency", "basis")
    for score in rows.order_by("agency__sort_key"):
        scores.setdefault(score.agency_id, {})[score.stage] = score
    made: list[dict[str, object]] = []
    for known in scores.values():
        mine, judged = known.get(Stage.SELF), known.get(Stage.APPRAISED)
        if judged is None:
            continue
        own = mine.points if mine else None
        made.append(
            {
                "tt": len(made) + 1,
                "ten": judged.agency.name,
                "cach_tinh": judged.working,
                "diem_tu_cham": own,
                "diem_tham_dinh": judged.points,
                "chenh_lech": judged.points - own if judged.points is not None and own is not None else None,
                "nhan_xet": remark(judged),
            }
        )
    return made
