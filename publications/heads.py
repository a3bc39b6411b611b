"""The heads of the year: who was in office, at which level, and why not at that of the index."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cchc.tenancy.models import Agency
from criteria.models import Campaign
from publications.head_models import HeadFinding, HeadTerm, SnapshotHead
from publications.head_rules import Effect, Found, head_level, held_words
from publications.models import Snapshot, SnapshotRow


@dataclass(frozen=True, slots=True)
class HeadLine:
    """One head as classified. Without dates: in office all year."""

    name: str
    title: str
    level: str
    note: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def remark(self) -> str:
        """What is printed beside the level: the time in office, then why the level is another."""
        period = held_words(self.since, self.until) if self.since and self.until else ""
        words = "; ".join(filter(None, (period, self.note[:1].lower() + self.note[1:] if period else self.note)))
        return words[:1].upper() + words[1:]


@dataclass(frozen=True, slots=True)
class Head:
    """One head beside the row of the agency."""

    row: SnapshotRow
    line: HeadLine


@dataclass(frozen=True, slots=True)
class HeadBook:
    """All that decides the levels of a campaign's heads."""

    levels: Mapping[str, str]
    terms: Mapping[int, Sequence[HeadTerm]]
    found: Mapping[tuple[int, int | None], Sequence[Found]]

    def lines(self, agency: Agency, band: str) -> tuple[HeadLine, ...]:
        """The heads of one agency in the order of their terms; at least one."""
        if agency.pk not in self.terms:
            return (self._line(agency, None, agency.head_name, agency.head_title, band),)
        return tuple(self._line(agency, term, term.name, term.title, band) for term in self.terms[agency.pk])

    def _line(self, agency: Agency, term: HeadTerm | None, name: str, title: str, band: str) -> HeadLine:
        dates = (term.since, term.until) if term else (None, None)
        if term and term.unrated:
            return HeadLine(name, title, "", f"Không phân loại: {term.unrated}", *dates)
        ordered = list(dict.fromkeys(filter(None, self.levels.values())))
        known = self.found.get((agency.pk, term.pk if term else None), ())
        judged = head_level(ordered, self.levels.get(band, ""), known)
        return HeadLine(name, title, judged.level, judged.note, *dates)


def head_book(campaign: Campaign) -> HeadBook:
    """Three queries."""
    terms: dict[int, list[HeadTerm]] = {}
    for term in campaign.head_terms.order_by("since", "pk"):
        terms.setdefault(term.agency_id, []).append(term)
    return HeadBook(head_levels(campaign), terms, _findings(campaign))


def head_levels(campaign: Campaign) -> dict[str, str]:
    """The level of the head by the name of the band, from the best band down."""
    return {band.name: band.head_level for band in campaign.bands.order_by("-lower", "pk")}


def _findings(campaign: Campaign) -> dict[tuple[int, int | None], list[Found]]:
    found: dict[tuple[int, int | None], list[Found]] = {}
    rows = HeadFinding.objects.filter(condition__campaign=campaign).order_by("pk")
    fields = ("agency_id", "term_id", "condition__text", "condition__effect", "basis")
    for agency_id, term_id, text, effect, basis in rows.values_list(*fields):
        found.setdefault((agency_id, term_id), []).append(Found(text, Effect(effect), basis))
    return found


def heads_of(campaign: Campaign, snapshot: Snapshot | None, rows: Sequence[SnapshotRow]) -> list[Head]:
    """Every head of the rows shown, in their order: as frozen, or as they would be frozen now."""
    if snapshot is None:
        book = head_book(campaign)
        return [Head(row, line) for row in rows for line in book.lines(row.agency, row.band)]
    frozen: dict[int, list[HeadLine]] = {}
    fields = ("row_id", "name", "title", "level", "note", "since", "until")
    for row_id, *values in SnapshotHead.objects.filter(row__snapshot=snapshot).values_list(*fields):
        frozen.setdefault(row_id, []).append(HeadLine(*values))
    return [Head(row, line) for row in rows for line in frozen.get(row.pk) or [_only(row)]]


def level_words(snapshot: Snapshot, rows: Sequence[SnapshotRow]) -> dict[int, str]:
    """The levels frozen, in words by agency id; by name where there were several heads."""
    words: dict[int, list[str]] = {}
    for one in heads_of(snapshot.campaign, snapshot, rows):
        level = one.line.level or ("không phân loại" if one.line.since else "–")
        words.setdefault(one.row.agency_id, []).append(f"{one.line.name}: {level}" if one.line.since else level)
    return {pk: "; ".join(levels) for pk, levels in words.items()}


def _only(row: SnapshotRow) -> HeadLine:
    return HeadLine(row.head_name, row.head_title, row.head_level, row.head_note)
