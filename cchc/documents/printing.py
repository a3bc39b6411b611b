"""A registered paper as PDF, DOCX, or on the screen, in the wording that the office has given its text."""

import hashlib
import io

import segno
from django.conf import settings
from django.utils.safestring import SafeString

from . import plain, texts
from .lookup import Lookup
from .registry import Paper
from .render import render, render_text
from .screen import preview
from .wordings import in_use


def print_paper(paper: Paper, *, fmt: str = "pdf", code: str = "") -> bytes:
    """The paper's file; equal data and wording, equal bytes. A code prints address and QR at the foot.

    Raises DocumentError naming the variable that is missing.
    """
    return render(paper.text, paper.data, fmt=fmt, lookup=lookup_of(code) if code else None, wording=in_use(paper.text))


def show_paper(paper: Paper) -> SafeString:
    """The paper's words for the page. Raises DocumentError."""
    blocks = render_text(paper.text, paper.data, wording=in_use(paper.text))
    return preview(blocks, landscape=texts.load(paper.text).landscape)


def digest(paper: Paper) -> str:
    """SHA-256 of the paper's words line by line, to tell whether they are still those that were submitted."""
    words = plain.lines(render_text(paper.text, paper.data, wording=in_use(paper.text)))
    return hashlib.sha256("\n".join(words).encode()).hexdigest()


def lookup_of(code: str) -> Lookup:
    """What is printed so that anybody finds the paper by its code."""
    address = f"{settings.SITE_URL.rstrip('/')}/kiem-tra/{code}/"
    qr = segno.make(address, error="m", micro=False)
    picture = io.BytesIO()
    qr.save(picture, kind="png", scale=8, border=1)
    return Lookup(
        f"Tra cứu, kiểm tra văn bản tại {address}", qr.svg_inline(border=1, omitsize=True), picture.getvalue()
    )
