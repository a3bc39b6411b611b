"""One area of a file as the page shows it: rows in printed order with inputs, evidence, points and last year beside."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import ClassVar, NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from assessments import markup
from assessments.cautions import outside_year, over_hundred
from assessments.contents import Cited, Contents, Entered, entered_of
from assessments.entries import entry_of, is_started
from assessments.lastyear import Before, PastFile
from assessments.models import Score
from assessments.promises import Promise, Promises
from assessments.queries import LeafStatus, status_of
from cchc.web.formatting import clock, day
from cchc.web.pure import Values
from criteria.catalogue import LeafRule
from criteria.rules.numbers import show_points
from criteria.rules.scoring import Entry
from criteria.tree import Branch


@dataclass(frozen=True)
class Leaf:
    """A row of the sheet that is scored: values only, so that its HTML can be remembered by it."""

    criterion: Branch
    score: Entered | None
    status: LeafStatus
    citations: tuple[Cited, ...] = ()
    before: Before | None = None
    mark: str | None = None
    promises: tuple[Promise, ...] = ()
    editable: bool = False
    elsewhere: bool = False
    slim: bool = False
    reason: str = ""
    prefix: str = ""
    note: str = ""
    typed: tuple[tuple[str, str], ...] = ()

    is_leaf: ClassVar[bool] = True

    @property
    def id(self) -> int:
        return self.criterion.pk

    @property
    def rule(self) -> LeafRule:
        return self.criterion.rule  # type: ignore[return-value] - a leaf that is scored has one

    @property
    def is_unfinished(self) -> bool:
        return bool(self.status.lacks)

    @cached_property
    def texts(self) -> dict[str, str]:
        """What is stored, under what was typed and couldn't be saved."""
        return {**self.stored, **dict(self.typed)}

    @cached_property
    def stored(self) -> dict[str, str]:
        return markup.stored_texts(self.rule, self.score)

    @property
    def hidden(self) -> SafeString:
        version = self.score.version if self.score else 0
        return SafeString(markup.known(self.rule, version, self.stored))

    @property
    def inputs(self) -> SafeString:
        """Inputs, or as plain text what was entered where the row isn't open to the reader."""
        made = markup.inputs(self.rule, self.texts) if self.editable else markup.entered(self.rule, self.score)
        return SafeString(made)

    @property
    def not_applicable(self) -> SafeString:
        return SafeString(markup.not_applicable(self.rule, self.texts))

    @property
    def points(self) -> str:
        return show_points(self.status.points)

    @property
    def maximum(self) -> str:
        return show_points(self.status.applicable_max)

    @property
    def result(self) -> SafeString:
        return result_cell(self)

    @property
    def working(self) -> SafeString:
        return working_cell(self)

    @property
    def chips(self) -> SafeString:
        return evidence_chips(self)

    @property
    def bare(self) -> SafeString:
        return bare_chip(self)

    @property
    def outside(self) -> SafeString:
        return out_of_year(self)

    @property
    def explanation(self) -> str:
        return self.texts["explanation"]


@dataclass(frozen=True, slots=True)
class Group:
    """A row that heads the leaves below it."""

    criterion: Branch
    points: str
    maximum: str
    is_leaf: bool = False


class Read(NamedTuple):
    """What was read of a file for its sheet: a key for what is made of it, as all of it is compared by what it is or is
    the same object as long as the same was read."""

    contents: Contents
    before: PastFile = PastFile()
    marks: Mapping[int, str] = Values()
    promises: Promises = Promises()


class Look(NamedTuple):
    """How the person asking sees the rows: ``closed`` are leaves given to others, which ``own`` leaves out; ``slim``
    folds finished leaves except ``opened``; ``prefix`` is the address of the year."""

    editable: bool = False
    closed: frozenset[int] = frozenset()
    own: bool = False
    slim: bool = False
    opened: int = 0
    prefix: str = ""


def area_rows(area: str | None, read: Read, look: Look) -> list[Leaf | Group]:
    """The rows of one area (all of them without one); no query."""
    status = status_of(read.contents)
    known = {leaf.node.pk: leaf for leaf in status.leaves if not (look.own and leaf.node.pk in look.closed)}
    headed = {parent for leaf in known.values() for parent in leaf.node.path} if look.own else status.sums.keys()
    rows: list[Leaf | Group] = []
    for node in read.contents.tree.shown(area):
        if found := known.get(node.pk):
            rows.append(_leaf(node, found, read, look))
        elif not node.is_leaf and node.pk in headed and (area is None or node.parent_id):
            total = status.sums[node.pk]
            rows.append(Group(node, show_points(total.points), show_points(total.maximum)))
    return rows


def _leaf(node: Branch, found: LeafStatus, read: Read, look: Look) -> Leaf:
    contents, pk = read.contents, node.pk
    return Leaf(
        node,
        contents.entered.get(pk),
        found,
        contents.cited.get(pk, ()),
        read.before.of(node),
        read.marks.get(pk),
        read.promises.of(node),
        editable=look.editable and not found.exempted and pk not in look.closed,
        elsewhere=pk in look.closed,
        slim=look.slim and not found.lacks and pk != look.opened and pk not in read.marks,
        reason=_reason(node, contents) if found.exempted else "",
        prefix=look.prefix,
    )


def _reason(node: Branch, contents: Contents) -> str:
    return next(why for pk, why in contents.exempted.items() if pk in node.path)


