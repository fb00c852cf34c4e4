"""What is known of a document besides its text: who issued it, when, what cites it, which version is held. Pure."""

from collections.abc import Collection, Sequence

from bot.answer.cite import day, source, source_line
from bot.answer.excerpt import around, best_part, items
from bot.answer.talk import Phrases
from bot.domain import Answer, Outcome
from bot.messages import say
from index.chunker import CLOSING, PREAMBLE
from index.document import Document, Kind, Passage, TextKind
from index.references import Reference, References
from index.search import Index
from index.text import fold, syllables, symbols, symbols_typed

_SHOWN = 4
_SCREEN = 900  # characters of a list, under the composer's screen with its head and tail
_BESIDES = 3  # content words that a question about a document may hold besides its name and what is asked


class Catalog:
    """Answers about documents, and refuses what only a document that is not held could say."""

    def __init__(self, index: Index, phrases: Phrases, contact: str, references: References) -> None:
        self._index = index
        self._phrases = phrases
        self._contact = contact
        self._references = references

    def answer(self, text: str, reference: Reference, only: frozenset[str] | None) -> Answer | None:
        """Return the answer to a question about documents rather than about what they say; None for others.

        `only` are the plans of the place that the question names.
        """
        documents = reference.documents
        if not documents:
            return self._basis(text, only or frozenset())
        if self._phrases.asks_about(text, "cited_where"):
            return self._where(documents[0], text) if len(documents) == 1 else self._known(text, documents)
        cited = [document for document in documents if document.text is TextKind.CITED_ONLY]
        if not cited:
            return self._held(text, documents[0])
        return self._cited(text, documents, cited, only)

    def _cited(
        self, text: str, documents: Sequence[Document], cited: Sequence[Document], only: frozenset[str] | None
    ) -> Answer | None:
        """Return what is known of documents of which at least one is only cited."""
        if len(documents) > 1 and self._is_bare(text, documents):
            return self._known(text, documents)
        if self._phrases.asks_about(text, "version") and cited[0].replaced_by:
            return self._replaced(cited[0])
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
        return next((p for p in self._index.of(plans[0]) if p.citation.section == part), None)

    def _basis(self, text: str, plans: frozenset[str]) -> Answer | None:
        """Return every document that a plan cites, with the places, when that is asked of one plan."""
        if len(plans) != 1 or not self._phrases.asks_about(text, "cites"):
            return None
        plan = self._index.document(next(iter(plans)))
        cited: dict[Document, list[Passage]] = {}
        for passage in self._index.of(plan.id):
            for document in self._references.cited(" ".join((passage.text, *passage.notes))):
                if document.id != plan.id:
                    cited.setdefault(document, []).append(passage)
        if not cited:
            return None
        lines = [
            f"• {_named(document)} ({', '.join(dict.fromkeys(p.citation.spoken for p in passages))})"
            for document, passages in cited.items()
        ]
        shown, left = items(lines, _SCREEN)
        head = say("catalog.basis", plan=plan.short, count=len(lines))
        cut = left or shown != lines
        more = say("answer.see_more") if cut else ""
        first = next(iter(cited.values()))[0]
        tail = source_line([first.citation], plan)
        body = "\n".join(part for part in (head, *shown, more) if part)
        return Answer(
            Outcome.ANSWERED, f"{body}\n\n{tail}", "\n".join(lines) if cut else "", sources=(source(first, plan),)
        )

    def _known(self, text: str, documents: Sequence[Document]) -> Answer:
        """Return what the manifest knows of each document, with a passage that cites it."""
        lines, sources, more = [], [], []
        for document in documents[:_SHOWN]:
            citing = self._seen(document)
            lines.append(say("catalog.known", document=_called(document), facts=_facts(document)))
            if citing:
                first = self._index.document(citing[0].citation.document)
                sources.append(source(citing[0], first))
                more.append(say("catalog.cited_at", where=self._places(citing)))
        if not sources:
            return self._not_held(documents[0])
        head = [say("catalog.which", asked=text, count=len(lines))] if len(lines) > 1 else []
        unheld = all(document.text is TextKind.CITED_ONLY for document in documents)
        tail = [*(more if len(lines) == 1 else []), *([say("catalog.not_held")] if unheld else [])]
        marks = "• " if len(lines) > 1 else ""
        body = "\n".join([*head, *(marks + line for line in lines), "", *tail]).strip()
        rest = "\n".join(more) if len(lines) > 1 else ""
        return Answer(Outcome.ANSWERED, body, rest, sources=tuple(dict.fromkeys(sources)))

    def _where(self, document: Document, text: str) -> Answer:
        """Return every place of a plan that cites a document, and the first in its own words."""
        citing = [p for p in self._seen(document) if not p.citation.article] or self._seen(document)
        if not citing and document.text is not TextKind.CITED_ONLY:
            return Answer(Outcome.NOT_FOUND, say("catalog.not_cited", document=_called(document)))
        if not citing:
            return self._not_held(document)
        weights = self._index.words(" ".join((document.number, document.title, text)))
        by: dict[str, list[Passage]] = {}
        for passage in citing:
            by.setdefault(passage.citation.document, []).append(passage)
        wanted = set(symbols(" ; ".join((document.number, *document.aliases))))
        lines = [say("catalog.cited_by", document=_called(document), count=len(by))]
        for name, passages in by.items():
            held = self._index.document(name)
            where = ", ".join(dict.fromkeys(p.citation.spoken for p in passages))
            own = passages[0].text
            typed = next((typed for symbol, typed in symbols_typed(own) if symbol in wanted), "")
            part = around(own, typed) or best_part(own, weights, 160 if len(by) < _SHOWN else 90)
            lines.append(f"• {held.short}, {where}: “{part}”")
        body = "\n".join([*lines, "", say("catalog.known", document=_called(document), facts=_facts(document))])
        more = "\n".join(
            source_line([p.citation for p in passages], self._index.document(name)) for name, passages in by.items()
        )
        shown = tuple(source(p, self._index.document(p.citation.document)) for p in citing)
        return Answer(Outcome.ANSWERED, body, more, sources=shown)

    def _held(self, text: str, document: Document) -> Answer | None:
        """Return which version of a held law is in the house, or who issued it when, if that alone is asked."""
        force = self._force(document)
        if not force or not document.normative:
            return None
        if self._asks(text, "version", document):
            lines = [say("catalog.version", document=_called(document), version=document.version), *_kin(document)]
        elif self._asks(text, "issued", document) or self._asks(text, "effect", document):
            lines = [say("catalog.known", document=_called(document), facts=_facts(document))]
        else:
            return None
        if document.effective:
            lines.append(say("catalog.in_force", date=day(document.effective)))
        cited = [*(self._changing(document) if document.amends else ()), force[0]]
        lines.append(source_line([passage.citation for passage in cited], document))
        return Answer(Outcome.ANSWERED, "\n".join(lines), sources=tuple(source(p, document) for p in cited))

    def _force(self, document: Document) -> Sequence[Passage]:
        """Return the article that says since when a law is in force; of an imported one found by its heading."""
        if document.in_force_by:
            return self._index.article(document.id, document.in_force_by)
        own = self._index.of(document.id)
        named = [passage for passage in own if "hieu luc thi hanh" in fold(passage.heading)]
        return named[:1] or own[:1]

    def _changing(self, document: Document) -> list[Passage]:
        """Return the first passage for each document that this one amends."""
        changed: dict[Document, Passage] = {}
        for passage in self._index.of(document.id):
            for other in self._references.cited(passage.title):
                if other.number in document.amends:
                    changed.setdefault(other, passage)
        return list(changed.values())

    def _replaced(self, document: Document) -> Answer:
        """Return what took the place of a document that is only cited."""
        # only the document that took its place can say so
        citing = [p for p in self._seen(document) if self._number(p) in document.replaced_by]
        if not citing:
            return self._not_held(document)
        text = say("catalog.replaced", document=_called(document), by=", ".join(document.replaced_by))
        first = citing[0]
        held = self._index.document(first.citation.document)
        line = source_line([first.citation], held)
        return Answer(Outcome.ANSWERED, f"{text}\n{line}", sources=(source(first, held),))

    def _number(self, passage: Passage) -> str:
        return self._index.document(passage.citation.document).number

    def _not_held(self, document: Document) -> Answer:
        citing = self._seen(document)
        name = f"{_called(document)} ({_facts(document)})" if _facts(document) else _called(document)
        if not citing:
            return Answer(Outcome.NOT_FOUND, say("refusal.only_named", document=name, contact=self._contact))
        sources = tuple(source(p, self._index.document(p.citation.document)) for p in citing[:1])
        text = say("refusal.only_cited", document=name, where=self._places(citing))
        return Answer(Outcome.NOT_FOUND, text, sources=sources)

    def _asks(self, text: str, what: str, document: Document) -> bool:
        """Tell whether a question asks `what` of a document and hardly anything else."""
        if not self._phrases.asks_about(text, what):
            return False
        named = " ".join((document.title, document.number, *document.aliases, *self._phrases.about[what]))
        besides = set(self._phrases.content(text)) - set(syllables(named))
        return len(besides) <= _BESIDES

    def _is_bare(self, text: str, documents: Sequence[Document]) -> bool:
        """Tell whether a question names a number that several documents have, and says nothing else of them."""
        named = " ".join(" ".join((d.title, d.number, *d.aliases, d.kind.value)) for d in documents)
        asked = " ".join(line for lines in self._phrases.about.values() for line in lines)
        return not set(self._phrases.content(text)) - set(syllables(f"{named} {asked}"))

    def _seen(self, document: Document) -> tuple[Passage, ...]:
        """Return the passages that cite a document, of documents that may be seen here."""
        return tuple(p for p in self._index.citing(document) if self._references.holds(p.citation.document))

    def _citing(self, document: Document, only: Collection[str]) -> list[Passage]:
        plans = [p for p in self._seen(document) if p.citation.document in only]
        return [p for p in plans if not p.citation.article]

    def _places(self, passages: Sequence[Passage]) -> str:
        """Return "Kế hoạch năm 2024 của xã Minh Tâm (mục II.4), …"."""
        places: dict[str, list[str]] = {}
        for passage in passages:
            short = self._index.document(passage.citation.document).short
            places.setdefault(short, []).append(passage.citation.spoken)
        return "; ".join(f"{short} ({', '.join(dict.fromkeys(where))})" for short, where in places.items())


