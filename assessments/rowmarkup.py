"""The rows of the sheet as HTML, put together as text: a page holds up to a hundred leaves, and a template engine
takes ten times as long for them. Everything from outside goes through ``escape``; ids and names: see ``markup``.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from assessments import markup
from assessments.sheet import Group, Leaf, before_cell, promised_cell

KEPT = 4096
"""Rows a process remembers by everything they are made of: reloading a page makes only what has changed."""


def rows_html(rows: Iterable[Leaf | Group], file: str) -> SafeString:
    """The body of the table; ``file`` is the address of the file, below which a leaf's evidence and past stand."""
    return mark_safe("".join(_row(row, file) for row in rows))  # noqa: S308 - escaped below


def _row(row: Leaf | Group, file: str) -> str:
    if isinstance(row, Group):
        return _group(row)
    return _slim(row) if row.slim else _full(row, file)


def _group(row: Group) -> str:
    node = row.criterion
    return (
        f'<tr class="grp"><th colspan="2" scope="rowgroup">{escape(node.code)} {escape(node.name)}</th>'
        f'<th class="num" id="g{node.pk}">{row.points} / {row.maximum}</th></tr>\n'
    )


def _slim(row: Leaf) -> str:
    cited = f" · {len(row.citations)} minh chứng" if row.citations else ""
    code = escape(row.criterion.code)
    link = f'<a href="?xem=gon&amp;mo={row.id}#m{row.id}">Mở<span class="visually-hidden"> mục {code}</span></a>'
    return (
        f'<tr class="slim" id="m{row.id}"><td><span class="code">{code}</span> {escape(row.criterion.name)}</td>'
        f'<td><span class="sum-line">{row.working}{cited}</span>{f" · {link}" if row.editable else ""}</td>'
        f'<td class="score">{row.result}</td></tr>\n'
    )


@lru_cache(maxsize=KEPT)
def _full(row: Leaf, file: str) -> str:
    unfinished = " data-cchc-unfinished" if row.is_unfinished or row.mark is not None else ""
    body = _form(row, f"{file}minh-chung/") if row.editable else _text(row)
    return (
        f'<tr id="m{row.id}" data-cchc-row data-leaf="{row.id}"{unfinished}><td>{_guidance(row)}</td>\n'
        f'<td>{_mark(row)}<div id="n{row.id}">{row.note}</div>{body}{promised_cell(row)}</td>\n'
        f'<td class="score"><div class="score" id="s{row.id}">{row.result}</div>{before_cell(row, f"{file}nam-truoc/")}'
        "</td></tr>\n"
    )


def _mark(row: Leaf) -> str:
    """What the file was returned for at this leaf."""
    if row.mark is None:
        return ""
    words = escape(row.mark) or "xem lý do trả lại hồ sơ"
    return (
        f'<div class="note note-query mb-2">{markup.icon_html("talk")}<div><p><strong>Cần sửa:</strong> {words}</p>'
        "</div></div>"
    )


def _guidance(row: Leaf) -> str:
    node = row.criterion
    how = f"<dt>Cách chấm</dt><dd>{escape(node.guidance)}</dd>" if node.guidance else ""
    proof = f"<dt>Minh chứng cần có</dt><dd>{escape(node.evidence)}</dd>" if node.evidence else ""
    guide = f'<dl class="guide">{how}{proof}</dl>' if how or proof else ""
    return f'<span class="code">{escape(node.code)}</span> <span class="cname">{escape(node.name)}</span>{guide}'


def _form(row: Leaf, cite: str) -> str:
    code = escape(row.criterion.code)
    add = (
        f'<a class="ev ev-add" href="{cite}{row.id}/">{markup.icon_html("plus")}Thêm minh chứng'
        f'<span class="visually-hidden"> cho mục {code}</span></a>'
    )
    return (
        f'<fieldset><legend class="visually-hidden">Tự chấm {code} {escape(row.criterion.name)}</legend>{row.hidden}'
        f'{row.inputs}<div class="work" id="w{row.id}" aria-live="polite" aria-atomic="true">{row.working}</div>'
        f'{row.not_applicable}<div class="evs">{row.chips}<span id="x{row.id}">{row.bare}</span>{add}</div>'
        f"{row.outside}{_explanation(row, code)}</fieldset>"
    )


