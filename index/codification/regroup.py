"""Codified articles, scattered over the subjects, to the documents they come from.

The articles wait on disk until the last is read: what is in memory is where each of them stands.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from tempfile import TemporaryFile
from typing import IO, Any

from index.codification.article import CodifiedArticle, plain
from index.codification.source import Source, heading_of, number_of, source_of
from index.document import Document, Kind, TextKind
from index.library import CodifiedPlace, Entry, document_id, number_key

_LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
_LABEL = re.compile(r"(\d+)([a-zđ]*)")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_TUPLES = ("chapters", "references", "attachments")
_HEADED = ("Phần", "Chương", "Mục")  # headings that the parser knows
_REFERENCES = re.compile(r"^\(?(?:Điều|Chương|Mục|Phần|Tiểu mục) này có nội dung liên quan đến\s*|\)$")
_REFERENCE_ENDS = re.compile(r";\s+(?=Điều \d)")
_PLACE = tuple[tuple[int, tuple[int, ...]], int, int]  # the order of an article, and where it waits


@dataclass(slots=True)
class _Group:
    """What is known of a document, and where its articles wait."""

    source: Source
    places: list[_PLACE] = field(default_factory=list)


def entries(
    articles: Iterable[CodifiedArticle],
    *,
    certainty: str = "",
    source: str = "",
    retrieved_on: date | None = None,
    unmapped: Callable[[CodifiedArticle], None] = lambda _article: None,
) -> Iterator[Entry]:
    """Yield the documents that codified articles come from, in the order they are met first.

    An article whose note tells no document is handed to `unmapped`.
    """
    groups: dict[tuple[str, ...], _Group] = {}
    with TemporaryFile() as waiting:
        for article in articles:
            found = source_of(article)
            if found is None:
                unmapped(article)
                continue
            group = groups.setdefault(_identity(found), _Group(found))
            group.source = _fuller(group.source, found)
            line = json.dumps(asdict(article), ensure_ascii=False).encode()
            group.places.append((_order(found.article), waiting.tell(), len(line)))
            waiting.write(line)
        taken: Counter[str] = Counter()
        for group in groups.values():
            name = _name(group.source, taken)
            yield _entry(name, group.source, _read(waiting, group.places), (certainty, source, retrieved_on))


def _identity(source: Source) -> tuple[str, ...]:
    """Return what tells two documents apart; a number without a year was given more than once."""
    dated = bool(_YEAR.search(source.number))
    return source.kind, number_key(source.number), "" if dated else source.item


def _name(source: Source, taken: Counter[str]) -> str:
    year = source.issued.year if source.issued else source.effective.year if source.effective else None
    name = document_id(source.kind, source.number or source.item, year=year)
    taken[name] += 1
    return name if taken[name] == 1 else f"{name}-{source.item or taken[name]}"


def _fuller(held: Source, found: Source) -> Source:
    """Return the one whose note tells more of the document."""
    return found if (found.issued and not held.issued) or (found.title and not held.title) else held


def _read(waiting: IO[bytes], places: Sequence[_PLACE]) -> Iterator[tuple[CodifiedArticle, Source]]:
    """Yield the articles of a document in order; the same one in two subjects once, the fuller."""
    held: dict[str, tuple[CodifiedArticle, Source]] = {}
    for _, start, size in sorted(places):
        waiting.seek(start)
        row: dict[str, Any] = json.loads(waiting.read(size))
        article = CodifiedArticle(**(row | {name: tuple(row[name]) for name in _TUPLES}))
        source = source_of(article)
        if source and (source.article not in held or len(held[source.article][0].body) < len(article.body)):
            held[source.article] = article, source
    yield from held.values()


def _entry(
    name: str,
    source: Source,
    articles: Iterable[tuple[CodifiedArticle, Source]],
    told: tuple[str, str, date | None],
) -> Entry:
    lines: list[str] = []
    places: list[CodifiedPlace] = []
    amended: dict[str, None] = {}
    path: tuple[str, ...] = ()
    for article, own in articles:
        chapters = article.chapters if own.main and article.chapters else own.chapters
        lines += _new_headings(path, chapters)
        lines += [f"Điều {own.article}. {heading_of(article)}".rstrip(), *_body(article, own)]
        path = chapters
        places.append(_place(article, own, chapters))
        amended |= {number_of(change): None for change in own.amended_by}
    kind = f"{source.type} số {source.number}" if source.number else source.type
    title = source.title or kind
    certainty, origin, retrieved = told
    document = Document(
        id=name,
        kind=source.kind,
        title=title if title.lower().startswith(source.type.lower()) else f"{source.type} {title}",
        short=title if source.kind is Kind.LAW and source.title else kind,
        text=TextKind.OFFICIAL,
        number=source.number,
        issuer=source.issuer,
        issued=source.issued,
        effective=source.effective,
        amended_by=tuple(amended),
        source=origin,
        certainty=certainty,
    )
    return Entry(document, "\n".join(lines) + "\n", retrieved, tuple(places))


def _place(article: CodifiedArticle, own: Source, chapters: tuple[str, ...]) -> CodifiedPlace:
    told = [_REFERENCES.sub("", text) for text in article.references]
    references = tuple(plain(one) for text in told for one in _REFERENCE_ENDS.split(text) if one.strip())
    return CodifiedPlace(
        own.article, chapters, article.note, own.effective, own.amended_by, article.url, references, article.attachments
    )


def _new_headings(before: tuple[str, ...], now: tuple[str, ...]) -> list[str]:
    """Return the headings that begin here, the outermost first."""
    same = next((n for n, (a, b) in enumerate(zip(before, now, strict=False)) if a != b), min(len(before), len(now)))
    return [heading for heading in now[same:] if heading.capitalize().startswith(_HEADED)]


def _body(article: CodifiedArticle, own: Source) -> list[str]:
    """Return the paragraphs of an article; one that is repealed and has none says so."""
    if article.body:
        return article.body.split("\n")
    return [f"(Bị bãi bỏ bởi {own.amended_by[0]}.)"] if own.repealed and own.amended_by else []


def _order(label: str) -> tuple[int, tuple[int, ...]]:
    """Return the order of an article: number, then letter, đ after d."""
    found = _LABEL.match(label)
    return (int(found[1]), tuple(_LETTERS.find(letter) for letter in found[2])) if found else (0, ())
