"""What stands at the foot of an issued paper so that anybody can look it up."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lookup:
    """The line with the address; the QR code of the same address as SVG for the PDF and as PNG for Word."""

    text: str
    svg: str
    png: bytes


QR_SIDE = 15.0
"""In mm: with the rule above it fits into the lower margin of 20 mm."""
