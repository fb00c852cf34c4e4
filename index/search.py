"""The index: a question in, ranked passages out, and whether they answer."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np

from index import ranking, scope
from index.asked import AskedIndex
from index.build import CURRENT, fingerprint
from index.document import Citation, Corpus, Document, Hit, Passage
from index.embedder import Embedder
from index.errors import MissingIndex, StaleIndex
from index.evidence import evidence, marked_tokens, passage_tokens, spoken
from index.glossary import Glossary
from index.in_force import InForce
from index.lexical import LexicalIndex
from index.manifest import read_manifest
from index.neighbours import Neighbours
from index.query import Parts, Query, Results, Scores
from index.scope import Scope
from index.sector import sector_of, sectors_asked
from index.store import read_passages
from index.text import fold, marked, syllables, symbols, tokens
from index.vectors import VectorIndex

_SAID = 4  # a sector that the question names weighs so many times more than one that is assumed
_SYMBOL = 3  # a document symbol typed whole weighs so many times more than its parts


class Index:
    """Passages of the corpus, searchable by words and by meaning."""

    def __init__(
        self,
        corpus: Corpus,
        lexical: LexicalIndex,
        vectors: VectorIndex,
        asked: AskedIndex,
        neighbours: Neighbours,
        embedder: Embedder,
        glossary: Glossary,
        weights: Mapping[str, float] | None = None,
        judge: Scope | None = None,
    ) -> None:
        self.corpus = corpus
        self.glossary = glossary
        self.embedder = embedder
        self.weights = weights or ranking.fitted()
        self._judge = judge
        self._lexical = lexical
        self._vectors = vectors
        self._asked = asked
        self._neighbours = neighbours
        self._documents = np.array([passage.citation.document for passage in corpus.passages])
        self._sectors = np.array([sector_of(passage.headings).value for passage in corpus.passages])
        self._in_force = InForce.of(corpus.passages, corpus.documents)
        self._groups: dict[tuple[str, ...], list[Passage]] = {}
        for passage in corpus.passages:
            self._groups.setdefault(_group(passage), []).append(passage)

    @classmethod
    def open(cls, data: Path, folder: Path, embedder: Embedder) -> "Index":
        """Return the live index of the corpus in folder.

        Raises MissingIndex when none was built, StaleIndex when it does not fit the corpus, the model or the code.
        """
        wanted = fingerprint(folder, embedder)
        try:
            name = (data / "index" / CURRENT).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise MissingIndex("no index has been built") from error
        home = data / "index" / name
        if name != wanted or not (home / "complete").is_file():
            raise StaleIndex("the index was built from other texts, another model or another version")
        try:
            return cls._loaded(home, folder, embedder)
        except Exception as error:  # a file cut short fails in its library's own way
            raise StaleIndex(f"the index is damaged: {type(error).__name__}") from error

    @classmethod
    def _loaded(cls, home: Path, folder: Path, embedder: Embedder) -> "Index":
        documents = {document.id: document for document in read_manifest(folder / "manifest.toml")}
        return cls(
            Corpus(documents, {}, read_passages(home / "passages.db"), home.name),
            LexicalIndex.load(home / "lexical"),
            VectorIndex.load(home / "passages.faiss"),
            AskedIndex.load(home / "asked"),
            Neighbours.load(home),
            embedder,
            Glossary.load(folder),
        )

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
        return Results(hits, (self._judge or scope.fitted()).judge(features), told)

    def find(
        self, query: Query, limit: int = 10, without: int | None = None
    ) -> tuple[tuple[Hit, ...], Scores, dict[str, float]]:
        """Return at most limit passages, best first, what the scope model reads of the search, and its evidence.

        `without` leaves the neighbour of that number out, so that a known message can be judged as an unknown one.
        """
        parts = self.parts(query)
        total = self.fuse(parts, self.weights)
        found = [int(place) for place in np.argsort(-total, kind="stable")[: limit * 3] if np.isfinite(total[place])]
        spelt = [(word, fold(word)) for word in marked(query.text) if word != fold(word)]
        order = sorted(found, key=lambda place: -(total[place] + self._marks(spelt, place)))
        lexical = self._sum(parts.fields, self.weights)
        dense = parts.others["dense"] + parts.others["asked"]
        hits = tuple(
            Hit(self.corpus.passages[place], float(total[place]), float(lexical[place]), float(dense[place]))
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
            sector = (self._sectors == query.sector).astype(np.float32)
            sector -= (self._sectors != query.sector) & (self._sectors != "")
            sector *= _SAID if query.named_sector else 1
        allowed = np.ones(len(asked), dtype=bool) if query.only is None else np.isin(self._documents, list(query.only))
        if query.on is not None:
            allowed &= self._in_force.on(query.on)
        return Parts(
            vector[0],
            {**self._lexical.scores(wanted), "nearest": nearest},
            self._lexical.scores(tokens(" ; ".join(query.legal))) if query.legal else {},
            self._lexical.scores(tokens(query.topic)) if query.topic else {},
            {
                "dense": self._vectors.scores(vector),
                "asked": asked,
                "sector": sector,
                "place": np.isin(self._documents, list(query.favoured)).astype(np.float32),
                "home": np.isin(self._documents, list(query.home)).astype(np.float32),
                "law": np.isin(self._documents, list(query.laws)).astype(np.float32),
            },
            allowed,
            cosines,
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
        """Return one score a passage: words over the best passage's words, then the rest; -inf if not allowed."""
        lexical = cls._sum(parts.fields, weights)
        for added, name in ((parts.legal, "legal"), (parts.topic, "topic")):
            if added:
                lexical = lexical + weights[name] * cls._sum(added, weights)
        best = float(lexical.max()) if lexical.size else 0.0
        total = lexical / best if best > 0 else lexical
        for name, scores in parts.others.items():
            total = total + weights[name] * scores
        return np.asarray(np.where(parts.allowed, total, -np.inf), dtype=np.float32)

    def verified(self, citation: Citation) -> bool:
        """Return whether a named person has checked the held text of that article against the official one."""
        places = ((citation.document, ""), (citation.document, citation.article))
        return any(place in self.corpus.verified for place in places)

    def siblings(self, passage: Passage, on: date | None = None) -> Sequence[Passage]:
        """Return the passages of the same article, or under the same heading of a plan, in the order of the text.

        With `on` only the wordings of that day, or of the last day of a passage that was repealed before it.
        """
        group = self._groups[_group(passage)]
        if on is None:
            return group
        day = on if passage.validity.on(on) else passage.validity.until or on
        return [other for other in group if other.validity.on(day)]

    def article(self, document: str, article: str, on: date | None = None) -> Sequence[Passage]:
        """Return the passages of an article in the order of the text; none where it does not exist.

        With `on` only the wordings of that day; of an article that had been repealed by then the last ones.
        """
        group = self._groups.get((document, article), [])
        if on is None or not group:
            return group
        valid = [passage for passage in group if passage.validity.on(on)]
        if valid:
            return valid
        last = max((passage.validity.until for passage in group if passage.validity.until), default=None)
        return [passage for passage in group if last is None or passage.validity.on(last)]

    def other_wordings(self, passage: Passage) -> tuple[Passage, ...]:
        """Return the same clause or article as it read at other times, the newest first."""
        same = [p for p in self._groups[_group(passage)] if p.citation.clause == passage.citation.clause]
        others = [p for p in same if p.validity != passage.validity]
        return tuple(sorted(others, key=lambda p: p.validity.since or date.min, reverse=True))

    def citing(self, document: Document) -> tuple[Passage, ...]:
        """Return the passages that cite a document by a symbol or a name of its own."""
        wanted = set(symbols(" ; ".join((document.number, *document.aliases))))
        names = [f" {' '.join(syllables(name))} " for name in (document.title, *document.aliases) if not symbols(name)]
        return tuple(
            passage
            for passage in self.corpus.passages
            if passage.citation.document != document.id
            and (wanted & passage_tokens(passage) or any(name in spoken(passage) for name in names))
        )

    def words(self, text: str) -> dict[str, float]:
        """Return the tokens of text with their weight, for picking sentences."""
        return {token: self._lexical.idf(token) for token in tokens(text)}

    @staticmethod
    def _sum(fields: Mapping[str, Scores], weights: Mapping[str, float]) -> Scores:
        return np.asarray(sum(weights[name] * scores for name, scores in fields.items()), dtype=np.float32)

    def _marks(self, spelt: Sequence[tuple[str, str]], place: int) -> float:
        """Return a small malus for words that the passage holds only with other marks (đường, Dương)."""
        if not spelt:
            return 0.0
        passage = self.corpus.passages[place]
        bare, exact = passage_tokens(passage), marked_tokens(passage)
        wrong = sum(1 for word, folded in spelt if word not in exact and folded in bare)
        return -self.weights["marks"] * wrong / len(spelt)


def _group(passage: Passage) -> tuple[str, ...]:
    """Return what a passage is shown together with: its article, or the headings of a plan's section."""
    citation = passage.citation
    if citation.article:
        return citation.document, citation.article
    alone = () if "." in citation.section else (citation.section,)
    return citation.document, ".".join(citation.section.split(".")[:2]), *passage.headings, *alone
