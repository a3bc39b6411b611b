"""Saving all fields of a page at once, for browsers without a script: the same service, field by field."""

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from assessments.entries import fields_of
from assessments.models import Assessment
from assessments.services import Conflict, Refused, save_field
from assessments.views.told import conflict_context, invalid_context
from cchc.accounts.models import User
from cchc.web.asked import number_asked
from criteria.catalogue import LeafRule, leaf_rule
from criteria.models import Criterion
from criteria.rules.numbers import EntryError


@dataclass(slots=True)
class PageSave:
    """What was saved, and for the leaves that were not: what was typed and what is to be said."""

    saved: int = 0
    notes: dict[int, SafeString] = field(default_factory=dict)
    typed: dict[int, dict[str, str]] = field(default_factory=dict)
    status_code: int = 422


def save_page(
    file: Assessment, area: str, sent: QueryDict, *, by: User, at: datetime, closed: Collection[int]
) -> PageSave:
    """Save every changed field of the leaves the page holds; good fields are kept where others are wrong."""
    done = PageSave()
    leaves = Criterion.objects.self_scored().filter(criteria_set_id=file.criteria_set_id, area__code=area).with_rules()
    for node in leaves.order_by("position"):
        is_open = not {node.pk, node.parent_id, node.area_id} & set(closed)
        version = number_asked(sent.get(f"v-{node.pk}", ""))
        if is_open and version is not None:
            _save_leaf(file, node, version, sent, done, by, at)
    return done


def _save_leaf(
    file: Assessment, node: Criterion, version: int, sent: QueryDict, done: PageSave, by: User, at: datetime
) -> None:
    leaf, base = leaf_rule(node), _base(sent.get(f"b-{node.pk}", ""))
    texts = {name: _text(sent, leaf, name) for name in (*fields_of(leaf), "explanation")}
    for name, text in texts.items():
        before = base.get(name, "")
        if _plain(text) == _plain(before):
            continue
        try:
            saved = save_field(
                assessment=file, criterion=node, field=name, value=text, version=version, base=before, by=by, at=at
            )
        except Conflict as conflict:
            done.status_code = 409
            _tell(done, node, texts, "assessments/_conflict_plain.html", conflict_context(conflict))
        except (EntryError, Refused) as wrong:
            _tell(done, node, texts, "assessments/_invalid.html", invalid_context(file, node.pk, wrong))
        else:
            done.saved += saved.changed
            version = saved.score.version if not saved.merged else version


def _tell(done: PageSave, node: Criterion, texts: dict[str, str], template: str, context: dict) -> None:
    said = done.notes.get(node.pk, "") + render_to_string(template, context)
    done.notes[node.pk] = mark_safe(said)  # noqa: S308 - rendered by templates
    done.typed[node.pk] = texts


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _base(text: str) -> dict[str, str]:
    """The texts the page started from; a damaged field counts as an empty page."""
    try:
        read = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return {str(name): str(value) for name, value in read.items()} if isinstance(read, dict) else {}


def _text(sent: QueryDict, leaf: LeafRule, name: str) -> str:
    values = sent.getlist(f"f-{leaf.id}-{name}")
    if name == "items":
        chosen = [value for value in values if value != "0"]
        return ";".join(chosen) or ("0" if values else "")
    return values[-1] if values else ""
