"""Paragraphs to numbered blocks, for laws (Phần, Chương, Mục, Điều, Khoản, Điểm) and plans (I. 1. a) –).

Never refuses: a paragraph without a mark stands under the last heading, a jump in numbering is a warning.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

from index.text import normalise

_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


class Level(IntEnum):
    """How deep a block stands; a smaller number encloses a larger one."""

    PART = 1
    CHAPTER = 2
    SECTION = 3
    ARTICLE = 4
    CLAUSE = 5
    POINT = 6
    DASH = 7
    PARAGRAPH = 8
    QUESTION = 9  # an everyday question of a digest: searched, never shown
    MARK = 10  # from when to when the wording below it is in force
    NOTE = 11  # a footnote
    CLOSING = 12  # what follows the last section: closing sentence, recipients, signature


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph of the source: characters start..end, its level, its own number as printed."""

    level: Level
    label: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Outline:
    """All blocks of a text in order, whether it is built as a law, and what looked odd."""

    blocks: tuple[Block, ...]
    law: bool
    warnings: tuple[str, ...]


_HASHES = r"(?:#{1,6}\s*)?\*{0,2}"
_LAW_HEADS = (
    (Level.PART, re.compile(r"#\s+()")),  # the name of a digest, at its top
    (Level.PART, re.compile(_HASHES + r"Phần\s+(?:thứ\s+)?(\w+)\b", re.IGNORECASE)),
    (Level.CHAPTER, re.compile(_HASHES + r"Chương\s+([IVXLC]+|\d+)\b", re.IGNORECASE)),
    (Level.SECTION, re.compile(_HASHES + r"Mục\s+(\d+|[IVX]+)\b", re.IGNORECASE)),
    (Level.ARTICLE, re.compile(_HASHES + r"Đ(?:iều|IỀU)\s+(\d+[a-zđ]?)\s*[.:]")),
)
_PLAN_HEADS = ((Level.CHAPTER, re.compile(_HASHES + r"([IVX]+)\s*[.\-–)]+\s*(?=\D)")),)
_ITEMS = (
    (Level.CLAUSE, re.compile(_HASHES + r"(\d{1,3})\s*[.)](?=\s|\D)(?!\d)")),
    (Level.POINT, re.compile(r"\*{0,2}([a-zđ])\s*\)")),
    (Level.DASH, re.compile(r"([-–—+•])\s*(?=\D)")),
    (Level.NOTE, re.compile(r"\[(\d+)\]\s*(?=\D)")),
    (Level.QUESTION, re.compile(r"(\?)\s+")),
    (Level.MARK, re.compile(r"(@)\s+")),
)
BESIDE = frozenset({Level.QUESTION, Level.MARK})  # what stands beside the text, not in it
_QUOTES = ("“", '"', "«")
_QUOTE_ENDS = re.compile(r'(?<=.)["”»]\s*[.;,]*$')
_CHANGES = re.compile(r"(?:[Ss]ửa đổi|[Bb][ổồ] sung)[^:]{0,200} như sau:$")
_NEXT_CHANGE = re.compile(
    r"(?:\d+\.|[a-zđ]\)|Điều\s+\d+[a-zđ]?\.)\s*(?:Sửa đổi|Bổ sung|Thay thế|Thay cụm|Bãi bỏ|Hiệu lực|Điều khoản)"
)
_END = re.compile(r"\*{0,3}Nơi nhận\s*:?", re.IGNORECASE)
_STOPS = (".", ";", "!", "/", "”", "…")


