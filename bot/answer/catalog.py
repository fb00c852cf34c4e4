"""What is known of a document besides its text: who issued it, when, where it is cited, which version is held. Pure."""

from collections.abc import Sequence

from bot.answer.cite import day, source, source_line
from bot.answer.excerpt import best_part
from bot.answer.talk import Phrases
from bot.domain import Answer, Outcome
from bot.messages import say
from index.chunker import CLOSING, PREAMBLE
from index.document import Document, Kind, Passage, TextKind
from index.references import Reference
from index.search import Index
from index.text import fold

_SHOWN = 4


class Catalog:
    """Answers about documents, and refuses what only a document that is not held could say."""

    def __init__(self, index: Index, phrases: Phrases, contact: str) -> None:
        self._index = index
        self._phrases = phrases
        self._contact = contact

    def answer(self, text: str, reference: Reference, only: frozenset[str] | None) -> Answer | None:
        """Return the answer to a question about documents that are only cited, or about a version; None for others."""
        cited = [document for document in reference.documents if document.text is TextKind.CITED_ONLY]
        if not cited:
            return self._version(text, reference.documents)
        if self._phrases.asks_about(text, "cited_where"):
            return self._where(cited[0], self._index.citing(cited[0]), text)
        if len(cited) > 1 or self._phrases.asks_about(text, "who_when"):
            return self._known(text, cited)
        if only is not None and any(self._citing(document, only) for document in cited):
            return None  # what the named plan says of it, the search finds
        return self._not_held(cited[0])

    def own_data(self, text: str, plans: Sequence[str]) -> Passage | None:
        """Return the head or the end of the one plan whose number, date, signer or recipients are asked for."""
        part = {"head": PREAMBLE, "end": CLOSING}.get(self._phrases.part_of_plan(text))
        if part is None or len(plans) != 1:
            return None
        found = [p for p in self._index.corpus.passages if p.citation.document == plans[0]]
        return next((p for p in found if p.citation.section == part), None)

    def _known(self, text: str, documents: Sequence[Document]) -> Answer:
        """Return what the manifest knows of each document, with a passage that cites it."""
        lines, sources, more = [], [], []
        for document in documents[:_SHOWN]:
            citing = self._index.citing(document)
            lines.append(say("catalog.known", document=_called(document), facts=_facts(document)))
            if citing:
                first = self._index.document(citing[0].citation.document)
                sources.append(source(citing[0], first))
                more.append(say("catalog.cited_at", where=self._places(citing)))
        if not sources:
            return self._not_held(documents[0])
        head = [say("catalog.which", asked=text, count=len(lines))] if len(lines) > 1 else []
        tail = [*(more if len(lines) == 1 else []), say("catalog.not_held")]
        marks = "• " if len(lines) > 1 else ""
        body = "\n".join([*head, *(marks + line for line in lines), "", *tail])
        rest = "\n".join(more) if len(lines) > 1 else ""
        return Answer(Outcome.ANSWERED, body, rest, sources=tuple(dict.fromkeys(sources)))

    def _where(self, document: Document, citing: Sequence[Passage], text: str) -> Answer:
        """Return the passages that cite a document, in their own words around the citation."""
        if not citing:
            return self._not_held(document)
        weights = self._index.words(" ".join((document.number, document.title, text)))
        lines = [say("catalog.cited_by", document=_called(document), count=len(citing))]
        for passage in citing[:_SHOWN]:
            held = self._index.document(passage.citation.document)
            part = best_part(passage.text, weights, 220)
            lines.append(f"• {held.short}, {passage.citation.spoken}: “{part}”")
        body = "\n".join([*lines, "", say("catalog.known", document=_called(document), facts=_facts(document))])
        more = "\n".join(source_line([p.citation], self._index.document(p.citation.document)) for p in citing)
        shown = tuple(source(p, self._index.document(p.citation.document)) for p in citing[:_SHOWN])
        return Answer(Outcome.ANSWERED, body, more, sources=shown)

    def _not_held(self, document: Document) -> Answer:
        citing = self._index.citing(document)
        name = f"{_called(document)} ({_facts(document)})" if _facts(document) else _called(document)
        if not citing:
            return Answer(Outcome.NOT_FOUND, say("refusal.only_named", document=name, contact=self._contact))
        sources = tuple(source(p, self._index.document(p.citation.document)) for p in citing[:1])
        text = say("refusal.only_cited", document=name, where=self._places(citing))
        return Answer(Outcome.NOT_FOUND, text, sources=sources)

    def _version(self, text: str, documents: Sequence[Document]) -> Answer | None:
        """Return which version of a held law is in the house, when that is asked."""
        held = [document for document in documents if document.in_force_by]
        if not held or not self._phrases.asks_about(text, "version"):
            return None
        document = held[0]
        lines = [say("catalog.version", document=_called(document), version=document.version)]
        if document.amended_by:
            lines.append(say("catalog.amended", amendments=", ".join(document.amended_by)))
        force = self._index.article(document.id, document.in_force_by)
        lines.append(source_line([force[0].citation], document))
        return Answer(Outcome.ANSWERED, "\n".join(lines), sources=(source(force[0], document),))

    def _citing(self, document: Document, only: frozenset[str]) -> list[Passage]:
        plans = [p for p in self._index.citing(document) if p.citation.document in only]
        return [p for p in plans if not p.citation.article]

    def _places(self, passages: Sequence[Passage]) -> str:
        """Return "Kế hoạch năm 2024 của xã Minh Tâm (mục II.4), …"."""
        places: dict[str, list[str]] = {}
        for passage in passages:
            short = self._index.document(passage.citation.document).short
            places.setdefault(short, []).append(passage.citation.spoken)
        return "; ".join(f"{short} ({', '.join(dict.fromkeys(where))})" for short, where in places.items())


def _called(document: Document) -> str:
    if _is_law(document):
        return say("catalog.law", title=document.title, number=document.number)
    return document.short


def _is_law(document: Document) -> bool:
    return document.id.startswith(f"{Kind.LAW}-")


def _facts(document: Document) -> str:
    facts = []
    if document.issuer:
        facts.append(say("catalog.issued_by", issuer=document.issuer))
    if document.issued:
        facts.append(say("catalog.issued_on", date=day(document.issued)))
    subject = document.title.removeprefix(document.short).strip(" ()")
    if subject and not _is_law(document):
        subject = subject[0].lower() + subject[1:]
        # many titles begin with the word that the sentence would give them
        facts.append(subject if fold(subject).startswith("ve ") else say("catalog.about", title=subject))
    return ", ".join(facts)
