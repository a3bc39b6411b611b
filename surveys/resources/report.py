"""The result of a survey as a workbook: sample, gate, weights, forms left out, and figures at every level."""

from collections.abc import Iterable, Iterator
from typing import Any

from cchc.files.writer import OutColumn, Sheet, write_xlsx
from cchc.tenancy.models import Agency
from criteria.models import Campaign
from criteria.rules.numbers import show_percent
from surveys.queries.distribution import QuestionShown
from surveys.queries.figures import agency_scope
from surveys.queries.gate import GateCell
from surveys.queries.report import Report, report_of
from surveys.rules.figures import Difference, Figure

HIDDEN = "dưới 5 phiếu"
Row = list[Any]


def report_workbook(campaign: Campaign) -> bytes:
    """Eight sheets; a fixed number of queries."""
    report = report_of(campaign)
    title = f"Kết quả điều tra xã hội học năm {campaign.year}"
    makers = (_sample, _gate, _aside, _groups, _areas, _places, _questions, _by_place)
    return write_xlsx([maker(report, title) for maker in makers], title=title, creator=str(campaign.tenant))


def _columns(*named: str | tuple[str, str, float]) -> list[OutColumn]:
    """A name alone is a figure; others say what they are and how wide."""
    return [OutColumn(one, "number", 14) if isinstance(one, str) else OutColumn(*one) for one in named]  # type: ignore[arg-type]


def _whole(name: str) -> tuple[str, str, float]:
    return name, "integer", 12


def _words(name: str, width: float = 30) -> tuple[str, str, float]:
    return name, "text", width


def _figure(figure: Figure | None) -> Row:
    return [None, None] if figure is None else [figure.percent, figure.margin]


def _change(change: Difference | None) -> Row:
    if change is None:
        return [None, None, None]
    return [change.other.percent, change.points, "vượt sai số" if change.is_beyond_chance else "trong sai số"]


CHANGE = ("Năm trước (%)", "Tăng, giảm (điểm %)", _words("So với sai số", 16))


def _sample(report: Report, title: str) -> Sheet:
    """Forms wanted and received, agency by agency."""
    rows = [
        [
            one.questionnaire.title,
            agency.code,
            agency.name,
            report.figures.populations.get((one.questionnaire.pk, agency.pk)),
            one.quota_of(agency.pk),
            one.counts.get(agency.pk, 0),
        ]
        for one in report.progress
        for agency in _agencies(report)
        if agency.pk in one.agency_ids
    ]
    head = (_words("Phiếu"), ("Mã đơn vị", "code", 12), _words("Đơn vị"), _whole("Tổng số (N)"), _whole("Chỉ tiêu"))
    return Sheet(
        "Mẫu",
        _columns(*head, _whole("Phiếu tính")),
        rows,
        [title, "Phiếu thu về tính cả bản trước của phiếu, không tính phiếu để ngoài"],
    )


def _agencies(report: Report) -> list[Agency]:
    return [one.agency for one in report.figures.places]


def _gate(report: Report, title: str) -> Sheet:
    head = (_words("Phiếu"), _words("Đơn vị"), _whole("Phiếu tính"), _whole("Tối thiểu"), _words("Quyết định", 22))
    rows = [[*_short(cell)] for cell in report.short]
    lead = f"Điểm vào Chỉ số khi đạt từ {show_percent(report.plan.minimum_rate)} chỉ tiêu; dưới mức đó theo quyết định"
    return Sheet("Chưa đủ phiếu", _columns(*head, _words("Lý do", 60)), rows, [title, lead])


def _short(cell: GateCell) -> Iterator[Any]:
    yield from (cell.questionnaire.title, cell.agency.name, cell.gate.received, cell.gate.needed)
    yield decision_words(cell)
    yield cell.decision.reason if cell.decision else ""


def decision_words(cell: GateCell) -> str:
    """What the office decided about too few forms."""
    if cell.decision is None:
        return "chưa quyết định"
    return "vẫn tính điểm" if cell.decision.counts else "không tính điểm"


def _aside(report: Report, title: str) -> Sheet:
    rows = [[one.questionnaire, one.agency, one.forms, one.reason] for one in report.aside]
    head = (_words("Phiếu"), _words("Đơn vị"), _whole("Số phiếu"), _words("Lý do", 60))
    return Sheet("Phiếu để ngoài", _columns(*head), rows, [title])


