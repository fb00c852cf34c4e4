"""Any set of questions in BEIR layout, searched by the very code that serves people."""

import csv
import json
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np

from bot.errors import BotError
from bot.evaluation.baseline import Baseline
from bot.evaluation.figures import SEED, Figures, means
from bot.evaluation.ranked import gains
from bot.evaluation.spelling import SPELLINGS
from bot.messages import say
from index.asked import AskedIndex
from index.chunker import chunk
from index.document import Corpus, Document, Hit, Kind, Passage, TextKind
from index.embedded import Reader
from index.embedder import Embedder
from index.glossary import Glossary
from index.lexical import LexicalIndex
from index.library import HOME, Library
from index.live import Editions, Live
from index.neighbours import Neighbours
from index.parser import parse
from index.query import carrying
from index.ranking import Way
from index.search import Index
from index.segment import LEXICAL, PASSAGES, VECTORS, labels, write
from index.store import Passages
from index.text import normalise
from index.vectors import VectorIndex

_PASSAGES = 60  # that hold ten texts, each cut into several


@dataclass(frozen=True, slots=True)
class Trial:
    """Texts as (id, title, body), questions, and for each question the ids of the texts that answer it."""

    name: str
    texts: Sequence[tuple[str, str, str]]
    questions: Sequence[str]
    gold: Sequence[Sequence[str]]


def read_trial(folder: Path) -> Trial:
    """Return the set in a folder: corpus.jsonl, queries.jsonl, qrels/*.tsv; raises BotError naming what is wrong.

    Questions without a judgement are left out, as are judgements of 0.
    """
    try:
        gold: dict[str, list[str]] = {}
        for file in sorted((folder / "qrels").glob("*.tsv")):
            with file.open(encoding="utf-8", newline="") as rows:
                for row in csv.DictReader(rows, delimiter="\t"):
                    if int(row["score"]) > 0:
                        gold.setdefault(row["query-id"], []).append(row["corpus-id"])
        texts = [(row["_id"], row.get("title", ""), row["text"]) for row in _lines(folder / "corpus.jsonl")]
        asked = [(row["_id"], row["text"]) for row in _lines(folder / "queries.jsonl") if row["_id"] in gold]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BotError(say("evaluate.beir", folder=folder, reason=error)) from error
    if not asked or not texts:
        raise BotError(say("evaluate.beir", folder=folder, reason=say("evaluate.beir_empty")))
    return Trial(folder.name, texts, [text for _, text in asked], [gold[name] for name, _ in asked])


@contextmanager
def opened(trial: Trial, embedder: Embedder, corpus: Path) -> Iterator[Index]:
    """Yield an index of the texts alone, each read as one article; the glossary is that of the corpus folder."""
    documents = {name: _document(name, title) for name, title, _ in trial.texts}
    passages = [passage for name, title, text in trial.texts for passage in _passages(documents[name], title, text)]
    with TemporaryDirectory() as folder:
        home = Path(folder) / "texts"
        write(home, passages, documents, Reader(embedder))
        nothing = np.zeros((1, embedder.dim), dtype=np.float32)
        named, sectors, in_force = labels([home])
        live = Live(
            Corpus(documents, {}, Passages(home / PASSAGES), trial.name),
            Passages(home / PASSAGES),
            LexicalIndex.load(home / LEXICAL),
            VectorIndex.load(home / VECTORS),
            AskedIndex.build([], nothing),
            Neighbours(VectorIndex.build(nothing), np.zeros(1, dtype=np.int64)),
            named,
            sectors,
            in_force,
            Editions(Library(Path(folder) / HOME)),
            behind=False,
        )
        yield Index(live, embedder, Glossary.load(corpus))


def measure(trial: Trial, index: Index, ways: Sequence[Way]) -> Figures:
    """Return the measures of BM25 alone and of each way in every spelling, and how long the last way takes."""
    alone = Baseline([name for name, _, _ in trial.texts], [f"{title}\n{text}" for _, title, text in trial.texts])
    figures: Figures = {}
    times: list[float] = []
    for spelling, spell in SPELLINGS.items():
        chance = random.Random(SEED)
        asked = [spell(question, chance) for question in trial.questions]
        runs = {"BM25 alone": [(run, run[:1]) for run in map(alone.run, asked)]}
        for way in ways:
            index.way = way
            started = perf_counter()
            runs[way] = [_run(index, question) for question in asked]
            if way is ways[-1]:
                times.append((perf_counter() - started) * 1000 / len(asked))
        figures[spelling] = {
            name: means(gains([found for found, _ in run], trial.gold, [shown for _, shown in run]))
            for name, run in runs.items()
        }
    return {"set": trial.name, "n": len(trial.questions), "retrieval": figures, "ms": round(float(np.mean(times)), 2)}


Run = tuple[list[str], list[str]]  # the texts found, best first, and those of them that would be shown


def _run(index: Index, question: str) -> Run:
    hits = index.find(index.query(question), _PASSAGES).hits
    return _texts(hits), _texts(carrying(hits))


def _texts(hits: Sequence[Hit]) -> list[str]:
    return list(dict.fromkeys(hit.passage.citation.document for hit in hits))


def _document(name: str, title: str) -> Document:
    return Document(name, Kind.OTHER, title, title, TextKind.OFFICIAL)


def _passages(document: Document, title: str, text: str) -> Sequence[Passage]:
    written = normalise(f"Điều 1. {' '.join(title.split())}\n{text}")
    return chunk(document, written, parse(written))


def _lines(file: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
