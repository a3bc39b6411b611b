"""The states of one item, with the one word and the one shape each has everywhere in the product."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ItemState:
    """Words in Vietnamese, icon of the sprite, tone of ``parts.css`` (none, info, ok, warn, late, query, lock)."""

    words: str
    icon: str
    tone: str


STATES = {
    "unscored": ItemState("Chưa chấm", "ring", "none"),
    "scoring": ItemState("Đang chấm", "half", "info"),
    "scored": ItemState("Đã chấm", "okc", "ok"),
    "missing_evidence": ItemState("Thiếu minh chứng", "warn", "warn"),
    "overdue": ItemState("Quá hạn", "late", "late"),
    "submitted": ItemState("Đã gửi", "right", "info"),
    "explanation_asked": ItemState("Yêu cầu giải trình", "talk", "query"),
    "explained": ItemState("Đã giải trình", "talk", "info"),
    "appraised": ItemState("Đã thẩm định", "check", "ok"),
    "unappraised": ItemState("Chưa thẩm định", "ring", "none"),
    "not_applicable": ItemState("Không phát sinh", "dash", "none"),
    "locked": ItemState("Đã khóa", "lock", "lock"),
    "returned": ItemState("Bị trả lại", "talk", "query"),
}
