"""The index: a question in, ranked passages and a calibrated confidence out."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index import ranking, scope
from index.build import CURRENT, fingerprint
from index.document import Citation, Corpus, Document, Hit, Passage
from index.embedder import Embedder
from index.errors import MissingIndex, StaleIndex
from index.glossary import Glossary
from index.lexical import LexicalIndex
from index.scope import Judgement, Scope
from index.sector import Sector, sector_of, sectors_asked
from index.store import read_passages
from index.text import fold, marked, syllables, symbols, tokens
from index.vectors import VectorIndex

Scores = NDArray[np.float32]
_NOTHING = Passage("", Citation(""), (), "", 0, 0)


@dataclass(frozen=True, slots=True)
class Query:
    """A question ready to search: written out, its legal words, whose sector, which documents may answer."""

    text: str
    legal: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()  # what an earlier turn was about, when this one goes on with it
    sector: Sector = Sector.ANY
    named_sector: Sector = Sector.ANY  # ANY when the question did not say and the commune is assumed
    only: frozenset[str] | None = None
    favour: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Results:
    """The best passages, whether they answer, and the evidence that rests on."""

    hits: tuple[Hit, ...]
    judgement: Judgement
    evidence: Mapping[str, float]

    @property
    def confidence(self) -> float:
        """Return the calibrated probability that the passages answer the question."""
        return self.judgement.answerable


class Index:
    """Passages of the corpus, searchable by words and by meaning."""

    def __init__(
        self,
        corpus: Corpus,
        lexical: LexicalIndex,
        vectors: VectorIndex,
        questions: tuple[VectorIndex, NDArray[np.int64]],
        embedder: Embedder,
        glossary: Glossary,
        weights: Mapping[str, float] | None = None,
        judge: Scope | None = None,
    ) -> None:
        self.corpus = corpus
        self.glossary = glossary
        self.weights = weights or ranking.fitted()
        self.judge = judge or scope.fitted()
        self.embedder = embedder
        self._lexical = lexical
        self._vectors = vectors
        self._questions, self._owners = questions
        self._documents = np.array([passage.citation.document for passage in corpus.passages])
        groups: dict[tuple[str, ...], list[Passage]] = {}
        for passage in corpus.passages:
            groups.setdefault(_group(passage), []).append(passage)
        self._groups = {key: tuple(members) for key, members in groups.items()}
        self._sectors = np.array([sector_of(passage.headings).value for passage in corpus.passages])

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
        return cls(
            read_built(home, folder),
            LexicalIndex.load(home / "lexical"),
            VectorIndex.load(home / "passages.faiss"),
            (VectorIndex.load(home / "questions.faiss"), np.load(home / "owners.npy")),
            embedder,
            Glossary.load(folder),
        )

    def document(self, name: str) -> Document:
        """Return the document of that id."""
        return self.corpus.documents[name]

    def query(self, text: str, only: frozenset[str] | None = None, favour: Mapping[str, float] | None = None) -> Query:
        """Return text ready to search."""
        written = self.glossary.write_out(text)
        assumed, named = sectors_asked(written, self.glossary.sectors)
        return Query(written, self.glossary.legal(written), (), assumed, named, only, favour or {})

    def search(self, query: Query, limit: int = 10) -> Results:
        """Return at most limit passages, best first, and whether they answer."""
        vector = self.embedder.encode([" ".join((query.text, *query.legal, *query.topic))])
        lexical, dense, total = self.scores(query, vector)
        found = [int(place) for place in np.argsort(-total, kind="stable")[: limit * 3] if np.isfinite(total[place])]
        order = sorted(found, key=lambda place: -(total[place] + self._marks(query.text, place)))
        hits = tuple(
            Hit(self.corpus.passages[place], float(total[place]), float(lexical[place]), float(dense[place]))
            for place in order[:limit]
        )
        evidence = self._evidence(query, hits)
        return Results(hits, self.judge.judge(vector[0], evidence), evidence)

    def scores(self, query: Query, vector: Scores) -> tuple[Scores, Scores, Scores]:
        """Return the lexical, dense and fused score of every passage; -inf where the document may not answer."""
        weights = self.weights
        lexical = self._words(tokens(query.text))
        for added, weight in ((query.legal, weights["legal"]), (query.topic, weights["topic"])):
            if added:
                lexical = lexical + weight * self._words(tokens(" ; ".join(added)))
        dense = self._meaning(vector)
        best = float(lexical.max()) if lexical.size else 0.0
        total = (lexical / best if best > 0 else lexical) + weights["dense"] * dense
        if query.sector:
            total = total + np.float32(weights["sector"]) * (
                (self._sectors == query.sector).astype(np.float32)
                - ((self._sectors != query.sector) & (self._sectors != "")).astype(np.float32)
            )
        for name, bonus in query.favour.items():
            total = total + np.where(self._documents == name, np.float32(bonus), np.float32(0))
        if query.only is not None:
            total = np.where(np.isin(self._documents, list(query.only)), total, -np.inf)
        return lexical, dense, total

    def coverage(self, text: str, passage: Passage) -> float:
        """Return the share of the question's weight (inverse document frequency) that the passage holds, 0..1."""
        wanted = list(dict.fromkeys(syllables(text)))
        held = passage_tokens(passage)
        weight = [self._lexical.idf(token) for token in wanted]
        return sum(w for w, token in zip(weight, wanted, strict=True) if token in held) / (sum(weight) or 1.0)

    def siblings(self, passage: Passage) -> tuple[Passage, ...]:
        """Return the passages of the same article, or under the same heading of a plan, in the order of the text."""
        return self._groups[_group(passage)]

    def article(self, document: str, article: str) -> tuple[Passage, ...]:
        """Return the passages of an article in the order of the text; none where it does not exist."""
        return tuple(
            passage
            for passage in self.corpus.passages
            if (passage.citation.document, passage.citation.article) == (document, article)
        )

    def citing(self, document: Document) -> tuple[Passage, ...]:
        """Return the passages that cite a document by a symbol or a name of its own."""
        wanted = set(symbols(" ; ".join((document.number, *document.aliases))))
        names = [f" {' '.join(syllables(name))} " for name in (document.title, *document.aliases) if not symbols(name)]
        return tuple(
            passage
            for passage in self.corpus.passages
            if passage.citation.document != document.id
            and (wanted & passage_tokens(passage) or any(name in _spoken(passage) for name in names))
        )

    def words(self, text: str) -> Mapping[str, float]:
        """Return the syllables and pairs of text with their weight, for picking sentences."""
        return {token: self._lexical.idf(token) for token in tokens(text)}

    def _words(self, wanted: Sequence[str]) -> Scores:
        fields = self._lexical.scores(wanted)
        weights = self.weights
        return np.asarray(sum(weights[name] * scores for name, scores in fields.items()), dtype=np.float32)

    def _meaning(self, vector: Scores) -> Scores:
        """Return the cosine of the question with each passage, and with the nearest everyday question of it."""
        dense = self._vectors.scores(vector)
        asked = np.zeros_like(dense)
        if self._owners.size:
            np.maximum.at(asked, self._owners[:, 1], self._questions.scores(vector)[self._owners[:, 0]])
        return np.asarray(dense + self.weights["asked"] * asked, dtype=np.float32)

    def _marks(self, text: str, place: int) -> float:
        """Return a small malus for words that the passage holds only with other marks (đường, Dương)."""
        spelt = [word for word in marked(text) if word != fold(word)]
        if not spelt:
            return 0.0
        passage = self.corpus.passages[place]
        bare, exact = passage_tokens(passage), _marked_tokens(passage)
        wrong = sum(1 for word in spelt if word not in exact and fold(word) in bare)
        return -self.weights["marks"] * wrong / len(spelt)

    def _evidence(self, query: Query, hits: Sequence[Hit]) -> dict[str, float]:
        """Return what speaks for an answer, free of the question's length."""
        wanted = list(dict.fromkeys(syllables(query.text)))
        pairs = [token for token in tokens(query.text) if " " in token]
        first = hits[0] if hits else Hit(_NOTHING, 0.0)
        held = passage_tokens(first.passage)
        three = held.union(*(passage_tokens(hit.passage) for hit in hits[1:3]))
        mass = sum(self._lexical.idf(token) for token in (*wanted, *pairs)) or 1.0
        return {
            "cosine": first.dense,
            "best_cosine": max((hit.dense for hit in hits), default=0.0),
            "lexical": first.lexical / mass,
            "coverage": self._share(wanted, held),
            "coverage3": self._share(wanted, three),
            "pairs": self._share(pairs, held),
            "pairs3": self._share(pairs, three),
            "known": sum(map(self._lexical.knows, wanted)) / (len(wanted) or 1),
            "legal": min(len(query.legal), 3) / 3,
            "short": 1.0 if len(wanted) <= 3 else 0.0,
        }

    def _share(self, wanted: Sequence[str], held: frozenset[str]) -> float:
        weights = [self._lexical.idf(token) for token in wanted]
        found = sum(weight for weight, token in zip(weights, wanted, strict=True) if token in held)
        return found / (sum(weights) or 1.0)


