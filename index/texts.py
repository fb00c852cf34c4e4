"""The texts of a live index: a document, an article as it read on a day, what cites what, the official wording."""

from collections.abc import Iterator, Sequence
from datetime import date

from index.document import ALWAYS, Citation, Document, Passage
from index.evidence import passage_tokens, spoken
from index.live import Live
from index.references import names
from index.store import group_of
from index.text import syllables, symbols, tokens


class Texts:
    """Reads what stands in the parts of a live index."""

    def __init__(self, live: Live) -> None:
        self.corpus = live.corpus
        self.editions = live.editions
        self._passages = live.passages
        self._lexical = live.lexical

    def document(self, name: str) -> Document:
        """Return the document of that id."""
        return self.corpus.documents[name]

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

    def texts(self) -> Iterator[str]:
        """Yield what stands in each passage and above it, in order."""
        for passage in self._passages:
            document = self.document(passage.citation.document)
            yield "\n".join((document.title, *passage.headings, passage.text))

    def words(self, text: str) -> dict[str, float]:
        """Return the tokens of text with their weight, for picking sentences."""
        return {token: self._lexical.idf(token) for token in tokens(text)}