def parse(text: str, *, law: bool | None = None) -> Outline:
    """Return every paragraph of text as a block, in order; nothing is left out.

    Three articles make a law, unless it is known whether the text is one.
    """
    spans = [(start, end, normalise(text[start:end])) for start, end in _paragraphs(text)]
    if law is None:
        law = sum(1 for _, _, line in spans if _LAW_HEADS[-1][1].match(line)) >= 3
    heads = _LAW_HEADS if law else _PLAN_HEADS
    quoted = _quoted([line for _, _, line in spans]) if law else frozenset()
    blocks = [
        Block(*((Level.PARAGRAPH, "") if place in quoted else _classify(line, heads)), start, end, line)
        for place, (start, end, line) in enumerate(spans)
    ]
    if not law:
        blocks = _mark_closing(blocks)
    return Outline(tuple(blocks), law, tuple(_jumps(blocks)))


def is_heading(block: Block) -> bool:
    """Return whether a numbered line of a plan is only a heading: short, and not a finished sentence."""
    return len(block.text) <= 250 and not block.text.rstrip(" *").endswith(_STOPS)


def roman(label: str) -> int:
    """Return the value of a Roman numeral, or of a decimal one."""
    if label.isdigit():
        return int(label)
    values = [_ROMAN.get(char, 0) for char in label.upper()]
    pairs = zip(values, [*values[1:], 0], strict=False)  # a label may be nothing once its letter is taken off
    return sum(-value if value < following else value for value, following in pairs)


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    for match in re.finditer(r"[^\n\f]+", text):
        line = match[0]
        if line.strip():
            yield match.start() + len(line) - len(line.lstrip()), match.start() + len(line.rstrip())


def _quoted(lines: list[str]) -> frozenset[int]:
    """Return the lines that an amending law quotes: their articles and clauses are another law's.

    A quotation that is never closed ends before the next change or article.
    """
    inside: set[int] = set()
    place = 0
    while place < len(lines):
        told = place > 0 and _CHANGES.search(lines[place - 1])  # the scan may have lost the opening mark
        if not told and not lines[place].startswith(_QUOTES):
            place += 1
            continue
        last = place
        while last < len(lines) and not _QUOTE_ENDS.search(lines[last]):
            last += 1
            if last == len(lines) or _NEXT_CHANGE.match(lines[last]):
                last -= 1
                break
        inside.update(range(place, last + 1))
        place = last + 1
    return frozenset(inside)


def _classify(line: str, heads: tuple[tuple[Level, re.Pattern[str]], ...]) -> tuple[Level, str]:
    for level, pattern in (*heads, *_ITEMS):
        if match := pattern.match(line):
            return level, match[1]
    return Level.PARAGRAPH, ""


def _mark_closing(blocks: list[Block]) -> list[Block]:
    """Mark the recipients, the signature and the unnumbered paragraphs just before them as the closing part."""
    ends = [place for place, block in enumerate(blocks) if _END.match(block.text)]
    first = ends[-1] if ends else len(blocks)
    while first > 0 and blocks[first - 1].level is Level.PARAGRAPH and _follows_a_sentence(blocks, first - 1):
        first -= 1
    if not any(block.level is Level.CHAPTER for block in blocks[:first]):
        return blocks
    closing = [Block(Level.CLOSING, "", block.start, block.end, block.text) for block in blocks[first:]]
    return [*blocks[:first], *closing]


def _follows_a_sentence(blocks: list[Block], place: int) -> bool:
    """Tell whether the numbered line above an unnumbered paragraph is complete without it."""
    above = next((block for block in reversed(blocks[:place]) if block.level is not Level.PARAGRAPH), None)
    return above is not None and above.level > Level.CHAPTER and not is_heading(above)


def _jumps(blocks: list[Block]) -> Iterator[str]:
    """Yield a warning for each chapter or article whose number does not follow the one before."""
    for level, name in ((Level.CHAPTER, ""), (Level.ARTICLE, "Điều ")):
        labels = [block.label for block in blocks if block.level is level]
        for before, after in pairwise(labels):
            numbers = [roman(re.sub(r"[a-zđ]$", "", label)) for label in (before, after)]
            if numbers[1] - numbers[0] not in {0, 1}:
                yield f"{name}{before} → {name}{after}"
