"""One call from data to paper: `render("12", data, fmt="pdf")`."""

from collections.abc import Mapping

from . import html, layout, markup, parties, texts
from .blocks import Block
from .docx import to_docx
from .errors import DocumentError
from .language import fill
from .layout import Section
from .lookup import Lookup
from .pdf import to_pdf
from .values import Record

FORMATS = ("pdf", "docx", "html")


def render(
    kind: str,
    data: Mapping[str, object],
    *,
    fmt: str = "pdf",
    block: str | None = None,
    lookup: Lookup | None = None,
    wording: Mapping[str, str] | None = None,
) -> bytes:
    """The paper `kind` (`01` … `20`, or its code) on `data` as `pdf`, `docx` or `html`; equal input, equal bytes.

    `block` chooses among the variants of a text and defaults to the data's `khoi`. `lookup` stands at the foot of the
    main text. `wording` holds an office's own blocks by name. Raises DocumentError naming the paper and the variable.
    """
    text = texts.load(kind)
    cut = _sections(kind, data, block, wording or {})
    if fmt == "docx":
        return to_docx(text.name, cut, lookup=lookup)
    if fmt not in FORMATS:
        raise DocumentError(f"không có định dạng «{fmt}»; chọn {', '.join(FORMATS)}", kind=text.kind)
    page = html.page(text.name, cut, lookup=lookup)
    return to_pdf(page) if fmt == "pdf" else page.encode()


def render_text(
    kind: str, data: Mapping[str, object], *, block: str | None = None, wording: Mapping[str, str] | None = None
) -> list[Block]:
    """The blocks of the paper, for checks on its wording. Raises DocumentError naming the paper and the variable."""
    text = texts.load(kind).reworded(wording or {})
    chosen = block or data.get("khoi")
    try:
        whole = Record(parties.completed(data))
        return markup.parse(fill(text.block(str(chosen) if chosen else None), whole), whole)
    except DocumentError as fault:
        raise fault.of(text.kind) from fault


def _sections(
    kind: str, data: Mapping[str, object], block: str | None, wording: Mapping[str, str]
) -> tuple[Section, ...]:
    return layout.sections(render_text(kind, data, block=block, wording=wording), landscape=texts.load(kind).landscape)
