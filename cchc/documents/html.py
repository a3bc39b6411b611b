"""Blocks as HTML for the PDF engine. Every word is escaped; no markup ever comes from data."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from html import escape
from typing import Any

from . import layout
from .blocks import (
    BOX,
    Addressees,
    Block,
    Closing,
    DottedLines,
    FormHead,
    Head,
    Options,
    Paragraph,
    Recipients,
    Row,
    Run,
    Signature,
    Signatures,
    Table,
)
from .columns import Fit, HeadCell, fit
from .layout import Section
from .lookup import Lookup
from .metrics import MM_PER_PT, balanced, text_width
from .stylesheet import stylesheet


def page(title: str, sections: Sequence[Section], *, lookup: Lookup | None = None) -> str:
    """The whole paper. `lookup` (address and QR code) stands at the foot of the main text's last page."""
    body = "".join(_section(index, section, lookup if index == 0 else None) for index, section in enumerate(sections))
    return (
        f'<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{stylesheet(sections)}</style></head><body>{body}</body></html>"
    )


def _section(index: int, section: Section, lookup: Lookup | None) -> str:
    form = " form" if section.is_form else ""
    inside = "".join(_block(*around, section) for around in neighbours(section))
    note = f'<div class="lookup">{lookup.svg}<p>{_words(lookup.text)}</p></div>' if lookup else ""
    return f'<section class="s{index}{form}">{inside}{note}</section>'


def neighbours(section: Section) -> Iterator[tuple[Block | None, Block, Block | None]]:
    """Every block with the one before and the one after it."""
    blocks = section.blocks
    yield from zip((None, *blocks[:-1]), blocks, (*blocks[1:], None), strict=True)


def _block(before: Block | None, block: Block, after: Block | None, section: Section) -> str:
    if isinstance(block, Paragraph):
        return _paragraph(block, section.width, rule_length(before, block, after, section.width))
    if isinstance(block, Table):
        return _table(block, section.width)
    if isinstance(block, Options):
        return _options(block, section.width)
    return _WRITERS[type(block)](block)


def _words(text: str) -> str:
    safe = layout.REFERENCE.sub(r'<span class="whole">\g<0></span>', escape(text))
    return safe.replace(BOX, '<span class="box"></span>')


def _run(run: Run) -> str:
    names = [name for name, wanted in (("bold", run.bold), ("italic", run.italic)) if wanted]
    return f'<span class="{" ".join(names)}">{_words(run.text)}</span>' if names else _words(run.text)


def _paragraph(block: Paragraph, width: float, rule_mm: float) -> str:
    words = "".join(_run(run) for run in centred_runs(block, width))
    rule = f'<div class="title-rule" style="width:{rule_mm:.1f}mm"></div>' if rule_mm else ""
    return f'<p class="{block.style}">{words}</p>{rule}'


def centred_runs(block: Paragraph, width: float) -> tuple[Run, ...]:
    """The runs; a centred heading of several lines gets lines of about equal length."""
    style = layout.STYLES[block.style]
    if style.align != "center" or len(block.runs) != 1:
        return block.runs
    (run,) = block.runs
    return (replace(run, text=balanced(run.text, 0.97 * width, style.size, bold=style.bold)),)


def rule_length(before: Block | None, block: Paragraph, after: Block | None, width: float) -> float:
    """Length in mm of the short rule under this paragraph, 0 for none.

    It stands under the trích yếu, or under the «Kèm theo» line of an attached text, which follows the trích yếu.
    """
    follows = isinstance(before, Paragraph) and (before.style, block.style) == ("trichyeu", "dandong")
    leads = isinstance(after, Paragraph) and after.style == "dandong"
    if not follows and (block.style != "trichyeu" or leads):
        return 0.0
    lines = "".join(run.text for run in centred_runs(block, width)).split("\n")
    style = layout.STYLES[block.style]
    return layout.RULE_SHARE * max(text_width(line, style.size, bold=style.bold) for line in lines)


def _ps(lines: Iterable[str], name: str = "") -> str:
    attribute = f' class="{name}"' if name else ""
    return "".join(f"<p{attribute}>{_words(line)}</p>" for line in lines)


def _head(block: Head) -> str:
    left, right = (f'<col style="width:{share:g}%">' for share in layout.HEAD_SHARES)
    country, motto = layout.MOTTO
    return (
        f'<table class="head"><colgroup>{left}{right}</colgroup><tr><td>{_agency(block)}</td>'
        f'<td><p class="country">{country}</p><p class="motto"><span class="under">{motto}</span></p></td></tr>'
        f"{_number_row(block)}</table>"
    )


def _agency(block: Head) -> str:
    parent = _ps([block.parent], "agency") if block.parent else ""
    rule = f'<div class="rule" style="width:{agency_rule(block):.1f}mm"></div>'
    return f"{parent}{_ps(block.names, 'agency bold')}{rule}"


def agency_rule(block: Head) -> float:
    """Length in mm of the rule under the body's name: a share of its last line, at most of a full one."""
    full = (layout.PAGE_WIDTH - layout.MARGIN_LEFT - layout.MARGIN_RIGHT) * layout.HEAD_SHARES[0] / 100
    return layout.RULE_SHARE * min(full, text_width(block.names[-1], layout.AGENCY_SIZE, bold=True))


def _number_row(block: Head) -> str:
    number = _ps([block.number], "number") if block.number else ""
    subject = _ps([block.subject], "subject") if block.subject else ""
    place = _ps([block.place_date], "place") if block.place_date else ""
    return f"<tr><td>{number}{subject}</td><td>{place}</td></tr>" if number or subject or place else ""


def _form_head(block: FormHead) -> str:
    return f'<table class="formhead"><tr><td>{_ps([block.left], "bold")}</td><td>{_ps(block.right)}</td></tr></table>'


