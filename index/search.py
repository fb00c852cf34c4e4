"""The index: a question in, ranked passages out, and whether they answer."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import numpy as np

from index import ranking, rerank, scope
from index.document import Hit, TextKind
from index.embedder import Embedder
from index.evidence import evidence
from index.glossary import Glossary
from index.live import Live, open_live
from index.query import Found, Parts, Query, Results, Scores
from index.ranking import Way
from index.rerank import Candidates
from index.scope import Scope
from index.sector import Sector, sectors_named
from index.speller import Speller
from index.text import symbols, tokens
from index.texts import Texts

_GONE = 0.2  # what is law comes before what was
_SAID = 4  # a sector that the question names weighs so many times more than one that is assumed
_NEAR = 200  # so many passages of each part are compared exactly, the others count as the farthest of these
_SECTORS = 3  # so many sectors named in one question tell nothing
_SPARE = 16  # passages beyond those wanted, of which some may have been repealed
_READ_AGAIN = 10  # passages that a cross-encoder reads
_SYMBOL = 3  # a document symbol typed whole weighs so many times more than its parts


class SecondReader(Protocol):
    """A model that reads a question and a passage together."""

    def scores(self, question: str, passages: Sequence[str]) -> Scores:
        """Return how well each passage answers the question, (len(passages),), higher is better."""
        ...


class Index(Texts):
    """Passages of the corpus, searchable by words and by meaning."""

    def __init__(
        self,
        live: Live,
        embedder: Embedder,
        glossary: Glossary,
        weights: Mapping[str, float] | None = None,
        judge: Scope | None = None,
    ) -> None:
        super().__init__(live)
        self.behind = live.behind
        self.speller = Speller(live.lexical, live.asked.lexical)
        self.glossary = glossary
        self.embedder = embedder
        self.weights = weights or ranking.fitted()
        self.way = Way.RERANKED
        self.second: SecondReader | None = None
        self._judge = judge
        self._vectors = live.vectors
        self._asked = live.asked
        self._neighbours = live.neighbours
        self._documents = live.documents
        self._sectors = live.sectors
        self._in_force = live.in_force
        self.imported = frozenset(
            d.id for d in self.corpus.documents.values() if d.text is TextKind.OFFICIAL and not d.file
        )
        self._imported = self._documents.among(self.imported)
        self._repealed = lru_cache(maxsize=4096)(self._last_day)
        self._in_sectors = lru_cache(maxsize=8)(self._sector_scores)
        self._rarer = ranking.rarer(self._imported)

    @classmethod
    def open(cls, data: Path, folder: Path, embedder: Embedder) -> "Index":
        """Return the live index of the corpus in folder and of the library under data.

        Raises MissingIndex when none was built, StaleIndex when it does not fit the corpus, the model or the code.
        """
        return cls(open_live(data, folder, embedder), embedder, Glossary.load(folder))

    def query(self, text: str) -> Query:
        """Return text ready to search, every document allowed and none favoured."""
        written = self.speller.mended(self.glossary.write_out(text))
        return Query(written, self.glossary.legal(written), sectors=sectors_named(written, self.glossary.sectors))

    def search(self, query: Query, limit: int = 10) -> Results:
        """Return at most limit passages, best first, and whether they answer."""
        found = self.find(query, limit)
        if not found.hits:
            return Results((), scope.NOTHING_FOUND, {})
        if self._judge is None and found.hits[0].passage.citation.document in self.imported:
            judgement = scope.fitted_for_imports().judge(scope.told(found.evidence))
            return Results(found.hits, judgement, found.evidence, imported=True)
        judge = self._judge or scope.fitted()
        if self._judge is None and not judge.reads(
            found.features
        ):  # of another embedding model, which tells other things
            return Results(found.hits, scope.fitted_for_imports().judge(scope.told(found.evidence)), found.evidence)
        return Results(found.hits, judge.judge(found.features), found.evidence)

    def find(self, query: Query, limit: int = 10, without: int | None = None) -> Found:
        """Return at most limit passages, best first, with what tells whether they answer.

        `without` leaves the neighbour of that number out, so that a known message can be judged as an unknown one.
        """
        parts = self.parts(query)
        total = self.fuse(parts, ranking.weights_of(self.way, self.weights))
        order = self._ordered(query, total, max(limit, rerank.DEPTH))
        if not order:
            return Found((), parts.vector, {})
        read = rerank.features(self.candidates(query, parts, total, order[: rerank.DEPTH]))
        gone = np.array([self._gone(place, query.on) for place in order], dtype=np.float32)
        scores: Scores = total[order] - gone * total.max(initial=0)
        rank = np.arange(len(order))
        if self.way is Way.RERANKED:
            chances = rerank.chances(rerank.fitted().logits(rerank.table(read)) - self._rarer * read["imported"])
            rank[: len(chances)] = np.argsort(-chances, kind="stable")
            scores = np.append(chances, np.zeros(len(order) - len(chances), dtype=np.float32))
        words, meaning = self._sum(parts.fields, self.weights), parts.others["dense"] + parts.others["asked"]
        hits = tuple(
            Hit(self.corpus.passages[place], float(score), float(words[place]), float(meaning[place]))
            for place, score in ((order[number], scores[number]) for number in rank[:limit])
        )
        told = evidence(query, hits, self._lexical)
        told |= {f"first_{name}": float(column[rank[0]]) for name, column in read.items()}
        told |= self._neighbours.nearest(parts.vector[None], parts.asked.cosines, without)
        return Found(self._read_again(query, hits), parts.vector, told)

    def best(self, query: Query) -> Candidates:
        """Return the passages that the reranker puts in order, as the fused score does."""
        parts = self.parts(query)
        total = self.fuse(parts, self.weights)
        return self.candidates(query, parts, total, self._ordered(query, total, rerank.DEPTH))

    def candidates(self, query: Query, parts: Parts, total: Scores, places: Sequence[int]) -> Candidates:
        """Return the passages at places with all that the reranker reads of them."""
        scores = {name: column[places] for name, column in {**parts.fields, **parts.others}.items()}
        for name, column in parts.topic.items():  # what an earlier turn was about is asked as well
            scores[name] = scores[name] + column[places]
        legal = self._sum(parts.legal, self.weights) if parts.legal else np.zeros_like(total)
        return Candidates(
            query,
            places,
            [self.corpus.passages[place] for place in places],
            self.corpus.documents,
            total[places],
            scores | {"legal": legal[places]},
            self._asked.of(places, parts.asked),
            self._lexical,
            parts.imported[places].astype(np.float32),
        )

    def _ordered(self, query: Query, total: Scores, count: int) -> list[int]:
        """Return the places of the best passages, best first; what is law comes before what was."""
        found = ranking.heard(total, self._imported, count + _SPARE)
        top = max((float(total[place]) for place in found), default=0.0)
        worth = {place: total[place] - top * self._gone(place, query.on) for place in found}
        return sorted(found, key=lambda place: -worth[place])[:count]

    def _read_again(self, query: Query, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
        """Return hits with the first few in the order of a model that reads question and passage together."""
        if self.second is None or self.way is not Way.RERANKED:
            return hits
        few = hits[:_READ_AGAIN]
        texts = ["\n".join((*hit.passage.headings[-2:], hit.passage.text)) for hit in few]
        order = np.argsort(-self.second.scores(query.text, texts), kind="stable")
        scores = [hit.score for hit in few]
        return (
            *(replace(few[place], score=score) for place, score in zip(order, scores, strict=True)),
            *hits[_READ_AGAIN:],
        )

    def parts(self, query: Query) -> Parts:
        """Return what every passage's score is made of, before any weight."""
        vector = self._read(query)
        wanted = [*tokens(query.text), *symbols(query.text) * _SYMBOL]
        asked = self._asked.scores(wanted, vector, len(self._documents))
        allowed = np.ones(len(asked.asked), dtype=bool) if query.only is None else self._documents.among(query.only)
        if query.on is not None:
            allowed = allowed & self._in_force.on(query.on)
        return Parts(
            vector[0],
            {**self._lexical.scores(wanted), "nearest": asked.nearest},
            self._lexical.scores(tokens(" ; ".join(query.legal))) if query.legal else {},
            self._lexical.scores(tokens(query.topic)) if query.topic else {},
            {
                "dense": self._vectors.scores(vector, _NEAR),
                "asked": asked.asked,
                "sector": self._in_sectors(query.sectors),
                "place": self._documents.among(query.favoured).astype(np.float32),
                "home": self._documents.among(query.home).astype(np.float32),
                "law": self._documents.among(query.laws).astype(np.float32),
            },
            allowed,
            asked,
            self._documents.among(self.imported),
        )

    def _sector_scores(self, named: frozenset[Sector]) -> Scores:
        """Return what the sectors that a question names give each passage, (passages,): more, nothing or less."""
        if len(named) >= _SECTORS:
            return np.zeros(len(self._documents), dtype=np.float32)
        own = self._sectors.among(named or [Sector.COMMUNE])
        other = ~own & ~self._sectors.among([Sector.ANY])
        return (own.astype(np.float32) - other) * np.float32(_SAID if named else 1)

    def _read(self, query: Query) -> Scores:
        """Return the question's vector, (1, dim), turned towards what an earlier turn was about."""
        vector = self.embedder.ask([query.reading])
        if query.topic:
            vector = vector + self.weights["topic"] * self.embedder.ask([query.topic])
            vector /= max(float(np.linalg.norm(vector)), 1e-9)
        return np.asarray(vector, dtype=np.float32)

    @classmethod
    def fuse(cls, parts: Parts, weights: Mapping[str, float]) -> Scores:
        """Return one score a passage: words over the best passage's words, then the rest; -inf if not allowed.

        Words and meaning of imported texts count for more, since no everyday question speaks for them.
        """
        total = cls._sum(parts.fields, weights)
        for added, name in ((parts.legal, "legal"), (parts.topic, "topic")):
            if added:
                total += np.float32(weights[name]) * cls._sum(added, weights)
        np.multiply(total, np.float32(1 + weights["imported_words"]), out=total, where=parts.imported)
        if (best := total.max(initial=0)) > 0:
            total /= best
        part = np.empty_like(total)  # one array for all: a new one for each is what costs with a large library
        for name, scores in parts.others.items():
            np.multiply(scores, np.float32(weights[name]), out=part)
            if name == "dense":
                np.multiply(part, np.float32(1 + weights["imported_meaning"]), out=part, where=parts.imported)
            total += part
        total[~parts.allowed] = -np.inf
        return total

    @staticmethod
    def _sum(fields: Mapping[str, Scores], weights: Mapping[str, float]) -> Scores:
        total, part = (np.zeros_like(next(iter(fields.values()))) for _ in range(2))
        for name, scores in fields.items():
            np.multiply(scores, np.float32(weights[name]), out=part)
            total += part
        return total

    def _gone(self, place: int, on: date | None) -> float:
        """Return which share of the best score a rule loses that had been repealed by that day."""
        ended = self._repealed(place)
        return _GONE if on is not None and ended is not None and ended < on else 0.0

    def _last_day(self, place: int) -> date | None:
        """Return the last day of a rule that was repealed, None for any other."""
        validity = self.corpus.passages[place].validity
        return validity.until if validity.repealed else None
