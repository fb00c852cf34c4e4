"""Blocks to passages: at most LIMIT characters, none overlapping, each with its citation and headings."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from index.document import ALWAYS, Citation, Document, Passage, Validity
from index.errors import BadManifest
from index.marks import validity
from index.parser import BESIDE, Block, Level, Outline, is_heading

LIMIT = 1500
AGAIN = "__again_"  # ends the id of a second passage of one name, with its count
PREAMBLE, CLOSING = "mở đầu", "kết"
_BARE = re.compile(r"(?:Phần|Chương|Mục)\s+(?:thứ\s+)?\w+[.:]?", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.;:])\s+")


@dataclass(slots=True)
class _Unit:
    """Neighbouring blocks that are cited together."""

    citation: Citation
    headings: tuple[str, ...]
    blocks: list[Block] = field(default_factory=list)
    questions: tuple[str, ...] = ()
    validity: Validity = ALWAYS

    @property
    def identity(self) -> tuple[Citation, tuple[str, ...], Validity]:
        """Return what tells this unit from its neighbours."""
        return self.citation, self.headings, self.validity

    @property
    def name(self) -> str:
        """Return the id, which names the last day of a wording that is no longer in force."""
        until = self.validity.until
        return f"{self.citation}@{until.isoformat()}" if until else str(self.citation)


def chunk(document: Document, text: str, outline: Outline) -> tuple[Passage, ...]:
    """Return the passages of a document; every word of text is in a passage, a heading, a question or a mark.

    Raises BadManifest for a mark of validity that cannot be understood.
    """
    units = _law_units(document.id, outline.blocks) if outline.law else _plan_units(document.id, outline.blocks)
    passages: list[Passage] = []
    named: Counter[str] = Counter()
    for unit in units:
        spans = _split(text, unit.blocks)
        for place, (start, end) in enumerate(spans, 1):
            name = unit.name + (f"__part_{place}" if len(spans) > 1 else "")
            named[name] += 1
            if named[name] > 1:  # a number printed twice: both are kept, under names of their own
                name += f"{AGAIN}{named[name]}"
            span = text[start:end]
            notes = _readings(document, span)
            passages.append(
                Passage(name, unit.citation, unit.headings, span, start, end, unit.questions, notes, unit.validity)
            )
    return tuple(passages)


def _law_units(document: str, blocks: Sequence[Block]) -> list[_Unit]:
    heads: dict[Level, str] = {}
    units: list[_Unit] = []
    article, clause = "", ""
    questions: list[str] = []
    wording = _Wording()
    for place, block in enumerate(blocks):
        if block.level <= Level.ARTICLE:
            heads = {level: head for level, head in heads.items() if level < block.level}
            article, clause = (block.label if block.level is Level.ARTICLE else ""), ""
            questions = []
            if _is_above_text(blocks, place):
                heads[block.level] = heading(block.text)
                continue
        if block.level is Level.QUESTION:
            questions.append(block.text.removeprefix("?").strip())
            continue
        if block.level is Level.MARK:
            continue
        if block.level is Level.PARAGRAPH and not article and heads and _BARE.fullmatch(heads[max(heads)]):
            heads[max(heads)] += f". {heading(block.text)}"  # "Chương I" on one line, its title on the next
            continue
        if block.level is Level.CLAUSE:
            clause = block.label
        section = "" if article else PREAMBLE
        citation = Citation(document, article, clause, section=section)
        in_force = wording.of(blocks, place)
        _add(units, _Unit(citation, tuple(heads.values()), questions=tuple(questions), validity=in_force), block)
    return _join_introductions(units)


class _Wording:
    """Which mark governs a block: one under the heading the whole article, any other its clause."""

    def __init__(self) -> None:
        self._article = self._clause = ALWAYS

    def of(self, blocks: Sequence[Block], place: int) -> Validity:
        """Return the validity of the block at place; blocks are asked for in order."""
        above = place - 1
        while above >= 0 and blocks[above].level in BESIDE:
            above -= 1
        beside = blocks[above + 1 : place]
        marks = [block for block in beside if block.level is Level.MARK]
        if above >= 0 and blocks[above].level <= Level.ARTICLE:
            first = beside[0] if beside and beside[0].level is Level.MARK else None
            self._article = _read_mark(first) if first else ALWAYS
            self._clause = self._article
            marks = [mark for mark in marks if mark is not first]
        if marks:
            self._clause = _read_mark(marks[-1])
        elif blocks[place].level is Level.CLAUSE:
            self._clause = self._article
        return self._clause


def _read_mark(block: Block) -> Validity:
    try:
        return validity(block.text)
    except ValueError as error:
        raise BadManifest(f"not a mark of validity: {block.text}") from error


def _join_introductions(units: list[_Unit]) -> list[_Unit]:
    """Put the sentence that opens an article before its first clause, which means nothing without it."""
    joined: list[_Unit] = []
    for unit in units:
        last = joined[-1] if joined else None
        opens = last is not None and last.citation.article == unit.citation.article and not last.citation.clause
        if last is not None and opens and unit.citation.clause and last.validity == unit.validity:
            blocks = [*last.blocks, *unit.blocks]
            joined[-1] = _Unit(unit.citation, unit.headings, blocks, unit.questions, unit.validity)
        else:
            joined.append(unit)
    return joined


def _plan_units(document: str, blocks: Sequence[Block]) -> list[_Unit]:
    units: list[_Unit] = []
    path: dict[Level, str] = {}
    heads: dict[Level, str] = {}
    for place, block in enumerate(blocks):
        if block.level is Level.NOTE:
            section = ".".join(path.values()) or PREAMBLE
            _add(units, _Unit(Citation(document, section=f"{section} (chú thích {block.label})"), ()), block)
            continue
        if block.level is Level.CLOSING:
            _add(units, _Unit(Citation(document, section=CLOSING), ()), block)
            continue
        if block.level <= Level.POINT:
            path = {level: label for level, label in path.items() if level < block.level} | {block.level: block.label}
            heads = {level: head for level, head in heads.items() if level < block.level}
            if _is_above_text(blocks, place) and (block.level is Level.CHAPTER or is_heading(block)):
                heads[block.level] = heading(block.text)
                continue
        citation = Citation(document, section=".".join(path.values()) or PREAMBLE)
        _add(units, _Unit(citation, tuple(heads.values())), block)
    return units


def _is_above_text(blocks: Sequence[Block], place: int) -> bool:
    """Tell whether the block heads text of its own; "Điều 7. Bãi bỏ Điều 9." before Điều 8 is text itself."""
    following = next((block for block in blocks[place + 1 :] if block.level not in BESIDE), None)
    return following is not None and blocks[place].level < following.level < Level.NOTE


def _add(units: list[_Unit], unit: _Unit, block: Block) -> None:
    """Append block to the last unit when it is cited alike, else open the new unit with it."""
    if not units or units[-1].identity != unit.identity:
        units.append(unit)
    units[-1].blocks.append(block)


def heading(line: str) -> str:
    """Return a heading without marks of layout."""
    return re.sub(r"^[#*\s]+|[*\s]+$", "", line)


def _split(text: str, blocks: Sequence[Block]) -> list[tuple[int, int]]:
    """Return spans of at most LIMIT characters, cut between paragraphs where possible, else between sentences."""
    spans: list[tuple[int, int]] = []
    for start, end in (piece for block in blocks for piece in _pieces(text, block.start, block.end)):
        if spans and end - spans[-1][0] <= LIMIT:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LIMIT:
        window = text[start : start + LIMIT]
        cuts = [match.end() for match in _SENTENCE_END.finditer(window)] or [window.rfind(" ") + 1 or LIMIT]
        middle = min(cuts, key=lambda cut: abs(cut - min(LIMIT, (end - start) // 2)))
        yield start, start + len(window[:middle].rstrip())
        start += middle
    yield start, end


def _readings(document: Document, span: str) -> tuple[str, ...]:
    return tuple(fix.reading for fix in document.corrections if fix.reading and fix.printed in span)