def _groups(report: Report, title: str) -> Sheet:
    rows = [
        [one.form.title, one.form.get_audience_display(), one.wanted, one.received, one.rate, one.weight]
        + _figure(one.whole.figure)
        + _change(one.whole.change)
        for one in report.groups
    ]
    head = (_words("Phiếu"), _words("Đối tượng"), _whole("Chỉ tiêu"), _whole("Phiếu tính"), "Tỷ lệ (%)", "Trọng số")
    return Sheet("Theo nhóm", _columns(*head, "Kết quả (%)", "Sai số (± điểm %)", *CHANGE), rows, [title])


def _areas(report: Report, title: str) -> Sheet:
    rows = [
        [one.code, one.name, one.questions, *_figure(one.whole.figure), *_change(one.whole.change)]
        + [figure.percent if figure else None for figure in one.groups]
        for one in report.areas
    ]
    head = (("Mã", "code", 8), _words("Lĩnh vực", 44), _whole("Số câu"), "Kết quả (%)", "Sai số (± điểm %)", *CHANGE)
    groups = [f"{form.title} (%)" for form in report.figures.asked.forms]
    tones = ["" if one.is_leaf else "strong" for one in report.areas]
    return Sheet("Theo lĩnh vực", _columns(*head, *groups), rows, [title], tones=tones)


def _places(report: Report, title: str) -> Sheet:
    forms, areas = report.figures.asked.forms, report.areas
    head: list[Any] = [_words("Khối", 16), _words("Đơn vị")]
    for form in forms:
        head += [_whole(f"{form.title}: số phiếu"), f"{form.title} (%)", "Sai số (± điểm %)", "Năm trước (%)"]
    head += [f"{one.code}. {one.name} (%)" for one in areas if not one.is_leaf] + ["Điểm khảo sát", "Điểm tối đa"]
    rows, tones = [], []
    for block in report.blocks:
        for row in (block.whole, *block.rows):
            cells = [(row.forms[n], one.figure, one.before) for n, one in enumerate(row.groups)]
            rows.append(
                [block.name, row.name]
                + [
                    value
                    for count, figure, before in cells
                    for value in (count, *_figure(figure), before and before.percent)
                ]
                + [figure.percent if figure else None for figure in row.areas]
                + [row.points, row.maximum]
            )
            tones.append("" if row.agency else "strong")
    lead = f"Ô trống: {HIDDEN}, hoặc ẩn cùng để không suy ra được"
    return Sheet("Theo đơn vị", _columns(*head), rows, [title, lead], freeze_columns=2, tones=tones)


def _questions(report: Report, title: str) -> Sheet:
    """Every question with its options over all agencies."""
    rows: list[Row] = []
    for form in report.figures.asked.forms:
        for shown in report.questions[form.pk]:
            rows += _of_question(form.title, shown)
    head = (_words("Phiếu"), ("Câu", "code", 8), _words("Nội dung", 60), _words("Phương án", 24), "Quy đổi (%)")
    figures = (_whole("Số phiếu"), "Tỷ lệ, trung bình (%)", "Sai số (± điểm %)", *CHANGE)
    return Sheet("Theo câu hỏi", _columns(*head, *figures), rows, [title, "Toàn bộ đơn vị"])


def _of_question(form: str, shown: QuestionShown) -> Iterable[Row]:
    lead = [form, shown.question.code, shown.question.text]
    words = HIDDEN if shown.is_hidden else "trung bình số" if shown.average is not None else ""
    first = [shown.average, None] if shown.figure is None else _figure(shown.figure)
    yield [*lead, words, None, shown.forms, *first, *_change(shown.before)]
    for one in shown.options:
        yield [*lead, one.label, one.percent, one.times, one.bar.share(), one.margin, None, None, None]


def _by_place(report: Report, title: str) -> Sheet:
    """The mean of every scored question about every agency."""
    year, rows = report.figures, []
    for one in year.places:
        scope = agency_scope(one.agency)
        for question in year.asked.questions:
            tally = year.tally(question, scope.agency_ids)
            if question.scored and tally.forms:
                figure = year.shown_figure(question, scope)
                rows.append(
                    [
                        one.agency.code,
                        one.agency.name,
                        question.code,
                        question.text,
                        tally.forms,
                        *_figure(figure),
                        "" if figure else HIDDEN,
                    ]
                )
    head = (("Mã đơn vị", "code", 12), _words("Đơn vị"), ("Câu", "code", 8), _words("Nội dung", 60), _whole("Số phiếu"))
    return Sheet(
        "Đơn vị × câu hỏi", _columns(*head, "Kết quả (%)", "Sai số (± điểm %)", _words("Ghi chú", 16)), rows, [title]
    )
