"""Rules in and out of their JSON shape (column «rule» of a criteria file), with every fault named at once."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from itertools import pairwise

from criteria.rules.kinds import (
    BooleanRule,
    ChecklistRule,
    Choice,
    CountAddRule,
    CountDeductRule,
    LevelsRule,
    ManualRule,
    RatioBand,
    RatioBandsRule,
    RatioLinearRule,
    Rule,
    RuleKind,
    SurveyRule,
)
from criteria.rules.numbers import EXACT, ZERO, is_usable, show_number, show_percent, show_rate, total

KEYS: dict[RuleKind, tuple[str, ...]] = {
    RuleKind.LEVELS: ("options",),
    RuleKind.CHECKLIST: ("items",),
    RuleKind.RATIO_BANDS: ("numerator", "denominator", "bands", "below"),
    RuleKind.RATIO_LINEAR: ("numerator", "denominator", "floor", "full"),
    RuleKind.COUNT_DEDUCT: ("per", "what", "min"),
    RuleKind.COUNT_ADD: ("per", "what"),
    RuleKind.BOOLEAN: ("yes", "no"),
    RuleKind.MANUAL: ("step",),
    RuleKind.SURVEY: ("questions",),
}
"""The keys a rule of each kind has in JSON: all of them, and no others."""


KEY_WORDS = {
    "options": "các mức",
    "items": "các nội dung",
    "bands": "các khoảng",
    "questions": "các câu hỏi",
    "numerator": "tử số",
    "denominator": "mẫu số",
    "below": "điểm dưới khoảng thấp nhất",
    "floor": "tỷ lệ sàn",
    "full": "tỷ lệ được điểm tối đa",
    "per": "điểm mỗi trường hợp",
    "what": "nội dung đếm",
    "min": "mức thấp nhất",
    "yes": "điểm của “Có”",
    "no": "điểm của “Không”",
    "step": "bước điểm",
}
"""The keys in an official's words."""


class RuleError(ValueError):
    """A rule can't be used; ``faults`` lists every reason in Vietnamese."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__(" ".join(faults))
        self.faults = tuple(faults)


def parse_rule(kind: str, data: Mapping[str, object], max_points: Decimal) -> Rule:
    """The rule of a leaf worth ``max_points``. Raises ``RuleError`` with the full list of faults."""
    if kind not in set(RuleKind):
        known = ", ".join(RuleKind)
        raise RuleError([f"Cách chấm “{kind}” không có – dùng một trong các cách: {known}."])
    reader = _Reader(data, max_points)
    rule = reader.read(RuleKind(kind))
    if reader.faults:
        raise RuleError(reader.faults)
    return rule


def rule_to_data(rule: Rule) -> dict[str, object]:
    """The JSON shape of a rule; numbers are strings without trailing zeros («0.5»). Inverse of ``parse_rule``."""
    match rule:
        case LevelsRule(options=options):
            return {"options": [_choice_data(choice) for choice in options]}
        case ChecklistRule(items=items):
            return {"items": [_choice_data(choice) for choice in items]}
        case RatioBandsRule():
            bands = [{"min": _text(band.minimum), "points": _text(band.points)} for band in rule.bands]
            return _ratio_data(rule) | {"bands": bands, "below": _text(rule.below)}
        case RatioLinearRule(floor=floor, full=full):
            return _ratio_data(rule) | {"floor": _text(floor), "full": _text(full)}
        case CountDeductRule(per=per, what=what, minimum=minimum):
            return {"per": _text(per), "what": what, "min": _text(minimum)}
        case CountAddRule(per=per, what=what):
            return {"per": _text(per), "what": what}
        case BooleanRule(yes=yes, no=no):
            return {"yes": _text(yes), "no": _text(no)}
        case ManualRule(step=step):
            return {"step": _text(step)}
        case SurveyRule(questions=questions):
            return {"questions": list(questions)}


def reachable_maximum(rule: Rule, max_points: Decimal) -> Decimal:
    """The most points the rule can give: less than ``max_points`` means full marks can't be had."""
    match rule:
        case LevelsRule(options=options):
            return max(choice.points for choice in options)
        case ChecklistRule(items=items):
            return total(choice.points for choice in items)
        case RatioBandsRule():
            return max(rule.below, *(band.points for band in rule.bands))
        case BooleanRule(yes=yes, no=no):
            return max(yes, no)
        case ManualRule(step=step):
            return max_points - EXACT.remainder(max_points, step)
        case _:
            return max_points


