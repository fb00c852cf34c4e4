"""Lines as they stand on pages to paragraphs: broken lines joined, page numbers and repeated headers dropped. Pure."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.formats.stamp import is_stamp
from index.reader import unwrap
from index.text import fold

_EDGE = 0.1  # of the height of a page: where headers, footers and page numbers stand
_OFTEN = 0.4  # of the pages: a line in the edge of so many is a header
_INDENT = 0.025  # of the width: a first line set further in begins a paragraph
_SHORT = 0.12  # of the width: a line that ends so far from the margin ends its paragraph
_WRAP = 110  # a text whose usual line is shorter than this was broken by its page
_NUMBER = re.compile(r"(?:trang|page)?\W*\d{1,4}(?:\s*/\s*\d{1,4})?\W*", re.IGNORECASE)
_MARKER = re.compile(
    r"(?:[IVX]+\s*[.\-–)]\s|\d+(?:\.\d+)*\s*[.)]\s|[a-zđ]\d?\s?\)\s|[-–+•*]\s|\[\d+\]|[“\"]?Điều \d+[a-zđ]?\s*[.:]"
    r"|[“\"]?\d+[a-zđ]?\. |(?:Chương|Mục|Phần) (?:[IVX\d]+|thứ)\b(?!\s*[;,]|\s[a-zđ])|Nơi nhận|Căn cứ |Số\s?:)"
)
_STOPS = (".", ";", ":", "!", "?", "/", "”", '"')


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page and the box it fills, in any unit, from the top left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of a page in reading order, its width and height in their unit."""

    lines: tuple[Line, ...]
    width: float
    height: float

    @property
    def margins(self) -> tuple[float, float]:
        """Return where full lines begin and end, from left to right."""
        long = [line for line in self.lines if line.right - line.left > self.width * 0.5] or list(self.lines)
        lefts, rights = sorted(line.left for line in long), sorted(line.right for line in long)
        return (lefts[len(lefts) // 10], rights[len(rights) * 8 // 10]) if long else (0.0, self.width)


def paragraphs(pages: Sequence[Page]) -> list[str]:
    """Return the paragraphs of all pages in order, those that go on over a page joined."""
    found: list[str] = []
    last: Line | None = None
    reach = 0.0  # how far the last line stopped before the margin, as a share of the width
    for page in _without_edges(pages):
        left, right = page.margins
        for line in page.lines:
            indent = (line.left - left) / page.width
            if found and last and _continues(last.text, line.text, reach, indent):
                found[-1] += f" {line.text}"
            else:
                found.append(line.text)
            last, reach = line, (right - line.right) / page.width
    return found


def joined(text: str) -> str:
    """Return text with the lines that a page broke joined, one paragraph a line.

    Where most paragraphs already stand on a line of their own, only one that begins small goes on with the last.
    """
    lines = [" ".join(line.split()) for line in text.split("\n")]
    lines = [line for line in lines if line]
    lengths = sorted(map(len, lines))
    broken = sum(line[0].islower() and not _MARKER.match(line) for line in lines)
    if lengths and (lengths[len(lengths) * 9 // 10] < _WRAP or broken > len(lines) * 0.1):
        return unwrap(text)
    found: list[str] = []
    for line in lines:
        if found and line[0].islower() and not _MARKER.match(line) and not found[-1].endswith((*_STOPS, "|")):
            found[-1] += f" {line}"
        else:
            found.append(line)
    return "\n".join(found) + "\n" if found else ""


def _continues(last: str, text: str, reach: float, indent: float) -> bool:
    """Tell whether a line goes on with the one above it, which stopped `reach` before the margin."""
    if _MARKER.match(text) or " | " in last + text or is_stamp(last) or is_stamp(text):
        return False
    # a heading in capitals ends where small letters begin; one that goes over to capitals may go on in them
    if last.isupper() != text.isupper() and not (text.isupper() and last.rsplit(maxsplit=1)[-1].isupper()):
        return False
    if text[0].islower():
        return reach < 2 * _SHORT or not last.endswith(_STOPS)
    full = reach < _SHORT and indent < _INDENT
    return full and not (last.endswith(_STOPS) and reach > _SHORT / 4)


def _without_edges(pages: Sequence[Page]) -> Iterator[Page]:
    """Yield the pages without page numbers and without the lines that stand at the edge of most of them."""
    seen = Counter(key for page in pages for key in {_key(line) for line in page.lines if _at_edge(line, page)})
    often = {key for key, count in seen.items() if count >= max(2, len(pages) * _OFTEN)}
    for page in pages:
        kept = (line for line in page.lines if not _at_edge(line, page) or not _is_furniture(line, often))
        yield Page(tuple(kept), page.width, page.height)


def _is_furniture(line: Line, often: set[str]) -> bool:
    return bool(_NUMBER.fullmatch(line.text)) or (_key(line) in often and not is_stamp(line.text))


def _at_edge(line: Line, page: Page) -> bool:
    return line.bottom < page.height * _EDGE or line.top > page.height * (1 - _EDGE)


def _key(line: Line) -> str:
    return re.sub(r"\d+", "0", fold(line.text))