def one_leaf(score: Score, node: Branch, citations: bool) -> Leaf:
    """The row of a leaf just saved; ``citations`` tells whether any document is cited."""
    status = LeafStatus(
        node,
        score.points,
        score.applicable_max,
        started=is_started(entry_of(score)),
        not_applicable=score.not_applicable,
        explained=bool(score.explanation),
        cited=citations,
    )
    return Leaf(node, entered_of(score), status, editable=True)


def result_cell(row: Leaf) -> SafeString:
    """The third column's part that a save changes: points, maximum, state, where the answer was copied from."""
    status = row.status
    parts = [f"<b>{show_points(status.points)}</b> <span>trên {show_points(status.applicable_max)}</span>"]
    parts.append(markup.state_html(status.state))
    if row.score and row.score.copied_year:
        parts.append(f'<span class="st st-info">chép lại từ năm {row.score.copied_year}</span>')
    return SafeString("".join(parts))


def before_cell(row: Leaf, base: str) -> str:
    """Below it the year before: the result, what was answered, and the way to look at it and copy it."""
    before = row.before
    if before is None:
        return ""
    points = before.own_points if before.points is None else before.points
    words = "" if before.points is not None else " tự chấm"
    look = "Xem, dùng lại" if row.editable and before.own_working else "Xem"
    return (
        f'<div class="lastyear">Năm {before.year}{words}: <b>{show_points(points)}</b><br><a href="{base}{row.id}/"'
        f' title="{escape(before.own_working)}">{look}<span class="visually-hidden"> năm {before.year} mục'
        f" {escape(row.criterion.code)}</span></a></div>"
    )


def promised_cell(row: Leaf) -> str:
    """What was promised for the leaf after the year before, and whether its points are back by what is entered now."""
    return "".join(_promise(promise, row.status) for promise in row.promises)


def _promise(promise: Promise, status: LeafStatus) -> str:
    whose = f" ({escape(promise.agency)})" if promise.agency else ""
    due = f", hạn {day(promise.due_on)}" if promise.due_on else ""
    return (
        f'<p class="meta mt-1 mb-0"><b>Cam kết khắc phục sau kết quả năm {promise.year}{whose}:</b>'
        f" {escape(promise.action)} <em>{escape(promise.state_words)}{due}.</em><br>Năm {promise.year} đạt"
        f" {show_points(promise.points)}/{show_points(promise.maximum)}, mục tiêu {show_points(promise.target)};"
        f" {_regained(promise, status)}</p>"
    )


def _regained(promise: Promise, status: LeafStatus) -> str:
    """By the self score of the present year: the result of appraisal stands on the page of the leaf's past."""
    if status.points is None:
        return "năm nay chưa chấm."
    if status.points >= promise.target:
        return "năm nay tự chấm <b>đã lấy lại đủ điểm</b>."
    gained = status.points - promise.points
    if gained > 0:
        return f"năm nay tự chấm lấy lại {show_points(gained)} điểm, còn thiếu."
    return "năm nay tự chấm <b>chưa lấy lại điểm</b>."


def working_cell(row: Leaf) -> SafeString:
    """The working under the inputs, with warnings; what to enter where nothing was."""
    if row.score is None or not row.score.working:
        return SafeString(escape(row.rule.score(Entry()).working))
    said = over_hundred(row.rule, row.score)
    warned = "".join(f"<br>{markup.icon_html('warn')} {escape(text)}" for text in said)
    return SafeString(markup.working(row.score.working) + warned)


def evidence_chips(row: Leaf) -> SafeString:
    """Chips of the cited documents."""
    chips = "".join(_chip(citation, row.prefix) for citation in row.citations)
    return SafeString(chips)


def bare_chip(row: Leaf) -> SafeString:
    """A warning where the leaf has points and nothing to show for them."""
    if row.status.state != "missing_evidence":
        return SafeString("")
    return SafeString(f'<span class="ev ev-warn">{markup.icon_html("warn")}Thiếu minh chứng</span>')


def out_of_year(row: Leaf) -> SafeString:
    """A sentence for each cited document dated outside the year."""
    outside = [one for one in row.citations if one.is_out_of_year]
    sentences = "".join(
        f'<p class="meta mt-1 mb-0"><span class="st st-warn st-wrap">{markup.icon_html("clock")}'
        f"{outside_year(one)}</span></p>"
        for one in outside
    )
    return SafeString(sentences)


def _chip(document: Cited, prefix: str) -> str:
    dated = f", {day(document.issued_on)}" if document.issued_on else ""
    place = f"<em>{escape(document.page)}</em>" if document.page else ""
    css = "ev ev-warn" if document.is_out_of_year else "ev"
    return (
        f'<a class="{css}" href="{prefix}tai-lieu/{document.pk}/" title="{escape(document.abstract)}">'
        f"{markup.icon_html('doc')}{escape(document.name)}{dated}{place}</a>"
    )


def saved_words(score: Score) -> str:
    """«Đã lưu lúc 09:41:07», in the office's time."""
    moment = timezone.localtime(score.saved_at)
    return f"Đã lưu lúc {clock(moment)}:{moment:%S}"


def year_prefix(tenant: str, year: int) -> str:
    """The address under which everything of the tenant's year stands."""
    return reverse("assessments:files", args=[tenant, year]).removesuffix("tu-danh-gia/")