def _explanation(row: Leaf, code: str) -> str:
    name = f"f-{row.id}-explanation"
    area = f'<textarea class="form-control" id="{name}" name="{name}" rows="2" maxlength="4000">\n'
    area += f"{escape(row.explanation)}</textarea>"
    if row.explanation or row.status.not_applicable:
        return f'<div class="expl"><label class="lbl-s" for="{name}">Giải trình</label>{area}</div>'
    label = f'<label class="visually-hidden" for="{name}">Giải trình mục {code}</label>'
    return f'<details class="thin"><summary>Viết giải trình</summary>{label}{area}</details>'


def _text(row: Leaf) -> str:
    """As on paper: plain text where nothing can be typed."""
    if row.status.exempted:
        return f"<p>Không áp dụng cho đơn vị: {escape(row.reason)}</p>"
    work = f'<div class="work">{row.working}</div>' if row.score else ""
    proof = f'<div class="evs">{row.chips}</div>{row.outside}' if row.citations else ""
    why = f'<p class="meta"><b>Giải trình:</b> {escape(row.explanation)}</p>' if row.explanation else ""
    whose = '<p class="meta">Giao cho người khác trong đơn vị.</p>' if row.elsewhere else ""
    return f"{row.inputs}{work}{proof}{why}{whose}"


def reading_html(rows: Iterable[Leaf | Group]) -> SafeString:
    """The body of the table that is read and printed: four columns, no inputs."""
    return mark_safe("".join(_reading_row(row) for row in rows))  # noqa: S308 - escaped below


@lru_cache(maxsize=KEPT)
def _reading_row(row: Leaf | Group) -> str:
    node = row.criterion
    numbers = f'<th class="num" data-l="Tối đa">{row.maximum}</th><th class="num" data-l="Điểm">{row.points}</th>'
    if isinstance(row, Group):
        return (
            f'<tr class="grp"><th colspan="2" scope="rowgroup">{escape(node.code)} {escape(node.name)}</th>'
            f"{numbers}</tr>\n"
        )
    return (
        f'<tr><td><span class="code">{escape(node.code)}</span> {escape(node.name)}</td><td>{_reading_text(row)}</td>'
        f'<td class="num" data-l="Tối đa">{row.maximum}</td>'
        f'<td class="num" data-l="Điểm"><b>{row.points}</b></td></tr>\n'
    )


def _reading_text(row: Leaf) -> str:
    if row.status.exempted:
        return f"Không áp dụng: {escape(row.reason)}"
    if row.score is None:
        return "Chưa chấm"
    cited = "".join(
        f'<br><span class="meta">{escape(one.name)}{", " if one.page else ""}{escape(one.page)}</span>'
        for one in row.citations
    )
    why = f'<p class="meta m-0"><b>Giải trình:</b> {escape(row.explanation)}</p>' if row.explanation else ""
    return f"{row.inputs}{row.working}{cited}{why}"


def areas_html(areas: Iterable[Mapping[str, Any]]) -> SafeString:
    """The list of areas beside a sheet, which stands on the page twice: for wide and for narrow screens."""
    return mark_safe(f'<ul class="areanav">{"".join(map(_area, areas))}</ul>\n')  # noqa: S308 - escaped below


def _area(area: Mapping[str, Any]) -> str:
    here, css = ' aria-current="page"' if area["current"] else "", f' class="{area["css"]}"' if area["css"] else ""
    decided, total = area["decided"], area["total"]
    return (
        f'<li><a href="{escape(area["url"])}"{here}>{escape(area["code"])}. {escape(area["name"])}<progress{css}'
        f' value="{decided}" max="{total}" aria-label="đã chấm {decided} trên {total}"></progress>'
        f"<small><span>{decided}/{total} mục</span><span>{area['words']}</span></small></a></li>"
    )
