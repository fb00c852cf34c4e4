"""How sources are named to a person: the source line, the age of a plan, what must be said with a law. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from bot.domain import Source
from bot.messages import say
from index.document import Citation, Document, Passage, TextKind
from index.text import fold

_NEW = timedelta(days=366)  # so long people may not know a law yet
_NO_DISTRICTS = date(2025, 7, 1)  # two levels of local government since then


def source(passage: Passage, document: Document, official: str = "") -> Source:
    """Return the citation of a whole stored passage, with the official wording where one is held besides."""
    citation = passage.citation
    return Source(
        document.id,
        document.number,
        document.title,
        citation.locator,
        citation.spoken,
        passage.text,
        document.text.value,
        official,
        say("links.page", number=document.number) if document.normative and document.number else "",
    )


def source_line(citations: Sequence[Citation], document: Document, *, verified: bool = False) -> str:
    """Return the line that names the places in a document, its number, and the version or date of the text.

    `verified` tells that a named person has checked our own words against the official ones.
    """
    places, named = _places(citations), _named(document)
    if document.text is not TextKind.DIGEST and not document.file and document.version:
        version = say("answer.source_official", version=document.version)
        return say("answer.source_tagged", places=places, document=named, version=version)
    if document.text is not TextKind.DIGEST:
        return say("answer.source", places=places, document=named)
    version = say("answer.source_verified" if verified else "answer.source_digest", version=document.version)
    return say("answer.source_tagged", places=places, document=named, version=version)


def opening(passages: Sequence[Passage], on: date) -> str:
    """Return what must be said before wordings that are not today's; nothing for those that are."""
    ended = [p.validity for p in passages if p.validity.until and p.validity.until < on]
    last = max((validity.until for validity in ended if validity.until), default=None)
    if last is None:
        return ""
    if len(ended) == len(passages) and all(validity.repealed for validity in ended):
        return say("answer.repealed", date=day(last + timedelta(days=1)), by=ended[0].by)
    return say("answer.old_wording", date=day(last))


def changes(passages: Sequence[Passage], document: Document) -> list[str]:
    """Return since when the passages read so, where people may have the rule before in their heads."""
    known = list(dict.fromkeys(p.validity for p in passages if p.validity.since))
    lines = []
    for since in dict.fromkeys(validity.since for validity in known):
        changed = [validity for validity in known if validity.since == since and validity.before]
        fresh = [validity for validity in known if validity.since == since and validity.fresh]
        if changed and since:
            before, by = ("; ".join(getattr(validity, name) for validity in changed) for name in ("before", "by"))
            lines.append(say("answer.changed", date=day(since), before=before, by=by))
        elif fresh and since:
            lines.append(say("answer.new_since", date=day(since), by="; ".join(validity.by for validity in fresh)))
    return [*lines, document.transition] if lines and document.transition else lines


def ages(passages: Sequence[Passage], document: Document, law_day: date, today: date) -> list[str]:
    """Return what must be said of the age of a law: that it is new, or that it names districts which are no more."""
    lines = []
    if document.normative and document.effective and timedelta() <= today - document.effective < _NEW:
        lines.append(say("catalog.in_force", date=day(document.effective)))
    texts = " ".join(passage.text for passage in passages)
    if document.normative and law_day >= _NO_DISTRICTS and " huyen " in f" {' '.join(fold(texts).split())} ":
        lines.append(say("answer.note", note=say("answer.no_districts")))
    return lines


def cautions(citations: Iterable[Citation], document: Document) -> list[str]:
    """Return what must be said with answers from these articles."""
    named = [(citation.article, citation.clause) for citation in citations]
    return [
        say("answer.note", note=caution.text)
        for caution in document.cautions
        if not caution.articles
        or any(article in caution.articles and caution.clause in {"", clause} for article, clause in named)
    ]


def bases(cited: Sequence[tuple[Citation, Document]]) -> str:
    """Return the documents that are cited, each with its version, and what must be said with them."""
    citations: dict[str, list[Citation]] = {}
    for citation, document in cited:
        citations.setdefault(document.id, []).append(citation)
    documents = {document.id: document for _, document in cited}
    named = [
        f"{document.short} ({say('answer.source_digest', version=document.version)})"
        if document.text is TextKind.DIGEST
        else document.short
        for document in documents.values()
    ]
    notes = [line for name, document in documents.items() for line in cautions(citations[name], document)]
    return "\n".join((say("procedure.basis", documents="; ".join(named)), *dict.fromkeys(notes)))


def day(value: date) -> str:
    """Return a date as Vietnamese documents print it: 29/3/2024, 05/02/2024."""
    month = f"{value.month:02}" if value.month < 3 else str(value.month)
    return f"{value.day:02}/{month}/{value.year}"


def _named(document: Document) -> str:
    if document.normative and any(char.isdigit() for char in document.short):
        return document.short
    if document.text is TextKind.DIGEST or not document.year:
        return say("answer.law_named", title=document.title, number=document.number)
    number = say("answer.numbered", number=document.number) if document.number else say("answer.unnumbered")
    dated = say("answer.dated", date=day(document.issued)) if document.issued else document.issued_as_printed
    dated = dated or say("answer.undated")
    return say("answer.plan_named", short=document.short, number=number, date=dated)


def _places(citations: Sequence[Citation]) -> str:
    """Return the places as a person cites them, clauses of one article together."""
    articles = {citation.article for citation in citations}
    pointed = any(citation.point for citation in citations)
    whole = all(citation.clause for citation in citations) and not pointed
    clauses = list(dict.fromkeys(citation.clause for citation in citations))  # a long clause is several passages
    if len(articles) == 1 and whole and len(clauses) > 1:
        return say("answer.clauses", clauses=_run(clauses), article=articles.pop())
    return ", ".join(dict.fromkeys(citation.spoken for citation in citations))


def _run(clauses: Sequence[str]) -> str:
    numbers = [int(clause) for clause in clauses if clause.isdigit()]
    if len(numbers) == len(clauses) > 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers))):
        return f"{numbers[0]}–{numbers[-1]}"
    return ", ".join(clauses)
