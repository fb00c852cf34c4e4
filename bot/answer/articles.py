"""A question that names an article of a held law is answered by that article. Pure."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from bot.answer.compose import Asked, Composer
from bot.domain import Answer, Outcome
from bot.messages import say
from index.document import Document, Passage, TextKind
from index.references import Reference
from index.search import Index


class Articles:
    """Finds named articles; `laws` are the held ones, the first is meant where none is named."""

    def __init__(self, index: Index, composer: Composer, laws: Sequence[str]) -> None:
        self._index = index
        self._composer = composer
        self._laws = laws

    def answer(self, asked: Asked, reference: Reference) -> Answer | None:
        """Return the named article or clause, that it does not exist, or None where no article of ours is named."""
        held = [document for document in reference.documents if document.text is not TextKind.CITED_ONLY]
        named = bool(reference.documents or reference.unknown)
        if reference.article and reference.other:
            text = say("refusal.no_such_law", law=reference.other, article=reference.article)
            return Answer(Outcome.NOT_FOUND, text)
        if not reference.article or (named and not held) or not self._laws:
            return None
        document = next(
            (d for d in held if d.id in self._laws), held[0] if held else self._index.document(self._laws[0])
        )
        passages = self._index.article(document.id, reference.article, self._day(document, reference.article, asked))
        if not passages:
            return Answer(Outcome.NOT_FOUND, _absent(document, reference.article))
        clause = self._clause(document, reference, passages) if reference.clause else []
        if reference.clause and not clause:
            text = say("refusal.no_such_clause", article=reference.article, clause=reference.clause)
            return Answer(Outcome.NOT_FOUND, text)
        return self._composer.whole(asked, clause or passages)

    def _clause(self, document: Document, reference: Reference, passages: Sequence[Passage]) -> list[Passage]:
        """Return the named clause; one that was repealed, in its last wording."""
        clause = [p for p in passages if p.citation.clause == reference.clause]
        if clause:
            return clause
        whole = self._index.article(document.id, reference.article)
        return [p for p in whole if p.citation.clause == reference.clause and p.validity.repealed]

    def _day(self, document: Document, article: str, asked: Asked) -> date:
        """Return the day whose wording is asked for: with "trước đây" the last one of the wording before."""
        if not asked.law.before_change:
            return asked.law.day
        begun = [p.validity.since for p in self._index.article(document.id, article) if p.validity.since]
        return max(begun) - timedelta(days=1) if begun else asked.law.day


def _absent(document: Document, article: str) -> str:
    """Return that an article does not exist, or that it is not among those that are held."""
    if not document.articles:
        return say("refusal.no_articles", document=document.short, article=article)
    number = re.match(r"\d+", article)
    if document.chosen and number and int(number[0]) <= document.articles:
        return say("refusal.article_not_chosen", document=document.title, article=article)
    return say("refusal.no_such_article", document=document.title, count=document.articles, article=article)
