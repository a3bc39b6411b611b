"""What the pages of a file share: fetching it with the right to it, its addresses, and what keeps it closed."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone

from assessments.contents import COLUMNS, KEPT, Contents, contents_from
from assessments.lastyear import BEFORE, past_from
from assessments.models import Assessment
from assessments.permissions import may_fill, may_read
from assessments.promises import columns as promised_columns
from assessments.promises import parameters, promises_from
from assessments.sent import remember
from assessments.shares import closed_leaves, given_of
from assessments.sheet import Read
from assessments.states import State
from cchc.accounts.members import Member
from cchc.accounts.roles import Role
from cchc.tenancy.models import Agency
from cchc.tenancy.rows import columns, fetched, listed, made, nested, take
from cchc.web import facts
from cchc.web.addresses import reverse
from cchc.web.formatting import moment
from cchc.web.pure import Values
from cchc.web.views import require
from criteria.chrome import campaign_in, plan_in
from criteria.models import CriteriaSet
from criteria.queries import PhaseState, phase_state
from criteria.rules.calendar import Phase
from criteria.tree import tree_of


@dataclass(frozen=True, slots=True)
class Notice:
    """Why the page is as it is: what, and in the text since when and what to do."""

    tone: str
    title: str
    text: str


HEAD = f"""{columns(Assessment, "f")}, {columns(Agency, "a")}, {columns(CriteriaSet, "k")},
    EXISTS (SELECT FROM assessments_share s WHERE s.assessment_id = f.id)"""
BODY = """
FROM assessments_assessment f
JOIN criteria_campaign y ON y.id = f.campaign_id
JOIN tenancy_agency a ON a.id = f.agency_id
JOIN criteria_criteriaset k ON k.id = f.criteria_set_id
WHERE f.id = %s AND y.year = %s
"""
FILE = f"SELECT {HEAD} {BODY}"
MARKS = nested("m.criterion_id, m.note", "assessments_mark m WHERE m.assessment_id = f.id AND m.settled_at IS NULL")


@cache
def _whole() -> str:
    """With the facts of the frame, as a page follows. Put together at the first request: the layers above have
    registered their columns by then."""
    return f"SELECT {facts.columns()}, {HEAD}, {COLUMNS} {BODY}"


@cache
def _sheet() -> str:
    """The same with the year before, the marks and what was promised."""
    return f"SELECT {facts.columns()}, {HEAD}, {COLUMNS}, {BEFORE}, {MARKS}{promised_columns()} {BODY}"


def fetch_file(request: HttpRequest, year: int, pk: int) -> Assessment:
    """The file, for somebody who may read it; 404 for a foreign one, 403 without the right."""
    return _taken(request, fetched(FILE, [pk, year]))[0]


@dataclass(frozen=True, slots=True)
class Opened:
    """A file with all that its pages show; year before, marks of its return and promises where they were asked for."""

    file: Assessment
    read: Read

    @property
    def contents(self) -> Contents:
        return self.read.contents


def open_file(request: HttpRequest, year: int, pk: int, *, area: str | None = None) -> Opened:
    """``fetch_file`` with the contents by one query; with an area (empty text: all) also its year before and marks."""
    if area is None:
        file, columns = _with_frame(request, _whole(), [pk, year])
        return Opened(file, Read(contents_from(file.criteria_set, columns)))
    file, columns = _with_frame(request, _sheet(), [area, *parameters(area), pk, year])
    contents = contents_from(file.criteria_set, columns[:3])
    promised = promises_from(tuple(columns[5:]), timezone.localdate())
    return Opened(file, Read(contents, past_from(columns[3]), Values(listed(columns[4])), promised))


def _with_frame(request: HttpRequest, statement: str, params: list[Any]) -> tuple[Assessment, list[Any]]:
    """The file and the columns after its own, from a statement that begins with the facts of the frame."""
    rows, brought = fetched(statement, [*facts.parameters(request), *params]), facts.count()
    for row in rows:
        facts.keep(request, row[:brought])
    return _taken(request, [row[brought:] for row in rows])


def _taken(request: HttpRequest, rows: list[tuple]) -> tuple[Assessment, list[Any]]:
    """The file, for somebody who may read it, and the columns after its own."""
    if not rows:
        raise Http404
    values = iter(rows[0])
    file = made(Assessment, take(values, Assessment))
    file.agency, file.criteria_set = made(Agency, take(values, Agency)), made(CriteriaSet, take(values, CriteriaSet))
    file.has_shares = next(values)  # type: ignore[attr-defined]
    file.campaign = campaign_in(request, file.campaign_id)
    require(may_read(request.member, file), request, "may_read")  # type: ignore[attr-defined]
    remember(file)
    return file, list(values)


def phase_of(request: HttpRequest, file: Assessment) -> PhaseState:
    """Self-assessment for the file's agency, from the plan that the frame of the page shows as well."""
    plan = plan_in(request, file.campaign, file.agency_id)
    return phase_state(file.campaign, Phase.SELF_ASSESSMENT, at=timezone.now(), agency=file.agency, plan=plan)


