"""Three real plans, printed from data, held against the papers the offices issued.

A difference is a pair (as issued, as printed); every other paragraph and table row has to be the same word for word.
"""

import io
import re
import unicodedata
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from cchc.documents.plain import lines
from cchc.documents.render import render, render_text

SEEDS = Path(__file__).parent / "seeds"
_NEW_LINE = re.compile(r"[-+] |\(Kèm theo")
_ENDED = re.compile(r"[.;:/,)]$")


def issued(seed: str) -> list[str]:
    """The paragraphs and table rows of the paper as issued, page breaks mended."""
    text = unicodedata.normalize("NFC", (SEEDS / f"{seed}.txt").read_text(encoding="utf-8"))
    text = re.sub(r"</?i>|\*+", "", text)
    return [tidy(line) for line in mended(pieces(text))]


def pieces(text: str) -> Iterator[str]:
    for chunk in re.split(r"\n\s*\n", text):
        yield from chunk_lines([line.strip() for line in chunk.splitlines() if line.strip()])


def chunk_lines(chunk: list[str]) -> Iterator[str]:
    held = ""
    for line in chunk:
        cells = table_cells(line)
        if cells is not None or _NEW_LINE.match(line) or held.isupper() or not held:
            if held:
                yield held
            held = " | ".join(cells) if cells is not None else line
        else:
            held = f"{held} {line}"
    if held:
        yield held


def table_cells(line: str) -> list[str] | None:
    if line.startswith("|"):
        return [cell.strip() for cell in line.strip("|").split("|")]
    return line.split("\t") if "\t" in line else None


def mended(parts: Iterator[str]) -> list[str]:
    whole: list[str] = []
    for part in parts:
        if set(part) <= set("|- ") or (part.startswith("TT |") and part in whole):
            continue
        if whole and is_continuation(whole[-1], part):
            whole[-1] = joined(whole[-1], part)
        else:
            whole.append(part)
    return whole


def is_continuation(before: str, part: str) -> bool:
    if part.startswith((" | ", "| ")):
        return True
    return part[0].islower() and " | " not in part and not _ENDED.search(before) and not re.match(r"[a-zđ]\)", part)


def joined(before: str, part: str) -> str:
    if " | " not in before:
        return f"{before} {part}"
    cells = zip(before.split(" | "), part.split(" | "), strict=True)
    return " | ".join(f"{first} {second}".strip() for first, second in cells)


def tidy(line: str) -> str:
    line = re.sub(r"\s+", " ", line).strip()
    line = re.sub(r"^- \+ ", "+ ", line)
    line = re.sub(r"^Số: ?/", "Số: /", line)
    # A blank day is a blank day however its words are set.
    return re.sub(r"ngày (?:tháng|/) ?(?:năm|/) ?(20\d\d)", r"ngày … năm \1", line) if "(Kèm theo" not in line else line


def differences(seed: str, printed: list[str]) -> tuple[int, int, list[tuple[str, str]]]:
    """(equal lines, lines as issued, pairs that differ)."""
    real, ours = issued(seed), [tidy(line) for line in printed]
    matcher = SequenceMatcher(None, real, ours, autojunk=False)
    pairs, equal = [], 0
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            equal += b - a
        else:
            pairs.append((" ¶ ".join(real[a:b]), " ¶ ".join(ours[c:d])))
    return equal, len(real), pairs


@pytest.fixture
def printed(request: pytest.FixtureRequest) -> Callable[[str, str], list[str]]:
    sample: Callable[[str], dict[str, Any]] = request.getfixturevalue("sample")
    return lambda seed, kind: lines(render_text(kind, sample(f"seed{seed}")))


def test_the_district_decision_differs_in_two_lines_of_form(printed: Callable[[str, str], list[str]]) -> None:
    ours = [line for line in printed("000", "01") if not line.startswith(("Số:", "…,"))]
    closing = "Thủ trưởng các phòng chuyên môn huyện và Chủ tịch Ủy ban nhân dân các xã, thị trấn nghiêm túc triển khai"
    assert differences("000", ours) == (
        49,
        51,
        [
            (
                "(Kèm theo Quyết định số /QĐ-UBND ngày / /2024 của UBND huyện)",
                "(Kèm theo Quyết định số /QĐ-UBND ngày tháng năm 2024 của UBND huyện)",
            ),
            (f"{closing} thực hiện Kế hoạch này./", f"{closing} thực hiện Kế hoạch này./."),
        ],
    )


def test_the_province_plan_is_the_same_throughout(printed: Callable[[str, str], list[str]]) -> None:
    assert differences("003", printed("003", "02")) == (86, 86, [])


def test_the_commune_plan_differs_in_two_lines_of_its_recipients(printed: Callable[[str, str], list[str]]) -> None:
    ours = printed("001", "15")
    main = ours[: ours.index("Phụ lục 1")]
    assert differences("001", main) == (32, 34, [("Nơi nhận", "Nơi nhận:"), ("- Lưu VP.", "- Lưu: VP.")])


@pytest.mark.parametrize(("seed", "kind"), [("000", "01"), ("001", "15"), ("003", "02")])
def test_every_paragraph_and_cell_reaches_the_printed_page(
    sample: Callable[[str], dict[str, Any]], seed: str, kind: str
) -> None:
    data = sample(f"seed{seed}")
    pages = PdfReader(io.BytesIO(render(kind, data))).pages
    # The page number comes first on a page and would cut a paragraph that runs over.
    paper = "".join(re.sub(r"^\d+\s", "", page.extract_text()) for page in pages)
    paper = "".join(paper.split())
    wanted = {cell for line in lines(render_text(kind, data)) for cell in line.split(" | ")}
    assert [cell for cell in wanted if "".join(cell.split()) not in paper] == []
