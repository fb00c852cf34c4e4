"""A keeper's file becomes an entry of the library: read, recognised, completed by what the keeper says of it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from bot.answer.cite import day
from bot.errors import Refused
from bot.messages import say
from index.document import Caution, Document, Kind, TextKind, Visibility
from index.errors import BadSource
from index.formats import extract
from index.library import Entry, document_id, number_key
from index.parser import Level, parse
from index.recognise import Recognised, recognise
from index.text import fold

Progress = Callable[[int, int], None]
_UNITS = r"(?P<unit>xã|phường|thị trấn|thị xã|đặc khu|huyện|quận|thành phố|tỉnh)"


@dataclass(frozen=True, slots=True)
class Given:
    """What the keeper says of a file, over what is recognised in it; nothing where the file may speak for itself."""

    number: str = ""
    kind: Kind | None = None
    place: str = ""
    year: int | None = None
    visibility: Visibility | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A file as it would be held, and what its keeper should look at before."""

    path: Path
    entry: Entry
    articles: int
    warnings: tuple[str, ...]


class Intake:
    """Reads files for a library beside the shipped documents, given by their numbers."""

    def __init__(self, shipped: Mapping[str, Document], today: date) -> None:
        self._documents = tuple(shipped.values())
        self._shipped = {number_key(d.number): d for d in shipped.values() if d.number}
        self._today = today

    def read(self, path: Path, given: Given, progress: Progress | None = None) -> Found:
        """Return what a file holds; raises Refused, in the keeper's language, for one that cannot be taken."""
        try:
            extracted = extract(path, progress)
        except BadSource as error:
            raise Refused(refusal(error)) from error
        seen = _completed(recognise(extracted.text, path.name), given)
        if seen.secret:
            raise Refused(say("corpus.secret", name=path.name))
        missing = [
            name
            for name, value in (("--number", seen.number or seen.place), ("--kind", given.kind or _kind(seen)))
            if not value
        ]
        if missing:
            raise Refused(say("corpus.unrecognised", name=path.name, options=", ".join(missing)))
        document = self._document(seen, path, given, ocr=extracted.ocr)
        if document.normative and not seen.articles:
            raise Refused(say("corpus.no_articles", name=path.name))
        if (own := self._known(seen)) and own.text is TextKind.OFFICIAL:
            raise Refused(say("corpus.held_already", name=path.name, title=own.title, id=own.id))
        return Found(
            path,
            Entry(document, extracted.text, self._today),
            len(seen.articles),
            tuple(self._warnings(seen, document, extracted.text, extracted.notes)),
        )

    def _known(self, seen: Recognised) -> Document | None:
        """Return the shipped document that a text is: of its number, or the plan of its place and year."""
        if seen.place:
            plan = (seen.kind, place_id(seen.place), seen.year)
            return next((d for d in self._documents if (d.kind, d.place, d.year) == plan), None)
        return self._numbered(seen.kind, number_key(seen.number)) if seen.number else None

    def _numbered(self, kind: Kind, key: str) -> Document | None:
        """Return the shipped document of a number, which may be cut short: 403/2017 for 403/2017/NQLT-UBTVQH14."""
        longer = [d for held, d in self._shipped.items() if d.kind is kind and held.startswith(f"{key}/")]
        alone = longer[0] if "/" in key and len(longer) == 1 else None
        return self._shipped.get(key, alone)

    def _document(self, seen: Recognised, path: Path, given: Given, *, ocr: bool) -> Document:
        known = self._known(seen)
        number = known.number if known else seen.number
        visibility = _visibility(seen, given)
        certainty = say("corpus.ocr") if ocr else ""
        version = say("corpus.version", date=day(self._today))
        return Document(
            id=known.id if known else document_id(seen.kind, number, seen.place, seen.year),
            kind=seen.kind,
            title=seen.title or (known.title if known else say("corpus.untitled", number=number or path.stem)),
            short=_short(seen, number),
            text=TextKind.OFFICIAL,
            number=number,
            issuer=seen.issuer,
            place=place_id(seen.place),
            year=seen.year if seen.kind is Kind.PLAN else None,
            issued=seen.issued,
            issued_as_printed=seen.issued_as_printed,
            effective=seen.effective,
            expires=date(seen.year, 12, 31) if seen.kind is Kind.PLAN and seen.year else None,
            version=f"{version}, {certainty}" if certainty else version,
            articles=seen.expected,
            source=path.name,
            certainty=certainty,
            visibility=visibility,
            cautions=_cautions(seen),
        )

    def _warnings(self, seen: Recognised, document: Document, text: str, notes: tuple[str, ...]) -> list[str]:
        told = [_worded(warning) for warning in (*seen.warnings, *notes)]
        if number_key(document.number) in self._shipped:
            held = self._shipped[number_key(document.number)].text
            told += [say("corpus.beside_digest")] if held is TextKind.DIGEST else []
        labels = [block.label for block in parse(text).blocks if block.level is Level.ARTICLE]
        if twice := [label for label in dict.fromkeys(labels) if labels.count(label) > 1]:
            told.append(say("corpus.numbered_twice", articles=", ".join(twice[:5])))
        if seen.people_list:
            told.append(say("corpus.people_list"))
        return [warning for warning in told if warning]


