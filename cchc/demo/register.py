"""The demo's register as a year leaves it: last year's papers, newer files, the bin, papers nobody has looked at."""

from datetime import date, datetime
from io import BytesIO
from random import Random

from django.db.models import Case, When
from django.utils import timezone
from PIL import Image, ImageDraw

from assessments.models import Assessment, Citation, Evidence
from assessments.services import add_evidence, delete_evidence
from assessments.services.evidence_files import carry_over, replace_file
from assessments.states import State
from cchc.accounts.models import User
from cchc.demo.papers import Paper, issuer_of, paper_of
from cchc.demo.seed import Seeding
from cchc.files.writer import OutColumn, Sheet, write_xlsx
from cchc.tenancy.models import Agency
from criteria.models import Campaign, Criterion

CITED_BEFORE = ("1.4.1", "1.4.3", "1.7.1")
"""Leaves at which last year's file cited the papers that are carried over."""
SHOWN = 3
"""So many agencies whose file is still open get a register like this; the others have this year's papers alone."""
LAST_YEAR = (
    ("QĐ", "Quyết định", "Quyết định kiện toàn Bộ phận Tiếp nhận và Trả kết quả", 1, "con"),
    ("QC", "Quy chế", "Quy chế làm việc của Ủy ban nhân dân xã", 3, "con"),
    ("KH", "Kế hoạch", "Kế hoạch duy trì, khắc phục tồn tại, hạn chế Chỉ số cải cách hành chính", 3, "thay"),
    ("BC", "Báo cáo", "Báo cáo kết quả công tác cải cách hành chính quý IV", 12, ""),
    ("BC", "Báo cáo", "Báo cáo tự kiểm tra công tác cải cách hành chính", 9, ""),
)


def enrich_registers(work: Seeding, campaign: Campaign) -> None:
    """What a working register looks like, in the agencies that still fill in their file."""
    named = [person.agency for person in work.exercise.people]
    open_files = Assessment.objects.filter(campaign=campaign, state=State.DRAFT).select_related("agency", "campaign")
    known = Case(When(agency__code__in=named, then=0), default=1)
    for file in open_files.order_by(known, "agency__sort_key")[:SHOWN]:
        officer = Evidence.objects.filter(agency=file.agency, year=campaign.year).first()
        if officer is not None:
            _enrich(work, file, officer.uploaded_by)


def _enrich(work: Seeding, file: Assessment, by: User | None) -> None:
    dice = Random(f"so{work.exercise.seed}{file.agency.code}")  # noqa: S311 - demo data
    year, now = file.campaign.year, timezone.now()
    _carry(work, file, by, dice)
    _replace_two(work, file, by, dice, now)
    _add_unchecked(work, file.agency, year, by, dice)
    _add_other_kinds(file.agency, year, by)
    _bin_one(work, file.agency, year, by, dice, now)


def _take(agency: Agency, year: int, paper: Paper, issuer: str, by: User | None, **said: object) -> Evidence:
    described = {
        "number": paper.number,
        "issued_on": paper.issued_on,
        "issuer": issuer,
        "kind": paper.kind,
        "abstract": paper.abstract,
    }
    name = f"{paper.number.replace('/', '-')}.pdf"
    return add_evidence(
        agency=agency, year=year, file=BytesIO(paper.content), name=name, description=described | said, by=by
    )[0]


def _carry(work: Seeding, file: Assessment, by: User | None, dice: Random) -> None:
    agency, year = file.agency, file.campaign.year
    issuer = issuer_of(agency, work.tenant).name
    ways: dict[str, list[int]] = {"con": [], "thay": [], "": []}
    for symbol, kind, words, month, how in LAST_YEAR:
        day = date(year - 1, month, dice.randint(3, 24))
        paper = paper_of(agency, work.tenant, symbol, kind, f"{words} năm {year - 1}", day, dice)
        ways[how].append(_take(agency, year - 1, paper, issuer, by, is_lasting=how == "con").pk)
    _cite_before(file, [*ways["con"], *ways["thay"]], by)
    carry_over(agency=agency, year=year, lasting=ways["con"], yearly=ways["thay"], by=by, at=timezone.now())


