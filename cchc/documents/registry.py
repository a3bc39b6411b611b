"""Which papers can be made from the year's data: every app registers its own, and the pages know them only by this.

**How to add a paper** whose text is `templates/documents/NN-*.md`:

1. Write `build(about: About) -> Paper` in `<app>/documents/<subject>.py`. It reads the campaign (`about.campaign`), the
   agency (`about.agency`) or whatever else the paper is about (`about.subject`, a key of your own such as
   `hop-3`), fills the variables of the text, and returns a `Paper`. Where the data do not suffice it raises
   `PaperRefused` saying in Vietnamese what is missing and what to do. What is merely to be looked at before
   signing goes into `Paper.notes`. Shared variables (`vb`, `cq`, `tt`, `ky`), legal bases and notes come from
   `criteria.documents.context`. `about.stamp` is what the clerk entered; use `about.stamp or Stamp(expected day)`.
2. Register it in `<app>/documents/__init__.py`, and import that module in the app's `AppConfig.ready()`
   (`importlib.import_module("<app>.documents")`):

       register("06", explanation.build, phase=Phase.APPRAISAL, per_agency=True)
       register("10", minutes.build, phase=Phase.COUNCIL, subjects=minutes.meetings)

   A second paper on the same text has a longer key: `register("16-tong-hop", …)`; its text is that of «16».
3. That is all: list, page with preview, PDF, DOCX, register, «make many» and
   `render_document KIND --tenant T --year Y [--agency CODE] [--subject KEY]` work on it. Link to it by
   `cchc.documents.links.paper_url`. Tests: `build("06", campaign, agency=…)` from here.

Rights: `may(member, about)` reads, `may_issue(member, about)` enters number and signed copy; without them the office
reads and issues.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from cchc.accounts.members import Member
from cchc.accounts.roles import OF_ASSESSED_AGENCY, SEES_ALL, Role
from cchc.documents import texts
from cchc.documents.vocabulary import Stamp
from cchc.tenancy.models import Agency

LINE_LIMIT = 200
WITHOUT_NUMBER = frozenset({"05", "08", "17"})
"""Questionnaire and appraisal form are no papers with a kind of their own; the ledger goes by its minutes' number."""
NO_SIGNER = "Chưa biết họ tên người ký, bản in để trống – ghi người đứng đầu vào dữ liệu cơ quan rồi lập lại."
NOT_FROM_DATA = "Văn bản này chưa lập được từ dữ liệu kỳ đánh giá; dùng --data."


class PaperRefused(Exception):
    """The paper cannot be made from the data there is; the message says why, in Vietnamese."""


class Phase(StrEnum):
    """The part of the year a paper belongs to, in the order of the list."""

    PREPARING = "Chuẩn bị, kế hoạch"
    SELF_ASSESSMENT = "Tự đánh giá"
    SURVEY = "Điều tra xã hội học"
    APPRAISAL = "Thẩm định"
    COUNCIL = "Hội đồng"
    RESULT = "Kết quả"
    IMPROVEMENT = "Duy trì, khắc phục"


@dataclass(frozen=True, slots=True)
class About:
    """What a paper is about. `campaign` stands for the year (`year`, `tenant`); this app knows no such class."""

    campaign: Any
    agency: Agency | None = None
    subject: str = ""
    stamp: Stamp | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper ready to be printed: the data of its text, and notes for the clerk about what the data lack.

    `reference` names in the register what it was made from («ket-qua-2024-v1-003»): one line per kind and reference.
    """

    kind: str
    reference: str
    title: str
    symbol: str
    data: dict[str, object]
    notes: tuple[str, ...] = ()
    lines: int = 0

    @property
    def is_long(self) -> bool:
        """Too long to be laid out while somebody waits for a page."""
        return self.lines > LINE_LIMIT

    @property
    def text(self) -> str:
        """The number of its text: «16» of the kind «16-tong-hop»."""
        return self.kind[:2]


@dataclass(frozen=True, slots=True)
class Subject:
    """Something other than an agency that a paper is about: a meeting, an extension, a letter."""

    key: str
    label: str


Builder = Callable[[About], Paper]
Glance = Callable[[Any], str]
"""What the list asks of a campaign: the reference that `build` would give. Raises PaperRefused as `build` would."""
May = Callable[[Member, About], bool]


def office_reads(member: Member, about: About) -> bool:
    """Those who see every agency's file."""
    return member.has(*SEES_ALL)


def office_issues(member: Member, about: About) -> bool:
    """The standing office enters number and date."""
    return member.has(Role.COORDINATOR)


