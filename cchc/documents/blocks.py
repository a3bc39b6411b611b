"""What a paper is made of once its variables are filled in: typed, frozen blocks, the same for PDF and DOCX."""

from dataclasses import dataclass

# A box to tick. No Times-metric face has the glyph, so every writer draws it.
BOX = "☐"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text; bold and italic add to the paragraph's style. A newline is a forced line break."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of one of the styles in `layout.STYLES` (`dieu`, `nd`, `gach`, …)."""

    style: str
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Head:
    """Boxes 1 to 5b of NĐ 30: bodies, Quốc hiệu, number, place and date, subject of a letter; None is not printed."""

    parent: str | None
    names: tuple[str, ...]
    number: str | None
    place_date: str | None
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class FormHead:
    """Head of a paper form: the body on the left, form number and batch on the right."""

    left: str
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Addressees:
    """«Kính gửi»: one name on the same line, two or more each on a line."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A table row; `kind` is `hang`, `hangdam` (bold) or `hanggop` (one cell over all columns)."""

    kind: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Column heads, their shares of the width (percent; empty: chosen by content) and rows."""

    columns: tuple[str, ...]
    shares: tuple[float, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Options:
    """Answers to tick, set side by side where they fit."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DottedLines:
    """Empty lines to write on."""

    count: int


@dataclass(frozen=True, slots=True)
class NewPage:
    """An annex or attached text begins: new page, own page numbers from 1, portrait or landscape."""

    landscape: bool


@dataclass(frozen=True, slots=True)
class Recipients:
    """«Nơi nhận»: lead line, names, archive line, and the drafter's mark «PL.(300)»; a blank part is not printed."""

    lead: str
    names: tuple[str, ...]
    archive: str
    mark: str

    @property
    def lines(self) -> tuple[str, ...]:
        """The list as printed under «Nơi nhận:»."""
        lead = (self.lead,) if self.lead else ()
        archive = (f"- Lưu: {self.archive}.",) if self.archive else ()
        mark = (self.mark,) if self.mark else ()
        return lead + tuple(f"- {name};" for name in self.names) + archive + mark


@dataclass(frozen=True, slots=True)
class Closing:
    """Recipients on the left; authority, title, room to sign, other title and full name on the right."""

    recipients: Recipients | None
    authority: tuple[str, ...]
    other_title: str
    name: str


@dataclass(frozen=True, slots=True)
class Signature:
    """One of two signers: title, a hint in italics, lines under the room to sign."""

    title: str
    hint: str
    below: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Signatures:
    """Two signers side by side (forms, minutes)."""

    left: Signature
    right: Signature


Block = (
    Paragraph
    | Head
    | FormHead
    | Addressees
    | Table
    | Options
    | DottedLines
    | NewPage
    | Recipients
    | Closing
    | Signatures
)
