"""The twenty texts as files: front matter, then one or more blocks of marked-up wording."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from .errors import DocumentError

TEXTS_DIR = Path(__file__).resolve().parents[2] / "templates" / "documents"
_BLOCK = re.compile(r"^```van-ban[ ]*(?P<name>[^\n]*)\n(?P<source>.*?)^```", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Text:
    """One text: its number (`12`), code (`result_decision`), name, orientation of its first page and blocks by name."""

    kind: str
    code: str
    name: str
    landscape: bool
    blocks: Mapping[str, str]

    def block(self, name: str | None) -> str:
        """The source of a block; without a name the unnamed one, else the first. Raises DocumentError if unknown."""
        if not name:
            return self.blocks.get("") or next(iter(self.blocks.values()))
        if name not in self.blocks:
            known = ", ".join(f"«{block}»" for block in self.blocks if block) or "không có khối nào đặt tên"
            raise DocumentError(f"không có khối «{name}» (các khối: {known})", kind=self.kind)
        return self.blocks[name]

    def reworded(self, wording: Mapping[str, str]) -> "Text":
        """The same text with an office's own blocks in place of the standard ones."""
        return replace(self, blocks={**self.blocks, **wording}) if wording else self


@cache
def _files() -> Mapping[str, Path]:
    return {path.name[:2]: path for path in sorted(TEXTS_DIR.glob("[0-9][0-9]-*.md"))}


def kinds() -> tuple[str, ...]:
    """The numbers of all texts, `01` to `20`."""
    return tuple(_files())


def load(kind: str) -> Text:
    """The text by number (`12`) or code (`result_decision`). Raises DocumentError if there is none."""
    if kind in _files():
        return _read(kind)
    for number in _files():
        if _read(number).code == kind:
            return _read(number)
    raise DocumentError(f"không có mẫu văn bản «{kind}»; các mẫu đánh số từ {kinds()[0]} đến {kinds()[-1]}")


@cache
def _read(kind: str) -> Text:
    return parse_text(kind, _files()[kind].read_text(encoding="utf-8"))


def parse_text(kind: str, source: str) -> Text:
    """Front matter and blocks of one file. Raises DocumentError when it holds no block."""
    front = source.split("---\n", 2)[1] if source.startswith("---\n") else ""
    fields = dict(line.split(": ", 1) for line in front.splitlines() if re.match(r"[a-z_0-9]+: ", line))
    blocks = {match["name"].strip(): match["source"] for match in _BLOCK.finditer(source)}
    if not blocks:
        raise DocumentError("tệp mẫu không có khối «van-ban» nào", kind=kind)
    landscape = fields.get("orientation", "").startswith("ngang")
    return Text(kind, fields.get("code", ""), fields.get("name", ""), landscape, blocks)