def agency_or_office_reads(member: Member, about: About) -> bool:
    """Also the people of the assessed agency that the paper is about."""
    own = about.agency is not None and about.agency.pk in member.agency_ids(*OF_ASSESSED_AGENCY)
    return own or office_reads(member, about)


def agency_issues(member: Member, about: About) -> bool:
    """The assessed agency's own people enter number and date of what it issues itself."""
    return about.agency is not None and about.agency.pk in member.agency_ids(*OF_ASSESSED_AGENCY)


@dataclass(frozen=True, slots=True)
class PaperKind:
    """One registered paper. `agencies` (if None: all that take part) and `subjects` say what it can be made about."""

    kind: str
    builder: Builder
    name: str
    phase: Phase
    per_agency: bool
    issued_by_agency: bool
    may: May
    may_issue: May
    agencies: Callable[[Any], Iterable[Agency]] | None
    subjects: Callable[[Any, Agency | None], Iterable[Subject]] | None
    glance: Glance | None = None
    for_all: bool = False
    begin: str = ""

    @property
    def numbered(self) -> bool:
        """Whether it gets a number of its own and so goes through the register."""
        return self.kind[:2] not in WITHOUT_NUMBER


_KINDS: dict[str, PaperKind] = {}


def register(
    kind: str,
    builder: Builder,
    *,
    phase: Phase,
    per_agency: bool = False,
    name: str = "",
    issued_by_agency: bool = False,
    may: May = office_reads,
    may_issue: May = office_issues,
    agencies: Callable[[Any], Iterable[Agency]] | None = None,
    subjects: Callable[[Any, Agency | None], Iterable[Subject]] | None = None,
    glance: Glance | None = None,
    for_all: bool = False,
    begin: str = "",
) -> None:
    """Make a paper known under `kind`: the number of its text, with a suffix for a second paper on the same text.

    `per_agency`: one for each agency. `issued_by_agency`: the assessed agency numbers it itself (its own register).
    `agencies(campaign)` narrows whom it can be made for; `subjects(campaign, agency)` lists what else it can be about.
    `glance(campaign)` gives the reference from a few counts, so that the list of a year's papers need not build each.
    `for_all`: once issued it concerns every agency that takes part, whose people are told and may read it.
    `begin` says what to do where there is nothing yet that it could be about.
    `name` is what the list shows; without it the name of the text. Raises ValueError where the kind is taken.
    """
    if kind in _KINDS:
        raise ValueError(f"paper {kind} is registered twice")
    _KINDS[kind] = PaperKind(
        kind=kind,
        builder=builder,
        name=name or texts.load(kind[:2]).name,
        phase=phase,
        per_agency=per_agency,
        issued_by_agency=issued_by_agency,
        may=may,
        may_issue=may_issue,
        agencies=agencies,
        subjects=subjects,
        glance=glance,
        for_all=for_all,
        begin=begin,
    )


def paper_kinds() -> list[PaperKind]:
    """Every registered paper, by phase of the year, then by number."""
    phases = list(Phase)
    return sorted(_KINDS.values(), key=lambda one: (phases.index(one.phase), one.kind))


def paper_kind(kind: str) -> PaperKind | None:
    """The registered paper, or None."""
    return _KINDS.get(kind)


def build(
    kind: str, campaign: Any, *, agency: Agency | None = None, subject: str = "", stamp: Stamp | None = None
) -> Paper:
    """The paper on what is stored now. Raises PaperRefused saying why it cannot be made."""
    found = _KINDS.get(kind)
    if found is None:
        raise PaperRefused(NOT_FROM_DATA)
    if found.per_agency and agency is None:
        raise PaperRefused(f"{found.name} lập cho từng đơn vị – nêu mã đơn vị (--agency).")
    paper = found.builder(About(campaign, agency if found.per_agency else None, subject, stamp))
    return paper if _has_signer(paper) else replace(paper, notes=(*paper.notes, NO_SIGNER))


def _has_signer(paper: Paper) -> bool:
    """False only where somebody is to sign and the name is blank."""
    said = paper.data.get("vb")
    signed = said.get("ky") if isinstance(said, Mapping) else None
    return not isinstance(signed, Mapping) or bool(signed.get("ho_ten"))


def reference_of(kind: PaperKind, campaign: Any) -> str:
    """The reference of the paper on what is stored now, at the least cost. Raises PaperRefused."""
    return kind.glance(campaign) if kind.glance else build(kind.kind, campaign).reference