def _group(passage: Passage) -> tuple[str, ...]:
    citation = passage.citation
    if citation.article:
        return citation.document, citation.article
    alone = () if "." in citation.section else (citation.section,)
    return citation.document, ".".join(citation.section.split(".")[:2]), *passage.headings, *alone


def read_built(home: Path, folder: Path) -> Corpus:
    """Return the corpus as it was built: documents of the manifest, passages of the index; texts are not loaded."""
    from index.manifest import read_manifest  # noqa: PLC0415 - kept out of the hot path of tests

    documents = {document.id: document for document in read_manifest(folder / "manifest.toml")}
    meta = json.loads((home / "meta.json").read_text(encoding="utf-8"))
    return Corpus(documents, {}, read_passages(home / "passages.db"), meta["corpus"])


@lru_cache(maxsize=4096)
def passage_tokens(passage: Passage) -> frozenset[str]:
    """Return every token of a passage: text, right readings, headings and everyday questions."""
    return frozenset(tokens("\n".join((passage.text, *passage.notes, *passage.headings, *passage.questions))))


@lru_cache(maxsize=4096)
def _spoken(passage: Passage) -> str:
    return f" {' '.join(syllables(passage.text))} "


@lru_cache(maxsize=4096)
def _marked_tokens(passage: Passage) -> frozenset[str]:
    return frozenset(marked("\n".join((passage.text, *passage.notes, *passage.headings, *passage.questions))))
