"""A part of the index: the passages of some documents with all that finds them; never changed once written."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.document import Document, Passage
from index.embedded import Reader
from index.in_force import InForce, span
from index.lexical import LexicalIndex
from index.sector import Sector, sector_of
from index.store import write_passages
from index.text import syllables, tokens
from index.vectors import VectorIndex

PASSAGES, LEXICAL, VECTORS = "passages.db", "lexical", "passages.faiss"
_SECTORS = tuple(Sector)
_ROWS = ("sectors", "documents", "since", "until")


def write(home: Path, passages: Sequence[Passage], documents: Mapping[str, Document], reader: Reader) -> None:
    """Write a part of the index into home, which is made."""
    home.mkdir(parents=True)
    write_passages(home / PASSAGES, passages)
    (home / LEXICAL).mkdir()
    fields, owner = _fields(passages, documents)
    LexicalIndex.build(fields, owner).save(home / LEXICAL)
    VectorIndex.build(reader.read(texts_read(passages, documents), home)).save(home / VECTORS)
    names = list(dict.fromkeys(passage.citation.document for passage in passages))
    numbers = {name: number for number, name in enumerate(names)}
    rows = [
        (_SECTORS.index(sector_of(p.headings)), numbers[p.citation.document], *span(p, documents[p.citation.document]))
        for p in passages
    ]
    np.save(home / "rows.npy", np.array(rows, dtype=np.int32).reshape(-1, len(_ROWS)))
    (home / "documents").write_text("\n".join(names), encoding="utf-8")


class Labels:
    """One of a few names for every passage, (passages,) numbers of names."""

    def __init__(self, names: Sequence[str], numbers: NDArray[np.int32]) -> None:
        self._names = {name: number for number, name in enumerate(names)}
        self._numbers = numbers
        self._known = lru_cache(maxsize=16)(self._mask)  # question after question asks for the same few

    def __len__(self) -> int:
        """Return how many passages there are."""
        return len(self._numbers)

    def among(self, names: Iterable[str]) -> NDArray[np.bool_]:
        """Return whether each passage has one of the names, (passages,), not to be written to."""
        return self._known(frozenset(names))

    def _mask(self, names: frozenset[str]) -> NDArray[np.bool_]:
        wanted = np.zeros(len(self._names), dtype=bool)
        wanted[[self._names[name] for name in names if name in self._names]] = True
        mask = wanted[self._numbers]
        mask.flags.writeable = False
        return mask


def labels(homes: Sequence[Path]) -> tuple[Labels, Labels, InForce]:
    """Return documents, sectors and days of the passages of parts that follow one another."""
    names: dict[str, int] = {}
    rows = []
    for home in homes:
        own = (home / "documents").read_text(encoding="utf-8").split("\n")
        numbers = np.array([names.setdefault(name, len(names)) for name in own], dtype=np.int32)
        row = np.load(home / "rows.npy")
        row[:, 1] = numbers[row[:, 1]]
        rows.append(row)
    sectors, documents, since, until = np.ascontiguousarray(np.concatenate(rows).T)
    return Labels(list(names), documents), Labels([sector.value for sector in _SECTORS], sectors), InForce(since, until)


def texts_read(passages: Iterable[Passage], documents: Mapping[str, Document]) -> list[str]:
    """Return what the model reads of each passage: document, headings, text, right readings."""
    return [
        "\n".join((_name(documents[passage.citation.document]), *passage.headings[-2:], passage.text, *passage.notes))
        for passage in passages
    ]


def _name(document: Document) -> str:
    """Return what a document is called where it is searched; the short name of an imported one is but its number."""
    return document.short if document.file else f"{document.short} {document.title}"


def _fields(
    passages: Sequence[Passage], documents: Mapping[str, Document]
) -> tuple[dict[str, Iterable[list[str]]], NDArray[np.uint32]]:
    """Return the tokens of each field of each passage, and the number of the article that each is a part of."""
    whole: dict[tuple[str, str], str] = {}
    for key, group in groupby(passages, key=_article):
        whole[key] = "\n".join(passage.text for passage in group)
    numbers = {key: number for number, key in enumerate(whole)}
    titled = lru_cache(64)(lambda name, headings: tokens("\n".join((name, *headings))))
    fields: dict[str, Iterable[list[str]]] = {
        "title": (titled(_name(documents[p.citation.document]), p.headings) for p in passages),
        "questions": (syllables("\n".join(p.questions)) for p in passages),
        "body": (tokens("\n".join((p.text, *p.notes))) for p in passages),
        # what else the article speaks of, in single syllables: its pairs stand in the other fields
        "article": (tokens(text) for text in whole.values()),
    }
    return fields, np.array([numbers[_article(passage)] for passage in passages], dtype=np.uint32)


def _article(passage: Passage) -> tuple[str, str]:
    """Return what a passage is a part of: its article, or the numbered section of a plan."""
    citation = passage.citation
    return citation.document, citation.article or ".".join(citation.section.split(".")[:2])
