"""A paper on the screen: the same blocks as in print, as HTML with the page's own classes and no style of its own.

It shows the words, not the pages: breaks, page numbers and sizes are the PDF's. Every word is escaped.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from . import layout
from .blocks import (
    BOX,
    Addressees,
    Block,
    Closing,
    DottedLines,
    FormHead,
    Head,
    NewPage,
    Options,
    Paragraph,
    Recipients,
    Run,
    Signature,
    Signatures,
    Table,
)
from .columns import fit
from .html import addressee_lines

_GAP = "\u00a0" * 5
_SMALL = 12.0


def preview(blocks: Sequence[Block], *, landscape: bool = False) -> SafeString:
    """The sheets of the paper: one for the main text, one for every annex."""
    sheets: list[tuple[bool, list[str]]] = [(landscape, [])]
    for block in blocks:
        if isinstance(block, NewPage):
            sheets.append((block.landscape, []))
        else:
            sheets[-1][1].append(_block(block, sheets[-1][0]))
    written = "".join(_sheet(turned, parts) for turned, parts in sheets if parts)
    return mark_safe(written)  # noqa: S308 - every word was escaped by _words


def _sheet(turned: bool, parts: Iterable[str]) -> str:
    return f'<div class="a4 a4-full{" a4-wide" if turned else ""}">{"".join(parts)}</div>'


def _block(block: Block, landscape: bool) -> str:
    if isinstance(block, Table):
        return _table(block, landscape)
    return _WRITERS[type(block)](block)


def _words(text: str) -> str:
    marked = escape(text).replace(_GAP, f'<span class="blank">{_GAP}</span>').replace("\n", "<br>")
    return marked.replace(BOX, '<span class="tick"></span>')


def _lines(lines: Iterable[str]) -> str:
    return "<br>".join(_words(line) for line in lines)


def _run(run: Run) -> str:
    words = _words(run.text)
    words = f"<b>{words}</b>" if run.bold else words
    return f"<i>{words}</i>" if run.italic else words


def _paragraph(block: Paragraph) -> str:
    style = layout.STYLES[block.style]
    words = "".join(_run(run) for run in block.runs)
    words = f"<b>{words}</b>" if style.bold else words
    words = f"<i>{words}</i>" if style.italic else words
    names = ["mid"] if style.align == "center" else ([] if style.indent else ["flat"])
    names += ["tiny"] if style.size < _SMALL else []
    return f'<p class="{" ".join(names)}">{words}</p>' if names else f"<p>{words}</p>"


def _head(block: Head) -> str:
    parent = f"{_words(block.parent)}<br>" if block.parent else ""
    names = "<br>".join(f"<b>{_words(name)}</b>" for name in block.names[:-1])
    last = f'<b class="half">{_words(block.names[-1])}</b>'
    number = f"<br>{_words(block.number)}" if block.number else ""
    subject = f'<span class="vv">{_words(block.subject)}</span>' if block.subject else ""
    place = f"<br><br><i>{_words(block.place_date)}</i>" if block.place_date else ""
    country, motto = layout.MOTTO
    left = f"{parent}{names}{'<br>' if names else ''}{last}{number}{subject}"
    return f'<div class="lh"><div>{left}</div><div><b>{country}</b><br><b class="u">{motto}</b>{place}</div></div>'


def _form_head(block: FormHead) -> str:
    return f'<div class="lh"><div><b>{_words(block.left)}</b></div><div>{_lines(block.right)}</div></div>'


def _addressees(block: Addressees) -> str:
    return f'<p class="to">{_lines(addressee_lines(block))}</p>'


def _table(table: Table, landscape: bool) -> str:
    chosen = fit(table, layout.Section(landscape, ()).width)
    cols = "".join(f'<col width="{share:g}%">' for share in chosen.shares)
    heads = "".join(
        "<tr>"
        + "".join(f'<th scope="col" colspan="{c.over}" rowspan="{c.deep}">{_words(c.text)}</th>' for c in row)
        + "</tr>"
        for row in chosen.heads
    )
    rows = "".join(_row(row.kind, row.cells, chosen.centred, len(table.columns)) for row in table.rows)
    return (
        f'<table class="a4tb a4tb-fit"><colgroup>{cols}</colgroup><thead>{heads}</thead><tbody>{rows}</tbody></table>'
    )


def _row(kind: str, cells: Sequence[str], centred: Sequence[bool], count: int) -> str:
    if kind == "hanggop":
        return f'<tr><td class="s" colspan="{count}"><b>{_words(cells[0])}</b></td></tr>'
    bold = ("<b>", "</b>") if kind == "hangdam" else ("", "")
    return (
        "<tr>"
        + "".join(
            f'<td class="{"c" if middle else "s"}">{bold[0]}{_words(cell)}{bold[1]}</td>'
            for cell, middle in zip(cells, centred, strict=True)
        )
        + "</tr>"
    )


def _options(block: Options) -> str:
    return f'<p class="flat">{"&emsp;".join(_words(item) for item in block.items)}</p>'


def _dotted(block: DottedLines) -> str:
    return '<p class="dotline">&nbsp;</p>' * block.count


def _received(block: Recipients) -> str:
    return f'<div class="noi"><b><i>Nơi nhận:</i></b><br>{_lines(block.lines)}</div>' if block.lines else ""


def _closing(block: Closing) -> str:
    left = _received(block.recipients) if block.recipients else ""
    other = f"<b>{_words(block.other_title)}</b><br>" if block.other_title else ""
    titles = "".join(f"<b>{_words(line)}</b><br>" for line in block.authority)
    return f'<div class="sig"><div>{left}</div><div>{titles}<br><br><br>{other}<b>{_words(block.name)}</b></div></div>'


def _signatures(block: Signatures) -> str:
    return f'<div class="sig"><div>{_signer(block.left)}</div><div>{_signer(block.right)}</div></div>'


def _signer(block: Signature) -> str:
    hint = f"<i>{_words(block.hint)}</i><br>" if block.hint else ""
    return f"<b>{_words(block.title)}</b><br>{hint}<br><br><br><b>{_lines(block.below)}</b>"


_WRITERS: Mapping[type, Callable[[Any], str]] = {
    Paragraph: _paragraph,
    Head: _head,
    FormHead: _form_head,
    Addressees: _addressees,
    Options: _options,
    DottedLines: _dotted,
    Recipients: _received,
    Closing: _closing,
    Signatures: _signatures,
}
