"""The register as a list: what is searched, what stands beside each document, and what needs looking at."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from assessments.models import Citation, Evidence, EvidenceReading, Scan, Work
from cchc.files.signed import Signature
from cchc.tenancy.models import Agency
from cchc.vietnamese import fold

STATES = {"can-xem": "Cần thay, cần xem", "chua-dung": "Chưa mục nào dùng", "mang-sang": "Mang từ năm trước"}
"""The filter «Tình trạng», beside «Tất cả»."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A state in the list: icon, word and tone."""

    tone: str
    icon: str
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    """A document with the leaves that cite it, its states and its number of pages."""

    document: Evidence
    codes: list[str]
    tags: list[Tag]
    pages: int | None


def needs_look() -> Q:
    """Documents somebody has to look at: held back, to be replaced, not looked at, or outside the year."""
    outside = Q(issued_on__isnull=False, is_lasting=False) & ~Q(issued_on__year=F("year"))
    return Q(scan__in=[Scan.PENDING, Scan.INFECTED]) | Q(is_to_replace=True) | Q(is_unchecked=True) | outside


def documents(agency: Agency, year: int, *, in_bin: bool = False) -> QuerySet[Evidence]:
    """The agency's documents of the year, or those in the bin."""
    rows = Evidence.objects.filter(agency=agency, year=year)
    return rows.exclude(deleted_at=None) if in_bin else rows.kept()


def search(rows: QuerySet[Evidence], asked: str) -> QuerySet[Evidence]:
    """Those whose number, abstract, issuer, type, file name or text holds every word asked for, in any spelling."""
    for word in fold(asked).split()[:8]:
        text = EvidenceReading.objects.filter(evidence=OuterRef("pk"), sha256=OuterRef("sha256"), folded__contains=word)
        rows = rows.filter(Q(search__contains=word) | Exists(text))
    return rows


def filtered(rows: QuerySet[Evidence], *, state: str = "", area: str = "") -> QuerySet[Evidence]:
    """By the filters of the page; unknown values filter nothing."""
    if state == "can-xem":
        rows = rows.filter(needs_look())
    elif state == "chua-dung":
        rows = rows.filter(citations=None)
    elif state == "mang-sang":
        rows = rows.exclude(carried_from=None)
    if area:
        cited = Citation.objects.filter(evidence=OuterRef("pk"), criterion__code__startswith=f"{area}.")
        rows = rows.filter(Exists(cited))
    return rows


def listed(rows: Iterable[Evidence], year: int) -> list[Row]:
    """Rows for the page; three queries for any number of documents."""
    return [_row(one, year) for one in rows]


def with_contents(rows: QuerySet[Evidence]) -> QuerySet[Evidence]:
    """The rows with what ``listed`` reads of each."""
    readings = EvidenceReading.objects.defer("text", "folded").prefetch_related("signatures")
    return rows.select_related("carried_from").prefetch_related(
        "citations__criterion", Prefetch("readings", readings, to_attr="read")
    )


def _row(one: Evidence, year: int) -> Row:
    codes = sorted({cited.criterion.code for cited in one.citations.all()}, key=_by_number)
    reading = next((found for found in one.read if found.sha256 == one.sha256), None)  # type: ignore[attr-defined]
    signed = [signature.said for signature in reading.signatures.all()] if reading else []
    return Row(one, codes, list(_tags(one, year, codes, reading, signed)), reading.page_count if reading else None)


def _by_number(code: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdecimal() else (0, part) for part in code.split(".")]


def _tags(
    one: Evidence, year: int, codes: list[str], reading: EvidenceReading | None, signed: list[Signature]
) -> Iterable[Tag]:
    if one.scan == Scan.INFECTED:
        yield Tag("late", "late", "Có mã độc, bị giữ lại")
    if one.scan == Scan.PENDING:
        yield Tag("warn", "clock", "Đang chờ quét mã độc")
    if one.is_to_replace:
        yield Tag("warn", "warn", f"Cần thay bằng bản năm {year}")
    elif one.is_out_of_year:
        yield Tag("warn", "clock", f"Ngoài năm {year}")
    elif one.is_lasting:
        since = f", mang từ {one.carried_from.year}" if one.carried_from else ""
        yield Tag("info", "right", f"Còn hiệu lực{since}")
    if one.is_unchecked:
        waiting = reading is None or reading.state in (Work.DUE, Work.RUNNING)
        yield Tag("warn", "edit", "Đang đọc trang đầu" if waiting else "Cần xem lại thông tin")
    if signed:
        yield signature_tag(signed)
    if not codes:
        yield Tag("none", "ring", "Chưa mục nào dùng")
    elif not signed and not (one.is_to_replace or one.is_out_of_year or one.is_unchecked or one.is_lasting):
        yield Tag("ok", "okc", "Đang dùng")


def signature_tag(signed: list[Signature]) -> Tag:
    """The worst of a file's signatures."""
    verdicts = {one.verdict for one in signed}
    if "Không hợp lệ" in verdicts:
        return Tag("late", "late", "Chữ ký số không hợp lệ")
    if "Chưa xác thực" in verdicts:
        return Tag("warn", "warn", "Chữ ký số chưa xác thực")
    return Tag("ok", "okc", "Chữ ký số hợp lệ")
