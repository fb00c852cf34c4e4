"""What the library keeps of a text, and how a document is written down and read again. Pure."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import MISSING, asdict, dataclass, fields
from datetime import date
from typing import Any

from index.document import Caution, Correction, Document, Kind, TextKind, Visibility
from index.text import fold

_PARTS = re.compile(r"[^\W_]+")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_KINDS = {"kind": Kind, "text": TextKind, "visibility": Visibility}


@dataclass(frozen=True, slots=True)
class CodifiedPlace:
    """What the codification says of one article: its headings, its source note, since when, changed by what, where."""

    article: str
    chapters: tuple[str, ...] = ()
    note: str = ""
    effective: date | None = None
    amended_by: tuple[str, ...] = ()  # "Điều 1 Luật số 97/2025/QH15"
    url: str = ""
    references: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A document to be held, with its text, the day it was fetched and what is known of its articles."""

    document: Document
    text: str
    retrieved_on: date | None = None
    articles: tuple[CodifiedPlace, ...] = ()


def document_id(kind: Kind, number: str, place: str = "", year: int | None = None) -> str:
    """Return the id of a document, "nghi-dinh-59-2023-nd-cp".

    A number that holds no year is given anew every year and everywhere: place and year stand in the id then.
    """
    parts = [kind.value, *_PARTS.findall(fold(number))]
    if not _YEAR.search(number):
        parts += [*_PARTS.findall(fold(place)), *([str(year)] if year else [])]
    return "-".join(parts)


def number_key(number: str) -> str:
    """Return a document's number in one spelling: "59 /2023/NĐ-CP" → "59/2023/nd/cp", "11-QĐi/TW" → "11/qd/tw"."""
    parts = [part.lstrip("0") or "0" if part.isdigit() else part for part in _PARTS.findall(fold(number))]
    return "/".join("qd" if part == "qdi" else part for part in parts)


def dumped(document: Document) -> str:
    """Return a document as JSON, only what differs from the defaults."""
    given = {
        field.name: value
        for field in fields(document)
        if (value := getattr(document, field.name)) != field.default or field.default is MISSING
    }
    nested = {name: [asdict(one) for one in given[name]] for name in ("corrections", "cautions") if name in given}
    return json.dumps(given | nested, ensure_ascii=False, sort_keys=True, default=str)


def loaded(written: str) -> Document:
    """Return the document that `dumped` wrote."""
    return Document(**{name: _value(name, value) for name, value in json.loads(written).items()})


def places_dumped(places: tuple[CodifiedPlace, ...]) -> list[str]:
    """Return what is known of each article as JSON."""
    return [json.dumps(asdict(place), ensure_ascii=False, default=str) for place in places]


def place_loaded(written: str) -> CodifiedPlace:
    """Return what `places_dumped` wrote of one article."""
    values: Mapping[str, Any] = json.loads(written)
    effective = values["effective"] and date.fromisoformat(values["effective"])
    lists = {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
    return CodifiedPlace(**{**values, **lists, "effective": effective})


def digest(*parts: str) -> str:
    """Return what names these texts, 32 characters."""
    total = hashlib.sha256()
    for part in parts:
        total.update(part.encode() + b"\0")
    return total.hexdigest()[:32]


def _value(name: str, value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    if name in _KINDS:
        return _KINDS[name](value)
    if name in _DATES:
        return date.fromisoformat(value)
    if name == "corrections":
        return tuple(Correction(**one) for one in value)
    if name == "cautions":
        return tuple(Caution(**(one | {"articles": tuple(one["articles"])})) for one in value)
    return tuple(value) if isinstance(value, list) else value


_DATES = frozenset(field.name for field in fields(Document) if "date" in str(field.type))