def _called(document: Document) -> str:
    if document.kind is Kind.LAW:
        return say("catalog.law", title=document.title, number=document.number)
    return document.short


def _named(document: Document) -> str:
    """Return a document's short name with its number, once."""
    if not document.number or fold(document.number) in fold(document.short):
        return document.short
    return say("catalog.law", title=document.short, number=document.number)


def _kin(document: Document) -> list[str]:
    """Return what a document changes and replaces, what changed it, and what of that is not merged."""
    known = (
        ("amends", document.amends),
        ("replaces", document.replaces),
        ("amended", document.amended_by),
        ("unmerged", document.unmerged),
    )
    return [say(f"catalog.{key}", numbers=", ".join(numbers)) for key, numbers in known if numbers]


def _facts(document: Document) -> str:
    facts = []
    if document.issuer:
        facts.append(say("catalog.issued_by", issuer=document.issuer))
    if document.issued:
        facts.append(say("catalog.issued_on", date=day(document.issued)))
    subject = document.title.removeprefix(document.short).strip(" ()")
    if subject and document.kind is not Kind.LAW:
        subject = subject[0].lower() + subject[1:]
        # many titles begin with the word that the sentence would give them
        facts.append(subject if fold(subject).startswith("ve ") else say("catalog.about", title=subject))
    return ", ".join(facts)