def addressee_lines(block: Addressees) -> tuple[str, ...]:
    """«Kính gửi: X» on one line, or the names each on a line, the last with a full stop."""
    if len(block.names) == 1:
        return (f"Kính gửi: {block.names[0]}",)
    *first, last = block.names
    return ("Kính gửi:", *(f"- {name};" for name in first), f"- {last}.")


def _addressees(block: Addressees) -> str:
    kind = "one" if len(block.names) == 1 else "many"
    return f'<div class="address {kind}">{_ps(addressee_lines(block))}</div>'


def _options(block: Options, width: float) -> str:
    shares = option_shares(block, width)
    per_row = len(shares)
    cells = [f"<td>{_words(item)}</td>" for item in block.items]
    rows = (cells[start : start + per_row] for start in range(0, len(cells), per_row))
    filled = "".join(f"<tr>{''.join(row)}{'<td></td>' * (per_row - len(row))}</tr>" for row in rows)
    cols = "".join(f'<col style="width:{share:g}%">' for share in shares)
    return f'<table class="options"><colgroup>{cols}</colgroup>{filled}</table>'


def option_shares(block: Options, width: float) -> tuple[float, ...]:
    """The columns of the answers in per cent of the width: as many on a line as there is room for, five at most, each
    column as wide as its longest answer.
    """
    widths = [_option_width(item) for item in block.items]
    for count in range(min(len(widths), layout.OPTIONS_ON_LINE), 1, -1):
        columns = [max(widths[place::count]) for place in range(count)]
        spare = width - sum(columns)
        if spare >= 0:
            apart = [one + min(spare / count, layout.OPTION_APART) for one in columns[:-1]]
            return tuple(round(one / width * 100, 3) for one in (*apart, width - sum(apart)))
    return (100.0,)


def _option_width(item: str) -> float:
    """The box is drawn, narrower than a letter the face doesn't have."""
    words = item.replace(BOX, "")
    boxes = item.count(BOX) * layout.BOX_SIDE * layout.OPTION_SIZE * MM_PER_PT
    return text_width(words, layout.OPTION_SIZE) + boxes + layout.OPTION_GAP


def _dotted(block: DottedLines) -> str:
    return f'<div class="dots">{"<p></p>" * block.count}</div>'


def _table(table: Table, width: float) -> str:
    chosen = fit(table, width)
    cols = "".join(f'<col style="width:{share:g}%">' for share in chosen.shares)
    heads = "".join(f"<tr>{''.join(_head_cell(cell) for cell in row)}</tr>" for row in chosen.heads)
    return (
        f'<table class="grid" style="font-size:{chosen.size:g}pt"><colgroup>{cols}</colgroup>'
        f"<thead>{heads}</thead><tbody>{''.join(_rows(table, chosen))}</tbody></table>"
    )


def _head_cell(cell: HeadCell) -> str:
    return f'<th colspan="{cell.over}" rowspan="{cell.deep}">{_words(cell.text)}</th>'


def _rows(table: Table, chosen: Fit) -> Iterator[str]:
    tall = "tall" if "Chữ ký" in table.columns else ""
    tail = total_rows(table)
    for index, row in enumerate(table.rows):
        if row.kind == "hanggop":
            yield f'<tr class="span lead"><td colspan="{len(table.columns)}">{_words(row.cells[0])}</td></tr>'
        else:
            names = [tall, *(["strong"] if row.kind == "hangdam" else []), _tie(row, index, tail)]
            yield f'<tr class="{" ".join(filter(None, names))}">{_row_cells(row, chosen)}</tr>'


def total_rows(table: Table) -> int:
    """Index of the first of the bold rows that close the table (its length when there are none)."""
    index = len(table.rows)
    while index and table.rows[index - 1].kind == "hangdam":
        index -= 1
    return index


def _tie(row: Row, index: int, tail: int) -> str:
    if index >= tail:
        return "tail"
    return "lead" if row.kind == "hangdam" else ""


def _row_cells(row: Row, chosen: Fit) -> str:
    return "".join(
        f'<td class="c">{_words(cell)}</td>' if centred else f"<td>{_words(cell)}</td>"
        for cell, centred in zip(row.cells, chosen.centred, strict=True)
    )


def _recipients(block: Recipients) -> str:
    return f'<div class="received">{_received(block)}</div>' if block.lines else ""


def _received(block: Recipients) -> str:
    return _ps(["Nơi nhận:"], "to") + _ps(block.lines)


def _closing(block: Closing) -> str:
    left = _received(block.recipients) if block.recipients else ""
    other = _ps([block.other_title]) if block.other_title else ""
    signer = f'{_ps(block.authority)}<div class="room"></div>{other}{_ps([block.name])}'
    return _two_columns(f"<td>{left}</td>", f'<td class="signer">{signer}</td>', layout.CLOSING_SHARES)


def _signatures(block: Signatures) -> str:
    return _two_columns(_signer(block.left), _signer(block.right), (50.0, 50.0))


def _signer(block: Signature) -> str:
    hint = _ps([block.hint], "hint") if block.hint else ""
    return f'<td class="signer">{_ps([block.title])}{hint}<div class="room"></div>{_ps(block.below)}</td>'


def _two_columns(left: str, right: str, shares: tuple[float, float]) -> str:
    cols = "".join(f'<col style="width:{share:g}%">' for share in shares)
    return f'<table class="closing"><colgroup>{cols}</colgroup><tr>{left}{right}</tr></table>'


_WRITERS: Mapping[type, Callable[[Any], str]] = {
    Head: _head,
    FormHead: _form_head,
    Addressees: _addressees,
    DottedLines: _dotted,
    Recipients: _recipients,
    Closing: _closing,
    Signatures: _signatures,
}