def self_phase(file: Assessment, at: datetime | None = None) -> PhaseState:
    return phase_state(file.campaign, Phase.SELF_ASSESSMENT, at=at or timezone.now(), agency=file.agency)


def is_editable(member: Member, file: Assessment, phase: PhaseState) -> bool:
    return file.state == State.DRAFT and phase.open and may_fill(member, file)


def closed_branches(member: Member, file: Assessment) -> frozenset[int]:
    """Leaves the head has shared out to other officers; nothing is closed to the head."""
    if not file.has_shares or file.agency_id in member.agency_ids(Role.HEAD):  # type: ignore[attr-defined]
        return frozenset()
    return closed_leaves(tree_of(file.criteria_set), given_of(file), member.user.pk)


def head_words(agency: Agency) -> str:
    """How a button names the head: «Chủ tịch UBND xã»."""
    title = agency.head_title or f"lãnh đạo {agency.kind}"
    return title.replace("Ủy ban nhân dân", "UBND")


def links_of(tenant: str, file: Assessment) -> Values:
    """Addresses of the file's pages, made from one lookup."""
    base = reverse("assessments:file", args=[tenant, file.campaign.year, file.pk])
    return _links(base, base.removesuffix(f"tu-danh-gia/{file.pk}/"), reverse("accounts:login"))


@lru_cache(maxsize=KEPT)
def _links(base: str, year: str, login: str) -> Values:
    pages = {
        "file": base,
        "year": year,
        "files": f"{year}tu-danh-gia/",
        "register": f"{year}tai-lieu/",
        "save": f"{base}luu/",
        "cite": f"{base}minh-chung/",
        "print": f"{base}in/",
        "step": f"{base}chuyen-buoc/",
        "share": f"{base}phan-cong/",
        "workbook": f"{base}tep-excel/",
        "report": f"{base}bao-cao/",
        "signed": f"{base}ban-ky/",
        "login": f"{login}?next={base}",
    }
    return Values(pages)


def notice_of(member: Member, file: Assessment, phase: PhaseState) -> Notice | None:
    """One sentence on why nothing can be typed, or that the file has come back; None while it is simply open."""
    if file.state != State.DRAFT:
        return _sent_notice(file)
    if file.return_comment:
        return Notice("query", "Hồ sơ được trả lại để sửa", f"Lý do: {file.return_comment}")
    if not phase.open:
        return Notice(
            "lock", "Chưa đến hoặc đã hết thời gian tự đánh giá", f"Thời hạn: {phase.words}. Xem và in được, không sửa."
        )
    if not may_fill(member, file):
        return Notice("info", "Chỉ xem", f"Người sửa được: công chức và lãnh đạo của {file.agency}.")
    return None


def _sent_notice(file: Assessment) -> Notice:
    if file.state == State.PENDING_HEAD:
        since = moment(timezone.localtime(file.approval_requested_at)) if file.approval_requested_at else ""
        text = f"Gửi duyệt lúc {since}. Xem và in được; {head_words(file.agency)} trả lại thì sửa tiếp được."
        return Notice("lock", f"Hồ sơ đang chờ {head_words(file.agency)} duyệt", text)
    since = moment(timezone.localtime(file.submitted_at)) if file.submitted_at else ""
    text = f"{file.agency} gửi lúc {since}. Xem và in được, không sửa được. Cần bổ sung: chờ yêu cầu giải trình."
    return Notice("lock", "Hồ sơ đã gửi và khóa", text)
