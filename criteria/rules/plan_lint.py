"""What is wrong in a plan before it is issued (soát kế hoạch).

The mistakes it looks for were found in plans that offices really issued: «10/01/2021» after «28/12/2021», a legal basis
of 28/12/2024 in a plan of November 2024, a survey «năm 2023» in the plan of 2024, «các các cơ quan».
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from criteria.rules.calendar import DeadlineKind, Phase, weekday_name
from criteria.rules.findings import Severity
from criteria.rules.holidays import holiday
from criteria.rules.plan import LegalBasis, PlanStep

HALF_A_YEAR = timedelta(days=183)

_CHAIN = (
    Phase.SELF_ASSESSMENT,
    Phase.APPRAISAL,
    Phase.EXPLANATION,
    Phase.REAPPRAISAL,
    Phase.COUNCIL,
    Phase.APPROVAL,
    Phase.PUBLICATION,
)
_REQUIRED = {
    Phase.SELF_ASSESSMENT: Severity.ERROR,
    Phase.APPRAISAL: Severity.ERROR,
    Phase.COUNCIL: Severity.WARNING,
    Phase.PUBLICATION: Severity.WARNING,
}
_DATE = re.compile(r"ngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4}", re.IGNORECASE)
_YEAR = re.compile(r"\bnăm\s+(20\d{2})\b", re.IGNORECASE)
_REPEATED = re.compile(r"\b([^\W\d_]+)\s+\1\b", re.IGNORECASE)
_REDUPLICATED = {"song", "luôn", "từ", "đều", "thường", "ngày", "người", "nhà", "dần", "hằng"}


@dataclass(frozen=True, slots=True)
class Finding:
    """``step`` is the printed number, empty for the plan as a whole; ``fix`` the words to change and what was meant."""

    severity: Severity
    code: str
    step: str
    message: str
    fix: tuple[str, str] | None = None


def lint(
    steps: Sequence[PlanStep],
    *,
    year: int,
    issued_on: date | None = None,
    legal_bases: Sequence[LegalBasis] = (),
    holidays: Collection[date] = (),
    has_survey: bool | None = None,
) -> list[Finding]:
    """Every finding: the legal bases, then step by step in printed order, then the plan as a whole.

    ``issued_on`` is the plan's date where it has one; ``holidays`` are days off besides those of the law (holidays.py);
    ``has_survey`` is what the campaign says of its survey, None where that is not known.
    """
    ordered = sorted(steps, key=lambda step: step.order)
    wrong_years = _wrong_years(ordered, year)
    found = list(_basis_findings(ordered, legal_bases, issued_on, wrong_years))
    for position, step in enumerate(ordered):
        found += _step_findings(step, year)
        if step.order in wrong_years:
            found.append(wrong_years[step.order])
        else:
            found += _day_off_findings(step, holidays)
            sound = [earlier for earlier in ordered[:position] if earlier.order not in wrong_years]
            found += _order_findings(step, sound, issued_on)
    return found + list(_whole_findings(ordered)) + list(_survey_findings(ordered, has_survey))


def _step_findings(step: PlanStep, year: int) -> Iterator[Finding]:
    if not step.task:
        yield _error("no_task", step, "chưa ghi nhiệm vụ – ghi nội dung công việc.")
    if not step.lead:
        yield _error("no_lead", step, "chưa có cơ quan chủ trì – chọn cơ quan chủ trì.")
    yield from _deadline_findings(step)
    yield from _opening_findings(step)
    yield from _wording_findings(step, year)


def _deadline_findings(step: PlanStep) -> Iterator[Finding]:
    if step.kind is DeadlineKind.NONE:
        yield _warning("no_deadline", step, "chưa có thời hạn – ghi ngày hoặc tháng hoàn thành.")
    elif step.kind is DeadlineKind.PERIOD:
        yield from _period_findings(step)
    elif step.day is None:
        yield _error("no_date", step, f"ghi “{step.kind.label}” nhưng chưa có ngày – nhập ngày hoàn thành.")


def _opening_findings(step: PlanStep) -> Iterator[Finding]:
    if step.opens_on and step.ends_on and step.opens_on > step.ends_on:
        message = f"mở từ {step.opens_on:%d/%m/%Y}, sau hạn {step.ends_on:%d/%m/%Y} – không ngày nào mở; sửa một ngày."
        yield _error("opens_after_end", step, message)


def _period_findings(step: PlanStep) -> Iterator[Finding]:
    if not step.period:
        yield _error("no_period", step, "ghi theo tháng nhưng chưa có tháng – nhập tháng hoàn thành.")
    elif not step.has_readable_period:
        message = f"“{step.period}” không rõ năm hoặc tháng, nên không biết khi nào kết thúc – ghi theo dạng 2024-11."
        yield _error("bad_period", step, message)
    elif step.text and step.period[:4] not in step.text:
        month = f"{step.period[5:]}/{step.period[:4]}"
        yield _info("period_without_year", step, f"in “{step.text}”, không ghi năm – được hiểu là tháng {month}.")


def _wording_findings(step: PlanStep, year: int) -> Iterator[Finding]:
    for named in dict.fromkeys(_YEAR.findall(_DATE.sub("", step.task))):
        if int(named) != year:
            in_the_year = step.phase not in (None, Phase.PREPARING)
            report = _error if in_the_year else _warning
            advice = f"sửa thành năm {year} nếu việc này cho kỳ {year}"
            message = f"ghi “năm {named}” trong Kế hoạch năm {year} – {advice}."
            yield replace(report("other_year", step, message), fix=(f"năm {named}", f"năm {year}"))
    for match in _REPEATED.finditer(step.task):
        if match[1].casefold() not in _REDUPLICATED:
            found = _warning("repeated_word", step, f"lặp từ “{match[0]}” – bỏ một từ.")
            yield replace(found, fix=(match[0], match[1]))


def _day_off_findings(step: PlanStep, holidays: Collection[date]) -> Iterator[Finding]:
    if step.day is None or step.ends_on is None:
        return
    off = [(day, _day_off(day, holidays)) for day in dict.fromkeys((step.day, step.ends_on))]
    named = [f"{day:%d/%m/%Y} là {name}" for day, name in off if name]
    if named:
        message = f"{', '.join(named)}; hạn đóng lúc 24:00 {weekday_name(step.ends_on)} {step.ends_on:%d/%m/%Y}"
        yield _warning("day_off", step, f"{message} – giữ nguyên hoặc đổi sang ngày làm việc.")


def _day_off(day: date, holidays: Collection[date]) -> str:
    if name := holiday(day):
        return f"ngày nghỉ lễ ({name})"
    if day in holidays:
        return "ngày nghỉ lễ"
    return weekday_name(day) if day.weekday() >= 5 else ""


def _wrong_years(ordered: Sequence[PlanStep], year: int) -> dict[int, Finding]:
    """Steps whose year can't be right, by their order, with the date that was probably meant."""
    wrong: dict[int, Finding] = {}
    latest: PlanStep | None = None
    for step in ordered:
        finding = _wrong_year(step, latest, year)
        if finding is not None:
            wrong[step.order] = finding
        elif step.ends_on and (latest is None or latest.ends_on is None or step.ends_on > latest.ends_on):
            latest = step
    return wrong


