"""Two wordings side by side, word by word."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words; ``changed`` where the other wording does not have them."""

    text: str
    changed: bool = False


def word_diff(old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """The old words with what went, and the new words with what came."""
    before, after = old.split(), new.split()
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    went = _pieces((tag != "equal", before[start:end]) for tag, start, end, _, _ in steps)
    came = _pieces((tag != "equal", after[start:end]) for tag, _, _, start, end in steps)
    return tuple(went), tuple(came)


def _pieces(runs: Iterator[tuple[bool, Sequence[str]]]) -> Iterator[Piece]:
    return (Piece(" ".join(words), changed) for changed, words in runs if words)
