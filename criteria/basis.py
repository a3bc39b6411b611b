"""Legal bases as lines of text, with the date each line itself names."""

import re
from datetime import date

_DATES = (
    re.compile(r"ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})", re.IGNORECASE),
    re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})"),
)


def basis_lines(text: str) -> list[tuple[str, date | None]]:
    """Every line that is not blank, without «Căn cứ» before it, with its date."""
    lines = (line.strip(" ;\t") for line in text.splitlines())
    return [(line, issued_on(line)) for line in lines if line]


def issued_on(line: str) -> date | None:
    """The first date a line names; None where it names none that exists."""
    found = sorted((match.start(), match.groups()) for pattern in _DATES for match in pattern.finditer(line))
    for _, (day, month, year) in found:
        try:
            return date(int(year), int(month), int(day))
        except ValueError:
            continue
    return None