def _wrong_year(step: PlanStep, latest: PlanStep | None, year: int) -> Finding | None:
    """10/01/2021 after 28/12/2021: half a year back, and right again one year on."""
    day = step.day
    if day is None:
        return None
    if not year <= day.year <= year + 1:
        message = f"{day:%d/%m/%Y} không thuộc kỳ đánh giá năm {year} – kiểm tra lại năm."
        return _error("impossible_year", step, message)
    if latest is None or latest.ends_on is None or latest.ends_on - day < HALF_A_YEAR:
        return None
    meant = _in_year(day, day.year + 1)
    before = f"{day:%d/%m/%Y} trước bước {latest.number} (hạn {_printed(latest)}) gần một năm"
    finding = _error("impossible_year", step, f"{before} – có thể là {meant:%d/%m/%Y}.")
    return replace(finding, fix=(f"{day:%d/%m/%Y}", f"{meant:%d/%m/%Y}"))


def _order_findings(step: PlanStep, earlier: Sequence[PlanStep], issued_on: date | None) -> Iterator[Finding]:
    ends = step.ends_on
    if ends is None:
        return
    if issued_on and ends < issued_on:
        message = f"hạn {_printed(step)} trước ngày ban hành kế hoạch {issued_on:%d/%m/%Y} – sửa một trong hai ngày."
        yield _error("before_plan", step, message)
    later = [other for other in earlier if other.ends_on and other.ends_on > ends]
    blocking = [other for other in later if _must_precede(other.phase, step.phase)]
    if blocking:
        message = f"{_phase_word(step)} xong {_printed(step)} trước khi {_phase_word(blocking[-1])} xong"
        where = f"bước {blocking[-1].number}, {_printed(blocking[-1])}"
        yield _error("phase_order", step, f"{message} ({where}) – sửa một trong hai hạn.")
    elif later:
        message = f"hạn {_printed(step)} sớm hơn bước {later[-1].number} in phía trên ({_printed(later[-1])})"
        yield _info("printed_order", step, f"{message} – giữ nguyên nếu hai việc làm song song.")


