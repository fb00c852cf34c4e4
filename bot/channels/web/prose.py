"""Plain text becomes paragraphs and lists; the templates escape and lay them out. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

_BULLETS = "•*+–-"
_ITEM = re.compile(rf"\s*([{_BULLETS}]|\d{{1,3}}(?:\.\d{{1,3}})*[.)]|[IVX]{{1,4}}\.|[a-zđ]{{1,2}}\))\s+(\S.*)")


@dataclass(frozen=True, slots=True)
class Block:
    """A "paragraph", a "list" or a quiet "basis" line: the source, what was understood.

    A line is (marker, text); the marker of a law's own numbering is kept as printed, a bullet's is "".
    """

    kind: str
    lines: tuple[tuple[str, str], ...]


def blocks(text: str, basis: str | tuple[str, ...] = "") -> tuple[Block, ...]:
    """Return the blocks of a text; a paragraph that begins with (one of) `basis` is a basis block."""
    found: list[Block] = []
    for chunk in re.split(r"\n\s*\n", text.strip()):
        lines = [_line(line) for line in chunk.splitlines() if line.strip()]
        found += [Block(kind, _shown(group)) for kind, group in groupby(lines, key=lambda line: _kind(line, basis))]
    return tuple(found)


def _line(line: str) -> tuple[str, str]:
    item = _ITEM.fullmatch(line)
    return (item[1], item[2].strip()) if item else ("", line.strip())


def _kind(line: tuple[str, str], basis: str | tuple[str, ...]) -> str:
    marker, text = line
    if marker:
        return "list"
    return "basis" if basis and text.startswith(basis) else "paragraph"


def _shown(lines: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(("" if marker in _BULLETS else marker, text) for marker, text in lines)
