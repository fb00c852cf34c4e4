"""The shipped corpus and the library as one: an imported text is the official edition of a digest, or a document."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from index.document import Corpus, Document, Kind, Passage, TextKind, Visibility
from index.library.document import number_key
from index.library.store import Library
from index.library.text import passages_of

_STAFF = "-noi-bo"  # ends the id of a text that only staff may read, of a document that all may know of


@dataclass(frozen=True, slots=True)
class Held:
    """A document whose text is the library's, under its id there; `key` changes with it, `size` is in characters."""

    name: str
    document: Document
    key: str
    size: int


@dataclass(frozen=True, slots=True)
class Joined:
    """What an index is made of.

    `passages` are the shipped ones, those of a digest widened by the words of its official edition; `held` the
    documents of the library by their ids in the index; `official` the editions' ids in the library by those of their
    digests; `added` the articles, (document, article), that only the edition has.
    """

    documents: Mapping[str, Document]
    passages: tuple[Passage, ...]
    held: Mapping[str, Held]
    official: Mapping[str, str] = field(default_factory=dict)
    added: frozenset[tuple[str, str]] = frozenset()
    warnings: tuple[str, ...] = ()


def merge(shipped: Corpus, library: Library) -> Joined:
    """Return the shipped corpus with what the library adds to it.

    An imported text whose number the manifest knows as a digest is its official edition; one that it knows by name only
    is held under the manifest's id. A shipped text stays as it is.
    """
    by_number = {number_key(document.number): document for document in shipped.documents.values() if document.number}
    documents, held = dict(shipped.documents), dict[str, Held]()
    official: dict[str, str] = {}
    warnings = list(shipped.warnings)
    keys = library.keys()
    for document in library.documents():
        if document.id not in keys:  # added a moment ago
            continue
        known = by_number.get(number_key(document.number))
        known = known if known and _same(known, document) else None
        if known and known.text is TextKind.DIGEST and known.id not in official:
            official[known.id] = document.id
            continue
        if known and known.text not in {TextKind.DIGEST, TextKind.CITED_ONLY}:
            warnings.append(f"{document.id}: {known.id}")
            continue
        adopted = _adopted(known, document) if known and known.id not in held else document
        if adopted.id in shipped.documents and adopted.visibility is not Visibility.PUBLIC:
            adopted = replace(adopted, id=f"{adopted.id}{_STAFF}")  # what all may know of it stays
        documents[adopted.id] = adopted
        held[adopted.id] = Held(document.id, adopted, *keys[document.id])
    passages, added = _widened(shipped, library, official)
    return Joined(documents, passages, held, official, added, tuple(warnings))


def passages_held(held: Iterable[Held], library: Library) -> Iterator[Passage]:
    """Yield the passages of documents of the library, under their ids in the index."""
    for one in held:
        yield from passages_of(one.document, library.text(one.name), codified=bool(library.articles(one.name)))


def _same(known: Document, document: Document) -> bool:
    """Tell whether two documents of one number are one: a plan's number is given in every commune, every year.

    What only staff may read says nothing of a text that all may read.
    """
    if known.visibility is Visibility.PUBLIC and document.visibility is not Visibility.PUBLIC:
        return False
    places = known.place == document.place or not known.place
    return places and (known.year is None or document.year is None or known.year == document.year)


def _adopted(known: Document, document: Document) -> Document:
    """Return the manifest's entry, now held: what the manifest does not know is what the import tells."""
    return replace(
        known,
        kind=document.kind if known.kind is Kind.OTHER else known.kind,
        text=document.text,
        file="",
        issuer=known.issuer or document.issuer,
        issued=known.issued or document.issued,
        effective=known.effective or document.effective,
        expires=known.expires or document.expires,
        amended_by=known.amended_by or document.amended_by,
        source=document.source or known.source,
        certainty=document.certainty,
        visibility=document.visibility,
    )


def _widened(
    shipped: Corpus, library: Library, official: Mapping[str, str]
) -> tuple[tuple[Passage, ...], frozenset[tuple[str, str]]]:
    """Return the shipped passages with the words of the editions, those of articles that only these have at the end."""
    notes: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    further: list[Passage] = []
    for name, edition in official.items():
        clauses = _clauses(passage for passage in shipped.passages if passage.citation.document == name)
        document = replace(shipped.documents[name], text=TextKind.OFFICIAL, corrections=())
        codified = bool(library.articles(edition))
        for passage in passages_of(document, library.text(edition), codified=codified):
            citation = passage.citation
            if citation.article in clauses:
                clause = _nearest(citation.clause, clauses[citation.article])
                notes[name, citation.article, clause].append(passage.text)
            elif citation.article:
                further.append(passage)
    widened = [
        replace(passage, notes=(*passage.notes, *notes[where])) if (where := _where(passage)) in notes else passage
        for passage in shipped.passages
    ]
    return (*widened, *further), frozenset((p.citation.document, p.citation.article) for p in further)


def _clauses(passages: Iterable[Passage]) -> dict[str, list[str]]:
    """Return the clauses of each article in their order; one that has none is the clause ""."""
    found: dict[str, list[str]] = {}
    for passage in passages:
        if passage.citation.article:
            found.setdefault(passage.citation.article, []).append(passage.citation.clause)
    return found


def _nearest(clause: str, clauses: Sequence[str]) -> str:
    """Return the clause of a digest that speaks of a clause of the law: the same, else the last before it."""
    if clause in clauses:
        return clause
    before = [own for own in clauses if own.isdigit() and clause.isdigit() and int(own) < int(clause)]
    return before[-1] if before else clauses[0]


def _where(passage: Passage) -> tuple[str, str, str]:
    citation = passage.citation
    return citation.document, citation.article, citation.clause
