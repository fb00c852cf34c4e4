"""What the calibration learns from: questions that neither the embedder nor the index it asks has seen."""

import hashlib
import random
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.answer.answerer import Answerer
from bot.evaluation.golden import read_rows
from bot.evaluation.spelling import phone
from index.build import build
from index.document import Passage
from index.embedder import Embedder
from index.manifest import heldout, read_corpus, read_questions
from index.neighbours import other_messages
from index.query import Query
from index.scope import CLASSES, OUTCOMES
from index.search import Index
from index.text import fold

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "corpus"
SEED = 2026
DAY = date(2026, 11, 20)  # of the golden rows: the law in force then
AT_HOME = 0.3  # share of questions judged as if their writer had told his place
TOLD = 0.5  # share of questions that name a place asked by one who has told it and does not name it again
THIRDS = 3
HIDDEN = 120  # questions asked of each text that is hidden: a plan has fewer than a law, and is imported as often
OTHERS = 4.0  # a question of the golden set, written by others, weighs so many times one of ours
SPELT = {"typed": 1.0, "stripped": 1.0, "phone": 1.0}  # what each spelling of a question weighs
Place = tuple[str, str]
_KINDS = {"answered": 0} | {outcome: CLASSES.index(name) for outcome, name in OUTCOMES.items()}


@dataclass(frozen=True, slots=True)
class Case:
    """A message ready to search, the places that answer it, its class, and what it weighs.

    `key` keeps the spellings of one message together, `source` says whence it is; `number` is that of a known message
    among the neighbours.
    """

    query: Query
    gold: tuple[Place, ...]
    kind: int
    key: str
    weight: float
    source: str
    number: int | None = None


@contextmanager
def opened(embedder: Embedder, unseen: frozenset[str] = frozenset()) -> Iterator[tuple[Index, Answerer]]:
    """Yield an index of the corpus without some everyday questions, and who asks it."""
    with tempfile.TemporaryDirectory() as folder:
        build(CORPUS, Path(folder), embedder, keep=lambda question: question not in unseen)
        index = Index.open(Path(folder), CORPUS, embedder)
        yield index, Answerer.of(index, CORPUS)


def left_out() -> list[tuple[str, Place]]:
    """Return the everyday questions that the embedder has not seen, each with its place."""
    asked = read_questions(CORPUS / "questions.jsonl")
    return [(question, place) for place, several in asked.items() for question in several if heldout(question)]


def own(answerer: Answerer, chance: random.Random) -> Iterator[Case]:
    """Yield the questions left out, as typed and as on a phone; some as if their writer had told his place."""
    homes = [place.id for place in answerer.places.all() if answerer.places.plans(place)]
    for question, place in left_out():
        named = answerer.places.find(question)
        for name, text in _spelt(question, chance, "typed", "phone"):
            home = chance.choice(homes) if chance.random() < AT_HOME else ""
            query = _query(answerer, text, home)
            if named and chance.random() < TOLD:
                query = _query(answerer, answerer.places.without(text), named[0].id)
            if _open(query, (place,)):
                yield Case(query, (place,), 0, question, SPELT[name], "ours")


def golden(answerer: Answerer, chance: random.Random) -> Iterator[Case]:
    """Yield the rows of the golden set's part for ranking that stand alone, in every spelling."""
    for row in read_rows("ranking"):
        if row["history"] or row["place"] or row["expect"] not in _KINDS:
            continue
        gold = tuple((place["document"], place["locator"]) for place in row["gold"])
        named = answerer.places.find(row["question"])
        for name, text in _spelt(row["question"], chance, *SPELT):
            if _open(query := _query(answerer, text), gold):
                yield Case(query, gold, _KINDS[row["expect"]], row["id"], OTHERS * SPELT[name], "golden")
        if named and gold:
            query = _query(answerer, answerer.places.without(row["question"]), named[0].id)
            if _open(query, gold):
                yield Case(query, gold, 0, row["id"], OTHERS, "golden, at home")


def others(answerer: Answerer, chance: random.Random) -> Iterator[Case]:
    """Yield the messages of corpus/scope.jsonl, which no text of ours answers."""
    homes = [place.id for place in answerer.places.all() if answerer.places.plans(place)]
    for number, (text, kind) in enumerate(other_messages(CORPUS)):
        for name, spelt in _spelt(text, chance, *SPELT):
            home = chance.choice(homes) if chance.random() < AT_HOME else ""
            yield Case(_query(answerer, spelt, home), (), kind, text, SPELT[name], "others", number)


@contextmanager
def hidden(embedder: Embedder, turn: int) -> Iterator[tuple[Index, list[Case]]]:
    """Yield an index in which a third of the texts stand as if imported, without everyday questions, and its cases."""
    corpus = read_corpus(CORPUS)
    bare = frozenset([name for name in corpus.documents if name in corpus.texts][turn::THIRDS])
    unseen = frozenset(question for p in corpus.passages if p.citation.document in bare for question in p.questions)
    chance = random.Random(SEED + turn)
    with opened(embedder, unseen) as (index, answerer):
        index.imported = bare
        of: dict[str, list[tuple[str, Place]]] = {name: [] for name in sorted(bare)}
        for question, place in left_out():
            if place[0] in bare:
                of[place[0]].append((question, place))
        few = [row for rows in of.values() for row in chance.sample(rows, min(len(rows), HIDDEN))]
        asked = [(question, place, _query(answerer, question)) for question, place in few]
        cases = [
            Case(query, (place,), 0, question, 0.5, "ours, hidden")
            for question, place, query in asked
            if _open(query, (place,))
        ]
        for case in golden(answerer, chance):
            inside = all(document in bare for document, _ in case.gold)
            source = "golden, hidden" if inside else "golden, beside hidden"
            cases.append(replace(case, weight=case.weight / (2 if inside else 6), source=source))
        yield index, [*cases, *others(answerer, chance)]


def folds(cases: Sequence[Case], count: int) -> NDArray[np.int64]:
    """Return a number below count for each case, the same for all spellings of a message."""
    digests = (hashlib.md5(case.key.encode(), usedforsecurity=False).hexdigest() for case in cases)
    return np.array([int(digest, 16) % count for digest in digests])


def answers(passages: Sequence[Passage], gold: Sequence[Place]) -> NDArray[np.bool_]:
    """Return which passages stand in a place that answers."""
    return np.array([any(within(passage, *place) for place in gold) for passage in passages], dtype=bool)


def article(gold: Sequence[Place]) -> list[Place]:
    """Return the articles, or the sections of a plan, in which places stand."""
    return [(name, " ".join(where.split()[:2]) if where[0] == "Đ" else where) for name, where in gold]


def within(passage: Passage, document: str, locator: str) -> bool:
    """Return whether a passage is at a place or below it."""
    where = passage.citation.locator
    same = passage.citation.document == document
    return same and (where == locator or where.startswith((f"{locator} ", f"{locator}.")))


def _open(query: Query, gold: Sequence[Place]) -> bool:
    """Return whether a search may find an answer: what names a text that is only cited is answered without one."""
    return query.only is None or not gold or any(document in query.only for document, _ in gold)


def _spelt(text: str, chance: random.Random, *names: str) -> Iterator[tuple[str, str]]:
    written = {"typed": text, "stripped": fold(text), "phone": phone(text, chance)}
    return ((name, written[name]) for name in names)


def _query(answerer: Answerer, text: str, home: str = "") -> Query:
    return replace(answerer.query(text, home), on=DAY)
