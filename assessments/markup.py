"""The inputs of a leaf as HTML: one shape per rule kind, built as text because a page holds up to a hundred leaves.

Everything from outside goes through ``escape``. Names in the form: ``f-<leaf>-<field>`` for values, ``v-<leaf>`` for
the version and ``b-<leaf>`` for the texts the page started from.
"""

import json
import re
from functools import cache
from html import escape

from assessments.contents import Entered
from assessments.entries import column, fields_of, written
from assessments.models import Score
from cchc.web.templatetags.ui import icon, state
from criteria.catalogue import LeafRule
from criteria.rules.kinds import (
    BooleanRule,
    ChecklistRule,
    Choice,
    LevelsRule,
    ManualRule,
    NaPolicy,
    RatioBandsRule,
    RatioLinearRule,
)
from criteria.rules.numbers import show_number, show_points, show_rate

_RESULT = re.compile(r"(\S+ điểm)$")


@cache
def state_html(key: str) -> str:
    """A state with its shape and word; the same few on every page."""
    return str(state(key))


@cache
def icon_html(name: str) -> str:
    return str(icon(name))


def option(kind: str, name: str, value: str, label: str, points: str, *, on: bool, also: str = "") -> str:
    """One line that can be pressed as a whole."""
    chosen, checked = (" on", " checked") if on else ("", "")
    worth = f"<b>{points}</b>" if points else ""
    return (
        f'<label class="opt{chosen}"><input class="form-check-input" type="{kind}" name="{name}" value="{value}"'
        f"{checked}{also}><span>{escape(label)}</span>{worth}</label>"
    )


def number(name: str, label: str, value: str) -> str:
    return (
        f'<label for="{name}">{escape(label)}</label><input class="form-control" id="{name}" name="{name}"'
        f' inputmode="decimal" autocomplete="off" maxlength="24" value="{escape(value)}">'
    )


def stored_texts(leaf: LeafRule, score: Entered | Score | None) -> dict[str, str]:
    """The texts of what is stored, by field."""
    return {field: text_of(score, field) for field in (*fields_of(leaf), "explanation")}


def inputs(leaf: LeafRule, texts: dict[str, str]) -> str:
    """The fields of the leaf's rule, filled in with the texts."""
    rule, prefix = leaf.rule, f"f-{leaf.id}-"
    match rule:
        case LevelsRule():
            return _choices("radio", f"{prefix}option", rule.options, {texts["option"]})
        case ChecklistRule():
            return _checklist(f"{prefix}items", rule.items, texts["items"])
        case RatioBandsRule() | RatioLinearRule():
            return _pair(prefix, texts, (("numerator", rule.numerator), ("denominator", rule.denominator)))
        case BooleanRule():
            return _yes_no(f"{prefix}answer", rule, texts["answer"])
        case ManualRule():
            label = f"Điểm chấm, từ 0 đến {show_rate(leaf.max_points)}, bước {show_rate(rule.step)}"
            return _pair(prefix, texts, (("points", label),))
        case _:
            what = getattr(rule, "what", "")
            return _pair(prefix, texts, (("count", f"Số {what}" if what else "Số lượng"),))


def _choices(kind: str, name: str, choices: tuple[Choice, ...], chosen: set[str]) -> str:
    return "".join(
        option(kind, name, str(place), choice.label, show_points(choice.points), on=str(place) in chosen)
        for place, choice in enumerate(choices, start=1)
    )


def _checklist(name: str, choices: tuple[Choice, ...], text: str) -> str:
    none = option("checkbox", name, "0", "Không đạt nội dung nào", "0,00", on=text == "0", also=" data-cchc-none")
    return _choices("checkbox", name, choices, set(text.split(";"))) + none


def _pair(prefix: str, texts: dict[str, str], fields: tuple[tuple[str, str], ...]) -> str:
    values = "".join(number(f"{prefix}{name}", label, texts[name]) for name, label in fields)
    return f'<div class="pair">{values}</div>'


def _yes_no(name: str, rule: BooleanRule, text: str) -> str:
    yes = option("radio", name, "yes", "Có", show_points(rule.yes), on=text == "yes")
    return yes + option("radio", name, "no", "Không", show_points(rule.no), on=text == "no")


def not_applicable(leaf: LeafRule, texts: dict[str, str]) -> str:
    """The line «không phát sinh» with what it does to the maximum; nothing where the policy forbids it."""
    if leaf.policy is NaPolicy.NONE:
        return ""
    worth = show_points(leaf.max_points)
    does = f"loại {worth} khỏi điểm tối đa" if leaf.policy is NaPolicy.EXCLUDE else f"tính điểm tối đa {worth}"
    label = f"Không phát sinh trong năm ({does}); ghi lý do ở ô giải trình"
    return option("checkbox", f"f-{leaf.id}-not_applicable", "1", label, "", on=texts["not_applicable"] == "1")


def text_of(score: Entered | Score | None, field: str) -> str:
    return written(field, getattr(score, column(field))) if score else ""


def known(leaf: LeafRule, version: int, texts: dict[str, str]) -> str:
    """Hidden: the version of the row and the texts the page started from."""
    base = json.dumps({field: text for field, text in texts.items() if text}, ensure_ascii=False)
    return (
        f'<input type="hidden" name="v-{leaf.id}" value="{version}">'
        f'<input type="hidden" name="b-{leaf.id}" value="{escape(base)}">'
    )


def working(text: str) -> str:
    """The working with its result in bold."""
    return _RESULT.sub(r"<b>\1</b>", escape(text))


def entered(leaf: LeafRule, score: Entered | Score | None) -> str:
    """What was entered as plain text, for pages that are read or printed."""
    if score is None:
        return ""
    match leaf.rule:
        case ChecklistRule(items=items) if score.items is not None:
            met = "".join(f"<li>{escape(items[place - 1].label)}</li>" for place in score.items if place <= len(items))
            return f'<ul class="mb-1">{met}</ul>' if met else "<p>Không đạt nội dung nào</p>"
        case RatioBandsRule(numerator=over, denominator=under) | RatioLinearRule(numerator=over, denominator=under):
            pairs = ((over, score.numerator), (under, score.denominator))
            return "".join(f"<p>{escape(name)}: {show_number(v)}</p>" for name, v in pairs if v is not None)
        case _:
            return ""