def _must_precede(first: Phase | None, second: Phase | None) -> bool:
    """Whether the first phase has to end before the second: along the chain, and the survey before the council."""
    if second not in _CHAIN:
        return False
    if first is Phase.SURVEY:
        return _CHAIN.index(second) >= _CHAIN.index(Phase.COUNCIL)
    return first in _CHAIN and _CHAIN.index(first) < _CHAIN.index(second)


def _basis_findings(
    steps: Sequence[PlanStep],
    bases: Sequence[LegalBasis],
    issued_on: date | None,
    wrong_years: Collection[int],
) -> Iterator[Finding]:
    """Without a date of its own, the plan can't be later than the end of its earliest step."""
    ends = [step.ends_on for step in steps if step.ends_on and step.order not in wrong_years]
    latest_possible = issued_on or min(ends, default=None)
    what = "ngày ban hành kế hoạch" if issued_on else "hạn của bước sớm nhất"
    for basis in bases:
        if basis.issued_on is None:
            message = f"Căn cứ “{basis.title}” chưa có ngày – ghi ngày ban hành của văn bản."
            yield Finding(Severity.WARNING, "basis_without_date", "", message)
        elif latest_possible and basis.issued_on > latest_possible:
            message = f"Căn cứ “{basis.title}” ngày {basis.issued_on:%d/%m/%Y} sau {what} ({latest_possible:%d/%m/%Y})"
            meant = _in_year(basis.issued_on, basis.issued_on.year - 1)
            is_likely = meant <= latest_possible
            advice = f"có thể là {meant:%d/%m/%Y}" if is_likely else "kiểm tra lại ngày"
            fix = (f"{basis.issued_on:%d/%m/%Y}", f"{meant:%d/%m/%Y}") if is_likely else None
            yield Finding(Severity.ERROR, "basis_after_plan", "", f"{message} – {advice}.", fix)


def _whole_findings(steps: Sequence[PlanStep]) -> Iterator[Finding]:
    phases = {step.phase for step in steps}
    for phase, severity in _REQUIRED.items():
        if phase not in phases:
            message = f"Kế hoạch chưa có bước {phase.label} – thêm bước này."
            yield Finding(severity, f"no_{phase}", "", message)
    if not any("thành lập hội đồng" in step.task.casefold() for step in steps):
        message = "Kế hoạch chưa có bước thành lập Hội đồng thẩm định – thêm bước nếu Hội đồng chưa được thành lập."
        yield Finding(Severity.INFO, "no_council_decision", "", message)
    for number, times in Counter(step.number for step in steps).items():
        if number and times > 1:
            message = f"Số {number} in {times} lần – mỗi bước một số."
            yield Finding(Severity.WARNING, "duplicate_number", number, message)
    yield from _same_day(steps)


def _survey_findings(steps: Sequence[PlanStep], has_survey: bool | None) -> Iterator[Finding]:
    surveyed = any(step.phase is Phase.SURVEY for step in steps)
    if has_survey and not surveyed:
        message = "Kỳ có điều tra xã hội học nhưng Kế hoạch chưa có bước này – thêm bước, hoặc bỏ điều tra."
        yield Finding(Severity.WARNING, "no_survey", "", message)
    if has_survey is False and surveyed:
        message = "Kế hoạch có bước điều tra xã hội học nhưng kỳ không điều tra – bỏ bước, hoặc bật điều tra."
        yield Finding(Severity.WARNING, "survey_not_held", "", message)


def _same_day(steps: Sequence[PlanStep]) -> Iterator[Finding]:
    councils = [step for step in steps if step.phase is Phase.COUNCIL and step.ends_on]
    for step in steps:
        for council in councils:
            if step.phase is Phase.PUBLICATION and step.ends_on == council.ends_on:
                message = f"cùng hạn {_printed(step)} với bước {council.number} – kiểm tra thời gian phê duyệt."
                yield _warning("same_day", step, message)


def _in_year(day: date, year: int) -> date:
    """The same day and month of another year; 29/02 becomes 28/02."""
    return day.replace(year=year, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=year)


def _printed(step: PlanStep) -> str:
    day = step.day or step.ends_on
    return f"{day:%d/%m/%Y}" if day else step.text


def _phase_word(step: PlanStep) -> str:
    return step.phase.label.lower() if step.phase else step.task


def _error(code: str, step: PlanStep, message: str) -> Finding:
    return _finding(Severity.ERROR, code, step, message)


def _warning(code: str, step: PlanStep, message: str) -> Finding:
    return _finding(Severity.WARNING, code, step, message)


def _info(code: str, step: PlanStep, message: str) -> Finding:
    return _finding(Severity.INFO, code, step, message)


def _finding(severity: Severity, code: str, step: PlanStep, message: str) -> Finding:
    return Finding(severity, code, step.number, f"Bước {step.number or step.order}: {message}")
