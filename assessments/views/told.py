"""What a page says when a field wasn't saved: somebody was first, the value is wrong, or nothing may be written."""

from typing import Any

from django.utils import timezone

from assessments.entries import LABELS
from assessments.models import Assessment, Score
from assessments.services import Conflict, Refused
from criteria.models import Criterion
from criteria.rules.numbers import EntryError

WORDS = {"": "để trống", "yes": "Có", "no": "Không", "0": "không đạt nội dung nào"}


def shown(field: str, text: str) -> str:
    """A field's text in the words of a sentence."""
    if field in {"answer", "items", "option"}:
        plain = {"option": "mức ", "items": "nội dung "}.get(field, "") + text.replace(";", ", ")
        return WORDS.get(text, plain)
    if field == "not_applicable":
        return "không phát sinh" if text else "có phát sinh"
    return text or WORDS[""]


def conflict_context(conflict: Conflict) -> dict[str, Any]:
    """Both values, who wrote the other one and when."""
    who = conflict.who
    return {
        "leaf": conflict.score.criterion,
        "field": conflict.field,
        "version": conflict.version,
        "theirs": conflict.theirs,
        "theirs_words": shown(conflict.field, conflict.theirs),
        "mine_words": shown(conflict.field, conflict.mine),
        "label": LABELS[conflict.field],
        "who": who.full_name if who else "Người khác",
        "short": who.called if who else "người kia",
        "at": conflict.at,
    }


def refused_context(leaf: Criterion | None, message: str, field: str = "") -> dict[str, Any]:
    what, _, to_do = message.partition(" – ")
    return {"leaf": leaf, "what": what, "do": to_do or message, "field": field}


def invalid_context(file: Assessment, leaf: int, wrong: EntryError | Refused) -> dict[str, Any]:
    """The message in two parts, and the score that stays."""
    node = Criterion.objects.filter(pk=leaf, criteria_set_id=file.criteria_set_id).first()
    kept = Score.objects.filter(assessment=file, criterion=leaf, stage=Score.Stage.SELF).first()
    context = refused_context(node, str(wrong), getattr(wrong, "field", ""))
    if kept is not None and kept.working:
        context |= {"kept": kept.working, "kept_at": timezone.localtime(kept.saved_at)}
    return context
