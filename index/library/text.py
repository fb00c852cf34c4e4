"""A held text cut into passages, and put together again. Pure."""

from collections.abc import Sequence

from index.chunker import chunk
from index.document import Document, Passage
from index.parser import parse


def passages_of(document: Document, text: str, *, codified: bool) -> tuple[Passage, ...]:
    """Return the passages of a text; one from the codification is built of articles, however few it has."""
    return chunk(document, text, parse(text, law=True if codified else None))


def joined(passages: Sequence[Passage], text: str) -> str:
    """Return the text of passages in their order; what follows at once in text is joined as it stands there."""
    parts: list[str] = []
    end = -1
    for passage in passages:
        between = text[end : passage.start]
        parts += [between if end >= 0 and not between.strip() else "\n" if parts else "", passage.text]
        end = passage.end
    return "".join(parts)
