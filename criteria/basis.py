"""Legal bases as lines of text, with the date each line itself names."""

import re
from datetime import date

_DATES = (
    re.compile(r"ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})", re.IGNORECASE),
    re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})"),
)


_BEGINNINGS = ("căn cứ", "theo", "thực hiện", "xét", "trên cơ sở")
WORD = "Căn cứ "


def basis_lines(text: str) -> list[tuple[str, date | None]]:
    """Every line that is not blank as the papers print it («Căn cứ …», no semicolon at the end), with its date."""
    lines = (line.strip(" ;\t") for line in text.splitlines())
    return [(_printed(line), issued_on(line)) for line in lines if line]


def _printed(line: str) -> str:
    return line if line.casefold().startswith(_BEGINNINGS) else f"{WORD}{line}"


def bare(text: str) -> str:
    """The document alone, for a sentence that says «Căn cứ» itself."""
    return text.removeprefix(WORD)


def issued_on(line: str) -> date | None:
    """The first date a line names; None where it names none that exists."""
    found = sorted((match.start(), match.groups()) for pattern in _DATES for match in pattern.finditer(line))
    for _, (day, month, year) in found:
        try:
            return date(int(year), int(month), int(day))
        except ValueError:
            continue
    return None


def basis_line(line: str, old: str, new: str) -> str:
    """The line with another date, in whichever of the two ways it is written there."""
    return line.replace(old, new).replace(_in_words(old), _in_words(new))


def _in_words(day: str) -> str:
    """«28/12/2024» as «ngày 28 tháng 12 năm 2024»."""
    parts = day.split("/")
    return f"ngày {parts[0]} tháng {parts[1]} năm {parts[2]}" if len(parts) == 3 else day
