"""Source files to plain paragraphs, one a line: marks of layout removed, broken lines joined, no word lost."""

import re
import tomllib
import unicodedata
from pathlib import Path
from typing import Any

from index.errors import BadManifest, UnreadableFile
from index.text import normalise

_TAG = re.compile(r"<sup>\s*(\d+)\s*</sup>")
_EMPHASIS = re.compile(r"\*{1,3}|(?m:^\s*\\\*\s*$)|(?m:^\s{0,3}#{1,6}\s+)")
_MARKER = re.compile(
    r"(?:[IVX]+\s*[.\-–]|\d+\s*[.)]\s|[a-zđ]\s*\)|[-–+•?]\s?|\[\d+\]"
    r"|Điều \d|Chương |Mục |Phần |Nơi nhận|Số\s?:?\s|KẾ HOẠCH)"
)
_ENDS = (".", ";", ":", "!", "?", "/", "”", '"', ")")
_WRAP = 110  # a file whose usual line is shorter than this was broken by its page


def read(path: Path) -> str:
    """Return the file's text as stored, NFC with unix line ends.

    Raises UnreadableFile for a missing, empty or non-UTF-8 file.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise UnreadableFile(f"{path.name}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"{path.name}: not UTF-8 at byte {error.start}") from error
    if not text.strip():
        raise UnreadableFile(f"{path.name}: empty")
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def read_toml(path: Path) -> dict[str, Any]:
    """Return a TOML file's content; raises UnreadableFile or BadManifest."""
    try:
        return tomllib.loads(path.read_bytes().decode())
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(f"{path.name}: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise BadManifest(f"{path.name}: {error}") from error


def unwrap(text: str) -> str:
    """Return text with marks of layout removed and lines that a page broke joined, one paragraph a line."""
    text = _EMPHASIS.sub("", _TAG.sub(r"[\1]", text.replace("\f", "\n")))
    lines = [re.sub(r"\s+", " ", line).strip() for line in normalise_lines(text)]
    kept = [line for line in lines if line]
    wrapped = _is_wrapped(kept)
    paragraphs: list[str] = []
    for line in kept:
        if paragraphs and _continues(paragraphs, line, wrapped=wrapped):
            paragraphs[-1] += f" {line}"
        else:
            paragraphs.append(line)
    return "\n".join(paragraphs) + "\n"


def normalise_lines(text: str) -> list[str]:
    """Return the lines of text without invisible characters; spelling is left as printed."""
    return [line if normalise(line) else "" for line in text.split("\n")]


def _is_wrapped(lines: list[str]) -> bool:
    lengths = sorted(len(line) for line in lines)
    return bool(lengths) and lengths[len(lengths) * 9 // 10] < _WRAP


def _continues(paragraphs: list[str], line: str, *, wrapped: bool) -> bool:
    """Tell whether line goes on with the last paragraph: it starts small, or the last line was cut in full flow."""
    last = paragraphs[-1]
    if _MARKER.match(line) or last.isupper():
        return False
    if line[0].islower():
        return True
    follows_title = len(paragraphs) > 1 and paragraphs[-2].isupper() and not _MARKER.match(last)
    cut = len(last) >= (60 if wrapped else 100)
    return cut and not last.endswith(_ENDS) and not follows_title and not line.isupper()
