"""Names of files as people gave them: kept as data for display and download, never used as a path."""

import re
import unicodedata

MAX_NAME = 150
MAX_BYTES = 230
"""A folder takes names of 255 bytes, a Vietnamese letter has up to three; what an export puts in front needs room."""
_PATH_PART = re.compile(r"[/\\]")
_RESERVED = re.compile(r'[<>:"|?*]')
_BLANKS = re.compile(r"\s+")


def clean_name(original: str, fallback: str = "tep") -> str:
    """The last path part without control and bidirectional characters, composed letters, no longer than a folder takes.

    U+202E turns «gpj.exe» into what reads as «exe.jpg»: format characters (category Cf) go out with the controls (Cc).
    """
    name = unicodedata.normalize("NFC", _PATH_PART.split(original)[-1])
    name = "".join(" " if char.isspace() else char for char in name if char.isspace() or not _is_hidden(char))
    name = _BLANKS.sub(" ", _RESERVED.sub("_", name)).rstrip(" .")
    stem, dot, extension = name.rpartition(".")
    if not dot:
        return _cut(name, MAX_NAME, MAX_BYTES).strip() or fallback
    extension = extension.strip()[:10]
    rest = MAX_NAME - 1 - len(extension), MAX_BYTES - 1 - len(extension.encode())
    stem = _cut(stem.strip(" ."), *rest).rstrip(" .")
    return f"{stem or fallback}.{extension}"


def _cut(text: str, letters: int, size: int) -> str:
    """At most so many letters and so many bytes, never half a letter."""
    return text[:letters].encode()[:size].decode(errors="ignore")


def extension_of(name: str) -> str:
    """What stands after the last dot, in lower case; empty where there is no dot."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def _is_hidden(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
