"""Corpus to index: read, parse, chunk, embed, write beside the live index, swap; half-written is never live."""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np

from index.asked import AskedIndex, questions
from index.chunker import LIMIT
from index.document import Corpus, Passage
from index.embedder import Embedder, Vectors
from index.lexical import FIELDS, LexicalIndex
from index.manifest import corpus_hash, read_corpus
from index.neighbours import Neighbours, other_messages
from index.store import write_passages
from index.text import TEXT_VERSION, syllables, tokens
from index.vectors import VectorIndex

CURRENT = "current"
FORMAT = 9  # bump when what is written changes
_BATCH = 64


@dataclass(frozen=True, slots=True)
class Report:
    """What a build made."""

    documents: int
    passages: int
    warnings: tuple[str, ...]
    home: Path


def build(
    folder: Path,
    data: Path,
    embedder: Embedder,
    progress: Callable[[int, int], None] | None = None,
    keep: Callable[[str], bool] = lambda _question: True,
) -> Report:
    """Build the index of the corpus in folder under data and make it the live one; `progress(done, total)` is told.

    Only the everyday questions that `keep` lets in are read.
    Raises UnreadableFile or BadManifest; the live index then stays as it was.
    """
    corpus = read_corpus(folder, keep)
    name = fingerprint(folder, embedder)
    home = data / "index" / name
    fresh = data / "index" / f".{name}.{os.getpid()}"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    try:
        _write(corpus, folder, fresh, embedder, progress or (lambda _done, _total: None))
        _replace(fresh, home)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    _make_current(data / "index", name)
    held = sum(1 for document in corpus.documents.values() if document.id in corpus.texts)
    return Report(held, len(corpus.passages), corpus.warnings, home)


def fingerprint(folder: Path, embedder: Embedder) -> str:
    """Return the name of the index that this corpus, this model and this code make."""
    parts = [corpus_hash(folder), embedder.name, embedder.dim, TEXT_VERSION, FORMAT, LIMIT, sorted(FIELDS.items())]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def search_texts(corpus: Corpus) -> list[str]:
    """Return what the model reads of each passage: document, headings, text, right readings."""
    documents = corpus.documents
    return [
        "\n".join((documents[passage.citation.document].short, *passage.headings[-2:], passage.text, *passage.notes))
        for passage in corpus.passages
    ]


def _write(corpus: Corpus, folder: Path, home: Path, embedder: Embedder, progress: Callable[[int, int], None]) -> None:
    write_passages(home / "passages.db", corpus.passages)
    lexical = home / "lexical"
    lexical.mkdir()
    LexicalIndex.build(_fields(corpus)).save(lexical)
    texts = search_texts(corpus)
    asked = questions(corpus.passages)
    others = other_messages(folder)
    vectors = _encode(embedder, [*texts, *asked, *(text for text, _ in others)], progress)
    VectorIndex.build(vectors[: len(texts)]).save(home / "passages.faiss")
    (home / "asked").mkdir()
    AskedIndex.build(corpus.passages, vectors[len(texts) :][: len(asked)]).save(home / "asked")
    kinds = np.array([kind for _, kind in others])
    Neighbours(VectorIndex.build(vectors[len(texts) + len(asked) :]), kinds).save(home)
    meta = {"corpus": corpus.hash, "embedder": embedder.name, "dim": embedder.dim, "passages": len(texts)}
    (home / "meta.json").write_text(json.dumps(meta), encoding="utf-8")
    (home / "complete").write_text("", encoding="utf-8")


def _fields(corpus: Corpus) -> dict[str, list[list[str]]]:
    """Return the tokens of each field of each passage."""
    whole: dict[tuple[str, str], str] = {}
    for key, group in groupby(corpus.passages, key=_article):
        whole[key] = "\n".join(passage.text for passage in group)
    documents = corpus.documents
    return {
        "title": [
            tokens("\n".join((documents[passage.citation.document].short, *passage.headings)))
            for passage in corpus.passages
        ],
        "questions": [syllables("\n".join(passage.questions)) for passage in corpus.passages],
        "body": [tokens("\n".join((passage.text, *passage.notes))) for passage in corpus.passages],
        # what else the article speaks of, in single syllables: its pairs stand in the other fields
        "article": [syllables(whole[_article(passage)]) for passage in corpus.passages],
    }


def _article(passage: Passage) -> tuple[str, str]:
    """Return what a passage is a part of: its article, or the numbered section of a plan."""
    citation = passage.citation
    return citation.document, citation.article or ".".join(citation.section.split(".")[:2])


def _encode(embedder: Embedder, texts: Sequence[str], progress: Callable[[int, int], None]) -> Vectors:
    rows = []
    for start in range(0, len(texts), _BATCH):
        rows.append(embedder.encode(texts[start : start + _BATCH]))
        progress(min(start + _BATCH, len(texts)), len(texts))
    return np.concatenate(rows)


def _replace(fresh: Path, home: Path) -> None:
    """Put a fresh index where an older one of the same name may stand; a death in between leaves one to rebuild."""
    old = fresh.with_suffix(".old")
    if home.exists():
        home.rename(old)
    fresh.rename(home)
    shutil.rmtree(old, ignore_errors=True)


def _make_current(folder: Path, name: str) -> None:
    """Name the live index in one step, then drop the ones nobody can reach any more."""
    pointer = folder / f".{CURRENT}.{os.getpid()}"
    pointer.write_text(name, encoding="utf-8")
    pointer.replace(folder / CURRENT)
    for old in folder.iterdir():
        mine = old.name.startswith(".") and f".{os.getpid()}" in old.name
        if old.is_dir() and old.name != name and not mine and not _being_written(old):
            shutil.rmtree(old, ignore_errors=True)


def _being_written(home: Path) -> bool:
    """Tell whether another living process is at work on a folder, `.<name>.<pid>`."""
    pid = home.suffix.removeprefix(".")
    return home.name.startswith(".") and pid.isdecimal() and Path(f"/proc/{pid}").exists()