def _choice_data(choice: Choice) -> dict[str, object]:
    return {"label": choice.label, "points": _text(choice.points)}


def _ratio_data(rule: RatioBandsRule | RatioLinearRule) -> dict[str, object]:
    return {"numerator": rule.numerator, "denominator": rule.denominator}


def _text(number: Decimal) -> str:
    return f"{number.normalize(EXACT):f}"


class _Reader:
    """Reads one rule and collects its faults instead of stopping at the first."""

    def __init__(self, data: Mapping[str, object], max_points: Decimal) -> None:
        self.data = data
        self.max_points = max_points
        self.faults: list[str] = []

    def read(self, kind: RuleKind) -> Rule:
        self._check_keys(kind)
        match kind:
            case RuleKind.LEVELS:
                return LevelsRule(self._choices("options", "mức"))
            case RuleKind.CHECKLIST:
                return self._checklist()
            case RuleKind.RATIO_BANDS:
                return self._ratio_bands()
            case RuleKind.RATIO_LINEAR:
                return self._ratio_linear()
            case RuleKind.COUNT_DEDUCT:
                per, what = self._positive("per", "Điểm trừ mỗi trường hợp"), self._label("what", "nội dung đếm")
                return CountDeductRule(per, what, self._points("min", "Mức thấp nhất"))
            case RuleKind.COUNT_ADD:
                return CountAddRule(
                    self._positive("per", "Điểm cộng mỗi trường hợp"), self._label("what", "nội dung đếm")
                )
            case RuleKind.BOOLEAN:
                return BooleanRule(self._points("yes", "Điểm của “Có”"), self._points("no", "Điểm của “Không”"))
            case RuleKind.MANUAL:
                return ManualRule(self._positive("step", "Bước điểm"))
            case RuleKind.SURVEY:
                return SurveyRule(self._questions())

    def _check_keys(self, kind: RuleKind) -> None:
        for key in KEYS[kind]:
            if key not in self.data:
                self.faults.append(f"Thiếu {KEY_WORDS[key]} (“{key}”) – cách chấm «{kind.label}» cần có.")
        for key in self.data:
            if key not in KEYS[kind]:
                self.faults.append(f"Thừa “{key}” – cách chấm «{kind.label}» không dùng.")

    def _checklist(self) -> ChecklistRule:
        items = self._choices("items", "nội dung")
        together = total(item.points for item in items)
        if together > self.max_points:
            self.faults.append(
                f"Các nội dung cộng lại {show_rate(together)}, lớn hơn điểm tối đa {show_rate(self.max_points)}."
            )
        return ChecklistRule(items)

    def _ratio_bands(self) -> RatioBandsRule:
        numerator, denominator = self._ratio_labels()
        bands = tuple(self._band(number, row) for number, row in enumerate(self._rows("bands", "khoảng"), start=1))
        for upper, lower in pairwise(bands):
            self._check_order(upper, lower)
        return RatioBandsRule(numerator, denominator, bands, self._points("below", "Điểm dưới khoảng thấp nhất"))

    def _check_order(self, upper: RatioBand, lower: RatioBand) -> None:
        if lower.minimum == upper.minimum:
            self.faults.append(f"Khoảng từ {show_percent(lower.minimum)} có hai lần – giữ một.")
        elif lower.minimum > upper.minimum:
            above, below = show_percent(lower.minimum), show_percent(upper.minimum)
            self.faults.append(f"Khoảng từ {above} đứng sau khoảng từ {below} – xếp từ cao xuống thấp.")
        if lower.points > upper.points:
            above, below = show_percent(lower.minimum), show_percent(upper.minimum)
            self.faults.append(f"Khoảng từ {above} được nhiều điểm hơn khoảng từ {below} – kiểm tra lại điểm.")

    def _band(self, number: int, row: Mapping[str, object]) -> RatioBand:
        where = f"Khoảng thứ {number}"
        minimum = self._number(row.get("min"), f"{where}, tỷ lệ")
        if minimum < 0:
            self.faults.append(f"{where}: tỷ lệ {show_number(minimum)} nhỏ hơn 0.")
        return RatioBand(minimum, self._within_maximum(row.get("points"), f"{where}, điểm"))

    def _ratio_linear(self) -> RatioLinearRule:
        numerator, denominator = self._ratio_labels()
        floor = self._number(self.data.get("floor"), "Tỷ lệ sàn")
        full = self._positive("full", "Tỷ lệ được điểm tối đa")
        if floor < 0:
            self.faults.append(f"Tỷ lệ sàn {show_number(floor)} nhỏ hơn 0.")
        if floor > full:
            self.faults.append(
                f"Tỷ lệ sàn {show_percent(floor)} lớn hơn tỷ lệ được điểm tối đa {show_percent(full)} – đổi lại hai số."
            )
        return RatioLinearRule(numerator, denominator, floor, full)

    def _ratio_labels(self) -> tuple[str, str]:
        return self._label("numerator", "tên tử số"), self._label("denominator", "tên mẫu số")

    def _questions(self) -> tuple[str, ...]:
        given = self.data.get("questions")
        codes = tuple(str(code).strip() for code in given) if isinstance(given, list | tuple) else ()
        if not codes or not all(codes):
            self.faults.append("Chưa có mã câu hỏi khảo sát – ghi ít nhất một mã, ví dụ Q1.")
        self.faults += [f"Câu hỏi {code} ghi hai lần." for code in dict.fromkeys(codes) if codes.count(code) > 1]
        return codes

    def _choices(self, key: str, word: str) -> tuple[Choice, ...]:
        choices = tuple(self._choice(f"{word} thứ {n}", row) for n, row in enumerate(self._rows(key, word), start=1))
        labels = [choice.label for choice in choices if choice.label]
        self.faults += [
            f"Hai {word} cùng tên “{label}” – sửa một." for label in dict.fromkeys(labels) if labels.count(label) > 1
        ]
        return choices

    def _choice(self, where: str, row: Mapping[str, object]) -> Choice:
        label = str(row.get("label") or "").strip()
        where = where.capitalize()
        if not label:
            self.faults.append(f"{where} chưa có tên.")
        return Choice(label, self._within_maximum(row.get("points"), f"{where}, điểm"))

    def _rows(self, key: str, word: str) -> list[Mapping[str, object]]:
        rows = self.data.get(key)
        usable = [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list | tuple) else []
        if key in self.data and (not usable or not isinstance(rows, list | tuple) or len(usable) != len(rows)):
            self.faults.append(f"Cần ít nhất một {word}, mỗi {word} đủ các cột.")
        return usable

    def _label(self, key: str, what: str) -> str:
        text = self.data.get(key)
        label = text.strip() if isinstance(text, str) else ""
        if key in self.data and not label:
            self.faults.append(f"Chưa ghi {what}.")
        return label

    def _points(self, key: str, what: str) -> Decimal:
        return self._within_maximum(self.data.get(key), what) if key in self.data else ZERO

    def _positive(self, key: str, what: str) -> Decimal:
        """A number above 0; 1 stands in for a faulty one so that reading can go on."""
        if key not in self.data:
            return Decimal(1)
        known_faults = len(self.faults)
        number = self._number(self.data.get(key), what)
        if len(self.faults) > known_faults:
            return Decimal(1)
        if number <= 0:
            self.faults.append(f"{what} phải lớn hơn 0.")
            return Decimal(1)
        if key in ("per", "step") and number > self.max_points:
            self.faults.append(f"{what} {show_rate(number)} lớn hơn điểm tối đa {show_rate(self.max_points)}.")
        return number

    def _within_maximum(self, value: object, what: str) -> Decimal:
        points = self._number(value, what)
        if points > self.max_points:
            self.faults.append(f"{what} {show_rate(points)} lớn hơn điểm tối đa {show_rate(self.max_points)}.")
        if points < 0:
            self.faults.append(f"{what} {show_rate(points)} nhỏ hơn 0.")
        return points

    def _number(self, value: object, what: str) -> Decimal:
        """Numbers are strings with a point («0.5»), as in JSON; a comma is understood too."""
        number = _decimal(value)
        if value is None or value == "":
            self.faults.append(f"{what}: chưa ghi số.")
            return ZERO
        if number is None:
            self.faults.append(f"{what}: “{value}” không phải là số.")
            return ZERO
        return number


def _decimal(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        return None
    try:
        number = Decimal(str(value).strip().replace(",", "."))
    except InvalidOperation:
        return None
    return number if is_usable(number) else None