def refusal(error: BadSource) -> str:
    """Return in the keeper's language why a file gives no text and what to do."""
    return say(f"source.{error.reason.name.lower()}", **error.values)


def described(found: Found) -> list[str]:
    """Return the lines that show a keeper what a file was recognised as."""
    document = found.entry.document
    facts = [document.issuer, say("answer.dated", date=day(document.issued)) if document.issued else ""]
    if document.effective:
        facts.append(say("corpus.effective", date=day(document.effective)))
    if document.articles:
        facts.append(say("corpus.articles", found=found.articles, expected=document.articles))
    facts.append(say(f"corpus.{document.visibility}"))
    head = say("corpus.recognised", title=document.title, number=document.number or "–", id=document.id)
    lines = [head, "  " + " · ".join(fact for fact in facts if fact)]
    return [*lines, *("  " + say("cli.warning", warning=warning) for warning in found.warnings)]


def place_id(name: str) -> str:
    """Return the id of a place by its name, "an-nhon" for "phường An Nhơn"."""
    bare = re.sub(rf"^{_UNITS}\s+(?=\S)", "", name.strip(), flags=re.IGNORECASE)
    return "-".join(fold(bare).split())


def _completed(seen: Recognised, given: Given) -> Recognised:
    """Return what was recognised with what the keeper says over it."""
    seen = replace(seen, kind=given.kind) if given.kind else seen
    seen = replace(seen, number=given.number) if given.number else seen
    seen = replace(seen, place=given.place) if given.place else seen
    return replace(seen, year=given.year) if given.year else seen


def _kind(seen: Recognised) -> bool:
    return seen.kind is not Kind.OTHER


def _visibility(seen: Recognised, given: Given) -> Visibility:
    """Return who may read it: laws everybody, lists of people only staff, the rest as the keeper says, else staff."""
    if Document("", seen.kind, "", "", TextKind.OFFICIAL).normative:
        return Visibility.PUBLIC
    return Visibility.STAFF if seen.people_list else given.visibility or Visibility.STAFF


def _short(seen: Recognised, number: str) -> str:
    kind = say(f"kind.{seen.kind.name.lower()}")
    if seen.kind is Kind.LAW:
        return seen.title or say("corpus.short", kind=kind, number=number)
    if seen.place:
        year = say("corpus.of_year", year=seen.year) if seen.year else ""
        return say("corpus.short_of_place", kind=f"{kind} {year}".strip(), place=_unit(seen))
    return say("corpus.short", kind=kind, number=number)


def _unit(seen: Recognised) -> str:
    """Return the place with the sort of unit it is, "phường An Nhơn", where the issuer's name tells it."""
    named = re.search(rf"{_UNITS}\s+{re.escape(seen.place)}", f"{seen.issuer}\n{seen.title}", re.IGNORECASE)
    return f"{named['unit'].lower()} {seen.place}" if named else seen.place


def _cautions(seen: Recognised) -> tuple[Caution, ...]:
    if not seen.missing:
        return ()
    return (Caution((), say("corpus.missing", articles=", ".join(seen.missing))),)


def _worded(warning: str) -> str:
    """Return a warning of the machine in words; nothing for one that the other lines already tell."""
    name, _, value = warning.partition(":")
    if name.startswith("page-"):
        return say("corpus.page_unclear", page=name.split("-")[1])
    key = {
        "numbers-left-out": "numbers_left_out",
        "articles-missing": "missing",
        "name-says": "name_says",
        "no-date": "no_date",
        "not-vietnamese": "foreign",
    }
    return say(f"corpus.{key[name]}", articles=value.replace(",", ", "), number=value) if name in key else ""
