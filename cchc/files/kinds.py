"""The kinds of file the offices exchange, and the only place that says what content type each is served with."""

from dataclasses import dataclass

OOXML_TYPE = "application/vnd.openxmlformats-officedocument."


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: its label on screen, its endings, how its first bytes begin, and how it is served."""

    name: str
    label: str
    extensions: tuple[str, ...]
    magic: tuple[bytes, ...]
    content_type: str
    inline: bool = False
    main_part: str = ""


PDF = Kind("pdf", "PDF", ("pdf",), (b"%PDF-",), "application/pdf", inline=True)
PNG = Kind("png", "ảnh PNG", ("png",), (b"\x89PNG\r\n\x1a\n",), "image/png", inline=True)
JPEG = Kind("jpeg", "ảnh JPEG", ("jpg", "jpeg"), (b"\xff\xd8\xff",), "image/jpeg", inline=True)
TIFF = Kind("tiff", "ảnh TIFF", ("tif", "tiff"), (b"II*\x00", b"MM\x00*"), "image/tiff")
DOCX = Kind(
    "docx",
    "Word (.docx)",
    ("docx",),
    (b"PK\x03\x04",),
    OOXML_TYPE + "wordprocessingml.document",
    main_part=OOXML_TYPE + "wordprocessingml.document.main+xml",
)
XLSX = Kind(
    "xlsx",
    "Excel (.xlsx)",
    ("xlsx",),
    (b"PK\x03\x04",),
    OOXML_TYPE + "spreadsheetml.sheet",
    main_part=OOXML_TYPE + "spreadsheetml.sheet.main+xml",
)

EVIDENCE_KINDS = (PDF, DOCX, XLSX, JPEG, PNG, TIFF)
IMAGE_KINDS = (PNG, JPEG, TIFF)
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

KIND_BY_NAME = {kind.name: kind for kind in EVIDENCE_KINDS}
KIND_BY_EXTENSION = {extension: kind for kind in EVIDENCE_KINDS for extension in kind.extensions}


def kind_of_bytes(head: bytes) -> tuple[Kind, ...]:
    """The kinds whose files begin like `head`; a zip may be either office format."""
    return tuple(kind for kind in EVIDENCE_KINDS if head.startswith(kind.magic))


def extensions_of(kinds: tuple[Kind, ...]) -> str:
    """The endings as a list for a message: «.pdf, .docx»."""
    return ", ".join(f".{extension}" for kind in kinds for extension in kind.extensions)