def _cite_before(file: Assessment, papers: list[int], by: User | None) -> None:
    """Where last year's file cited them: this year's carries the citations along."""
    before = Assessment.objects.filter(agency=file.agency, campaign__year=file.campaign.year - 1).first()
    if before is None:
        return
    leaves = Criterion.objects.self_scored().filter(criteria_set=before.criteria_set, code__in=CITED_BEFORE)
    for leaf, paper in zip(leaves.order_by("position"), papers, strict=False):
        Citation.objects.create(assessment=before, criterion=leaf, evidence_id=paper, page="Điều 2", added_by=by)


def _replace_two(work: Seeding, file: Assessment, by: User | None, dice: Random, now: datetime) -> None:
    """Two papers came in once more, signed and stamped; the first scan stays as a version."""
    agency, year = file.agency, file.campaign.year
    for old in Evidence.objects.kept().filter(agency=agency, year=year, carried_from=None).order_by("pk")[:2]:
        day = old.issued_on or date(year, 1, 15)
        paper = paper_of(
            agency, work.tenant, "KH", old.kind, old.abstract, day, dice, number=old.number, copy="Bản đã ký"
        )
        replace_file(
            evidence=old, file=BytesIO(paper.content), name=f"{old.number.replace('/', '-')} da ky.pdf", by=by, at=now
        )


def _add_unchecked(work: Seeding, agency: Agency, year: int, by: User | None, dice: Random) -> None:
    """Scans uploaded many at once: the worker reads number, date and abstract from their first page."""
    subjects = (("BC", "Báo cáo", "Báo cáo công tác cải cách hành chính 6 tháng đầu năm", 6),
                ("TB", "Thông báo", "Thông báo lịch tiếp công dân của Chủ tịch", 1))  # fmt: skip
    for symbol, kind, words, month in subjects:
        paper = paper_of(agency, work.tenant, symbol, kind, f"{words} {year}", date(year, month, 14), dice)
        name = f"scan_{dice.randint(1000, 9999)}.pdf"
        add_evidence(agency=agency, year=year, file=BytesIO(paper.content), name=name, description={}, by=by)


def _add_other_kinds(agency: Agency, year: int, by: User | None) -> None:
    columns = (OutColumn("TT", "integer", width=6), OutColumn("Lĩnh vực", width=40), OutColumn("Số hồ sơ", "integer"),
               OutColumn("Đúng hạn", "integer"))  # fmt: skip
    rows = [(1, "Tư pháp – hộ tịch", 214, 212), (2, "Đất đai", 37, 33), (3, "Bảo trợ xã hội", 58, 58)]
    table = write_xlsx([Sheet("Tổng hợp", columns, rows, titles=(f"Tổng hợp hồ sơ thủ tục hành chính năm {year}",))])
    words = {"abstract": f"Bảng tổng hợp hồ sơ thủ tục hành chính năm {year}", "kind": "Bảng tổng hợp"}
    add_evidence(agency=agency, year=year, file=BytesIO(table), name="tong-hop-ho-so.xlsx", description=words, by=by)
    words = {"abstract": "Ảnh niêm yết thủ tục hành chính tại Bộ phận Tiếp nhận và Trả kết quả", "kind": "Ảnh"}
    add_evidence(
        agency=agency, year=year, file=BytesIO(_photograph(agency)), name="niem-yet.jpg", description=words, by=by
    )


def _photograph(agency: Agency) -> bytes:
    """A board with sheets pinned to it, drawn: the demo shows no real place."""
    image = Image.new("RGB", (1200, 800), "#8a7a63")
    brush = ImageDraw.Draw(image)
    brush.rectangle((60, 60, 1140, 740), fill="#2f5d50", outline="#463b2c", width=14)
    for column in range(4):
        for row in range(2):
            left, top = 120 + column * 250, 120 + row * 310
            brush.rectangle((left, top, left + 200, top + 260), fill="#f7f4ee")
            for line in range(9):
                brush.line((left + 20, top + 30 + line * 24, left + 180, top + 30 + line * 24), fill="#8b8f96", width=3)
    brush.text((70, 760), f"Anh minh hoa {agency.code}", fill="#ffffff")
    target = BytesIO()
    image.save(target, "JPEG", quality=85)
    return target.getvalue()


def _bin_one(work: Seeding, agency: Agency, year: int, by: User | None, dice: Random, now: datetime) -> None:
    day = date(year, 3, 18)
    paper = paper_of(
        agency, work.tenant, "BC", "Báo cáo", f"Báo cáo công tác cải cách hành chính quý I năm {year}", day, dice
    )
    document = _take(agency, year, paper, issuer_of(agency, work.tenant).name, by)
    delete_evidence(evidence=document, by=by, at=now)
