"""Blocks to passages: at most LIMIT characters, none overlapping, each with its citation and headings."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from index.document import Citation, Document, Passage
from index.parser import Block, Level, Outline, is_heading

LIMIT = 1500
PREAMBLE, CLOSING = "mở đầu", "kết"
_SENTENCE_END = re.compile(r"(?<=[.;:])\s+")


@dataclass(slots=True)
class _Unit:
    """Neighbouring blocks that are cited together."""

    citation: Citation
    headings: tuple[str, ...]
    blocks: list[Block] = field(default_factory=list)
    questions: tuple[str, ...] = ()


def chunk(document: Document, text: str, outline: Outline) -> tuple[Passage, ...]:
    """Return the passages of a document; every word of text is in a passage, a heading or an everyday question."""
    units = _law_units(document.id, outline.blocks) if outline.law else _plan_units(document.id, outline.blocks)
    passages: list[Passage] = []
    for unit in units:
        spans = _split(text, unit.blocks)
        for place, (start, end) in enumerate(spans, 1):
            name = str(unit.citation) + (f"__part_{place}" if len(spans) > 1 else "")
            notes = _readings(document, text[start:end])
            passages.append(
                Passage(name, unit.citation, unit.headings, text[start:end], start, end, unit.questions, notes)
            )
    return tuple(passages)


def _law_units(document: str, blocks: Sequence[Block]) -> list[_Unit]:
    heads: dict[Level, str] = {}
    units: list[_Unit] = []
    article, clause = "", ""
    questions: list[str] = []
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
        if block.level is Level.CLAUSE:
            clause = block.label
        section = "" if article else PREAMBLE
        citation = Citation(document, article, clause, section=section)
        _add(units, _Unit(citation, tuple(heads.values()), questions=tuple(questions)), block)
    return _join_introductions(units)


def _join_introductions(units: list[_Unit]) -> list[_Unit]:
    """Put the sentence that opens an article before its first clause, which means nothing without it."""
    joined: list[_Unit] = []
    for unit in units:
        last = joined[-1] if joined else None
        opens = last is not None and last.citation.article == unit.citation.article and not last.citation.clause
        if last is not None and opens and unit.citation.clause:
            joined[-1] = _Unit(unit.citation, unit.headings, [*last.blocks, *unit.blocks], unit.questions)
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
    following = next((block for block in blocks[place + 1 :] if block.level is not Level.QUESTION), None)
    return following is not None and blocks[place].level < following.level < Level.NOTE


def _add(units: list[_Unit], unit: _Unit, block: Block) -> None:
    """Append block to the last unit when it is cited alike, else open the new unit with it."""
    if not units or (units[-1].citation, units[-1].headings) != (unit.citation, unit.headings):
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
