"""A registered paper as PDF, DOCX, or on the screen."""

from django.utils.safestring import SafeString

from . import texts
from .registry import Paper
from .render import render, render_text
from .screen import preview


def print_paper(paper: Paper, *, fmt: str = "pdf", footer_note: str | None = None) -> bytes:
    """The paper's file; equal data, equal bytes. Raises DocumentError naming the variable that is missing."""
    return render(paper.text, paper.data, fmt=fmt, footer_note=footer_note)


def show_paper(paper: Paper) -> SafeString:
    """The paper's words for the page. Raises DocumentError."""
    return preview(render_text(paper.text, paper.data), landscape=texts.load(paper.text).landscape)
