"""The index: a question in, ranked passages out, and whether they answer."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index import ranking, scope
from index.document import ALWAYS, Citation, Document, Hit, Passage, TextKind
from index.embedder import Embedder
from index.evidence import evidence, marked_tokens, passage_tokens, spoken
from index.glossary import Glossary
from index.live import Live, open_live
from index.query import Parts, Query, Results, Scores
from index.references import names
from index.scope import Scope
from index.sector import Sector, sectors_asked
from index.store import group_of
from index.text import fold, marked, syllables, symbols, tokens

_GONE = 0.2  # what is law comes before what was
_SAID = 4  # a sector that the question names weighs so many times more than one that is assumed
_MANY, _NEAR = 20_000, 1_000  # of so many passages only the nearest of each part are compared exactly
_SYMBOL = 3  # a document symbol typed whole weighs so many times more than its parts


class Index:
    """Passages of the corpus, searchable by words and by meaning."""

    def __init__(
        self,
        live: Live,
        embedder: Embedder,
        glossary: Glossary,
        weights: Mapping[str, float] | None = None,
        judge: Scope | None = None,
    ) -> None:
        self.corpus = live.corpus
        self.behind = live.behind
        self.editions = live.editions
        self.glossary = glossary
        self.embedder = embedder
        self.weights = weights or ranking.fitted()
        self._judge = judge
        self._passages = live.passages
        self._lexical = live.lexical
        self._vectors = live.vectors
        self._asked = live.asked
        self._neighbours = live.neighbours
        self._documents = live.documents
        self._sectors = live.sectors
        self._in_force = live.in_force
        self.imported = frozenset(
            d.id for d in self.corpus.documents.values() if d.text is TextKind.OFFICIAL and not d.file
        )

    @classmethod
    def open(cls, data: Path, folder: Path, embedder: Embedder) -> "Index":
        """Return the live index of the corpus in folder and of the library under data.

        Raises MissingIndex when none was built, StaleIndex when it does not fit the corpus, the model or the code.
        """
        return cls(open_live(data, folder, embedder), embedder, Glossary.load(folder))

    def document(self, name: str) -> Document:
        """Return the document of that id."""
        return self.corpus.documents[name]

    def query(self, text: str) -> Query:
        """Return text ready to search, every document allowed and none favoured."""
        written = self.glossary.write_out(text)
        assumed, named = sectors_asked(written, self.glossary.sectors)
        return Query(written, self.glossary.legal(written), sector=assumed, named_sector=named)

    def search(self, query: Query, limit: int = 10) -> Results:
        """Return at most limit passages, best first, and whether they answer."""
        hits, features, told = self.find(query, limit)
        if self._judge is None and hits and hits[0].passage.citation.document in self.imported:
            return Results(hits, scope.fitted_for_imports().judge(scope.told(told)), told, imported=True)
        return Results(hits, (self._judge or scope.fitted()).judge(features), told)

    def find(
        self, query: Query, limit: int = 10, without: int | None = None
    ) -> tuple[tuple[Hit, ...], Scores, dict[str, float]]:
        """Return at most limit passages, best first, what the scope model reads of the search, and its evidence.

        `without` leaves the neighbour of that number out, so that a known message can be judged as an unknown one.
        """
        parts = self.parts(query)
        total = self.fuse(parts, self.weights)
        found = [int(place) for place in _best(total, limit * 3) if np.isfinite(total[place])]
        spelt = [(word, fold(word)) for word in marked(query.text) if word != fold(word)]
        gone = {place: self._gone(place, query.on) * float(total[found[0]]) for place in found}
        order = sorted(found, key=lambda place: -(total[place] + self._marks(spelt, place) - gone[place]))
        lexical = self._sum(parts.fields, self.weights)
        dense = parts.others["dense"] + parts.others["asked"]
        hits = tuple(
            Hit(
                self.corpus.passages[place],
                float(total[place]) - gone[place],
                float(lexical[place]),
                float(dense[place]),
            )
            for place in order[:limit]
        )
        told = evidence(query, hits, self._lexical) | self._neighbours.nearest(parts.vector[None], parts.asked, without)
        return hits, scope.features(parts.vector, told), told

    def parts(self, query: Query) -> Parts:
        """Return what every passage's score is made of, before any weight."""
        vector = self._read(query)
        wanted = [*tokens(query.text), *symbols(query.text) * _SYMBOL]
        nearest, asked, cosines = self._asked.scores(wanted, vector, len(self._documents))
        sector = np.zeros_like(asked)
        if query.sector:
            own, none = self._sectors.among([query.sector]), self._sectors.among([Sector.ANY])
            sector = own.astype(np.float32) - (~own & ~none)
            sector *= _SAID if query.named_sector else 1
        allowed = np.ones(len(asked), dtype=bool) if query.only is None else self._documents.among(query.only)
        if query.on is not None:
            allowed &= self._in_force.on(query.on)
        return Parts(
            vector[0],
            {**self._lexical.scores(wanted), "nearest": nearest},
            self._lexical.scores(tokens(" ; ".join(query.legal))) if query.legal else {},
            self._lexical.scores(tokens(query.topic)) if query.topic else {},
            {
                "dense": self._vectors.scores(vector, None if len(asked) < _MANY else _NEAR),
                "asked": asked,
                "sector": sector,
                "place": self._documents.among(query.favoured).astype(np.float32),
                "home": self._documents.among(query.home).astype(np.float32),
                "law": self._documents.among(query.laws).astype(np.float32),
            },
            allowed,
            cosines,
            self._documents.among(self.imported),
        )

    def _read(self, query: Query) -> Scores:
        """Return the question's vector, (1, dim), turned towards what an earlier turn was about."""
        vector = self.embedder.encode([query.reading])
        if query.topic:
            vector = vector + self.weights["topic"] * self.embedder.encode([query.topic])
            vector /= max(float(np.linalg.norm(vector)), 1e-9)
        return np.asarray(vector, dtype=np.float32)

    @classmethod
    def fuse(cls, parts: Parts, weights: Mapping[str, float]) -> Scores:
        """Return one score a passage: words over the best passage's words, then the rest; -inf if not allowed.

        Words and meaning of imported texts count for more, since no everyday question speaks for them.
        """
        lexical = cls._sum(parts.fields, weights)
        for added, name in ((parts.legal, "legal"), (parts.topic, "topic")):
            if added:
                lexical = lexical + weights[name] * cls._sum(added, weights)
        lexical = lexical * (1 + weights["imported_words"] * parts.imported)
        best = float(lexical.max()) if lexical.size else 0.0
        total = lexical / best if best > 0 else lexical
        for name, scores in parts.others.items():
            total = total + weights[name] * scores
        total = total + weights["dense"] * weights["imported_meaning"] * parts.imported * parts.others["dense"]
        return np.asarray(np.where(parts.allowed, total, -np.inf), dtype=np.float32)

    def verified(self, citation: Citation) -> bool:
        """Return whether a named person has checked the held text of that article against the official one."""
        places = ((citation.document, ""), (citation.document, citation.article))
        return any(place in self.corpus.verified for place in places)

    def siblings(self, passage: Passage, on: date | None = None) -> Sequence[Passage]:
        """Return the passages of the same article, or under the same heading of a plan, in the order of the text.

        With `on` only the wordings of that day, or of the last day of a passage that was repealed before it.
        """
        group = self._passages.group(group_of(passage))
        if on is None:
            return group
        day = on if passage.validity.on(on) else passage.validity.until or on
        return [other for other in group if other.validity.on(day)]

    def article(self, document: str, article: str, on: date | None = None) -> Sequence[Passage]:
        """Return the passages of an article in the order of the text; none where it does not exist.

        With `on` only the wordings of that day; of an article that had been repealed by then the last ones.
        """
        group = self._passages.group((document, article))
        if on is None or not group:
            return group
        valid = [passage for passage in group if passage.validity.on(on)]
        if valid:
            return valid
        last = max((passage.validity.until for passage in group if passage.validity.until), default=None)
        return [passage for passage in group if last is None or passage.validity.on(last)]

    def other_wordings(self, passage: Passage) -> tuple[Passage, ...]:
        """Return the same clause or article as it read at other times, the newest first."""
        group = self._passages.group(group_of(passage))
        same = [p for p in group if p.citation.clause == passage.citation.clause and p.validity != passage.validity]
        # an article may have got clauses, or lost them
        others = same or [p for p in group if p.validity not in {ALWAYS, passage.validity}]
        return tuple(sorted(others, key=lambda p: p.validity.since or date.min, reverse=True))

    def citing(self, document: Document) -> tuple[Passage, ...]:
        """Return the passages that cite a document by a symbol or a name of its own."""
        wanted = set(symbols(" ; ".join((document.number, *document.aliases))))
        called = [f" {' '.join(syllables(name))} " for name in names(document)]
        likely = [self._lexical.rows(name, [symbol]) for symbol in wanted for name in ("body", "title")]
        likely += [self._lexical.rows("body", tokens(name)) for name in called if name.strip()]
        found = (self._passages[place] for place in sorted({int(place) for places in likely for place in places}))
        return tuple(
            passage
            for passage in found
            if passage.citation.document != document.id
            and (wanted & passage_tokens(passage) or any(name in spoken(passage) for name in called))
        )

    def of(self, document: str) -> Sequence[Passage]:
        """Return the passages of a document in the order of its text."""
        return self._passages.of(document)

    def official(self, citation: Citation) -> str:
        """Return the official wording of what a digest says there; nothing where its edition is not in the library."""
        return self.editions.official(citation)

    def words(self, text: str) -> dict[str, float]:
        """Return the tokens of text with their weight, for picking sentences."""
        return {token: self._lexical.idf(token) for token in tokens(text)}

    @staticmethod
    def _sum(fields: Mapping[str, Scores], weights: Mapping[str, float]) -> Scores:
        return np.asarray(sum(weights[name] * scores for name, scores in fields.items()), dtype=np.float32)

    def _gone(self, place: int, on: date | None) -> float:
        """Return which share of the best score a rule loses that had been repealed by that day."""
        validity = self.corpus.passages[place].validity
        ended = on is not None and validity.repealed and validity.until is not None and validity.until < on
        return _GONE if ended else 0.0

    def _marks(self, spelt: Sequence[tuple[str, str]], place: int) -> float:
        """Return a small malus for words that the passage holds only with other marks (đường, Dương)."""
        if not spelt:
            return 0.0
        passage = self.corpus.passages[place]
        bare, exact = passage_tokens(passage), marked_tokens(passage)
        wrong = sum(1 for word, folded in spelt if word not in exact and folded in bare)
        return -self.weights["marks"] * wrong / len(spelt)


def _best(total: Scores, count: int) -> NDArray[np.int64]:
    """Return the places of the highest scores, the first of equals first; only these are sorted."""
    if len(total) > count:
        least = np.partition(total, -count)[-count]
        places = np.flatnonzero(total >= least)
        return np.asarray(places[np.argsort(-total[places], kind="stable")][:count])
    return np.asarray(np.argsort(-total, kind="stable"))
