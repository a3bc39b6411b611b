"""Believable entries for every kind of rule, drawn from a seeded generator: rows of the ``import_scores`` file."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

from criteria.catalogue import LeafRule
from criteria.rules.kinds import NaPolicy, RuleKind

BLANK: dict[str, Any] = dict.fromkeys(
    ["option", "items", "numerator", "denominator", "count", "answer", "points", "not_applicable", "explanation"], ""
)
NOTES = (
    "Số liệu tổng hợp theo sổ theo dõi văn bản của đơn vị, chốt đến ngày báo cáo.",
    "Đơn vị đã thực hiện, văn bản đang hoàn thiện thể thức để bổ sung.",
    "Nội dung lồng ghép trong báo cáo công tác năm của Ủy ban nhân dân.",
    "Chưa có văn bản riêng; thể hiện tại thông báo kết luận giao ban.",
)
DOUBTS = (
    ("not_met", "Nội dung kế hoạch chưa nêu rõ sản phẩm và thời gian hoàn thành theo hướng dẫn."),
    ("no_evidence", "Chưa có tài liệu kiểm chứng cho nội dung đã tự chấm."),
    ("wrong_data", "Đối chiếu Hệ thống thông tin giải quyết thủ tục hành chính, số liệu thấp hơn số đơn vị khai."),
    ("out_of_year", "Văn bản ban hành ngoài năm đánh giá nên không được tính."),
)


@dataclass(frozen=True, slots=True)
class Drawer:
    """Draws entries for one agency; ``quality`` from 0 to 1 is how well it does."""

    dice: Random
    quality: float

    def luck(self, weight: float = 1.0) -> bool:
        return self.dice.random() < self.quality**weight

    def entry(self, leaf: LeafRule) -> dict[str, Any]:
        """One row of the exchange format without its two codes."""
        if leaf.policy is not NaPolicy.NONE and self.dice.random() < 0.12:
            return {**BLANK, "not_applicable": "yes", "explanation": "Trong năm không phát sinh nhiệm vụ này."}
        rule = leaf.rule
        drawn: Mapping[str, Any] = {}
        if rule.kind is RuleKind.LEVELS:
            drawn = {"option": self._level(len(rule.options))}
        elif rule.kind is RuleKind.CHECKLIST:
            drawn = {"items": self._items(len(rule.items))}
        elif rule.kind in (RuleKind.RATIO_BANDS, RuleKind.RATIO_LINEAR):
            drawn = self._ratio()
        elif rule.kind is RuleKind.COUNT_DEDUCT:
            drawn = {"count": 0 if self.luck(0.5) else self.dice.choice([1, 1, 2])}
        elif rule.kind is RuleKind.COUNT_ADD:
            enough = max(1, int(leaf.max_points / rule.per))
            drawn = {"count": enough + self.dice.randint(0, 2) if self.luck() else self.dice.randint(0, enough)}
        elif rule.kind is RuleKind.BOOLEAN:
            drawn = {"answer": "yes" if self.luck(0.4) else "no"}
        elif rule.kind is RuleKind.MANUAL:
            drawn = {"points": self._manual(leaf.max_points, rule.step)}
        return {**BLANK, **drawn}

    def _level(self, count: int) -> int:
        return 1 if self.luck() else min(count, self.dice.randint(1, count))

    def _items(self, count: int) -> str:
        met = [str(number) for number in range(1, count + 1) if self.luck(0.5)]
        return ";".join(met or ["1"])

    def _ratio(self) -> dict[str, int]:
        whole = self.dice.choice([12, 18, 24, 33, 50, 64, 120, 214, 402, 815])
        share = 1.0 if self.luck(1.4) else min(1.0, self.dice.gauss(0.72 + 0.25 * self.quality, 0.08))
        return {"numerator": max(0, min(whole, round(whole * share))), "denominator": whole}

    def _manual(self, maximum: Decimal, step: Decimal) -> str:
        steps = int(maximum / step)
        return str(step * (steps if self.luck() else self.dice.randint(max(0, steps - 2), steps)))

    def explained(self, row: dict[str, Any]) -> dict[str, Any]:
        """The row with an explanation, for leaves that show no document."""
        return row if row["explanation"] else {**row, "explanation": self.dice.choice(NOTES)}

    def doubted(self, row: dict[str, Any]) -> dict[str, Any]:
        """What an appraiser makes of the row now and then: less, with the reason written out."""
        worse = dict(row)
        if row["numerator"] != "" and row["numerator"]:
            worse["numerator"] = max(0, int(row["numerator"] * 0.93) - 1)
        elif row["items"]:
            worse["items"] = ";".join(str(row["items"]).split(";")[:-1])
        elif row["answer"] == "yes":
            worse["answer"] = "no"
        elif row["count"] == 0:
            worse["count"] = 1
        if worse == row or (row["items"] and not worse["items"]):
            return row
        return {**worse, "explanation": self.dice.choice(DOUBTS)[1]}
