"""Which place a text speaks of, and whose plan speaks for it today. Pure."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from bot.answer.syllable import syllable
from bot.domain import Place
from index.document import Document, Kind, TextKind
from index.text import fold, normalise

_WORD = re.compile(r"[^\W_]+")
_UPPER = "A-ZĐ" + "".join(filter(str.isupper, map(chr, range(0xC0, 0x1EF9))))
# A place name as a writer with capitals gives it: "xã Tân Lập", "phường 5"
_NAMED = re.compile(
    r"\b(?:(?i:xã|phường|thị trấn|huyện|quận|thị xã|tỉnh|thành phố|đặc khu)\s+"
    rf"(?P<name>[{_UPPER}][\w']*(?:\s+[{_UPPER}][\w']*)*)"
    r"|(?i:phường|quận)\s+(?P<number>\d+))"
)


class Places:
    """The places of the corpus and of the plans that were added, found by name in any spelling."""

    def __init__(self, rows: Iterable[dict[str, Any]], documents: Iterable[Document] = ()) -> None:
        self._places = {row["id"]: _place(row) for row in rows}
        self._plans: dict[str, list[Document]] = {}
        for document in documents:
            if document.kind is Kind.PLAN and document.place and document.text is not TextKind.CITED_ONLY:
                self._plans.setdefault(document.place, []).append(document)
                self._places.setdefault(document.place, _unknown(document))
        # longest names first: "Bắc Hồng Lĩnh" before "Hồng Lĩnh"
        self._names = sorted(
            (
                (_spaced(name), _WORD.findall(normalise(name).lower()), place)
                for place in self._places.values()
                for name in (place.name, *place.aliases)
            ),
            key=lambda row: -len(row[0]),
        )

    def all(self) -> tuple[Place, ...]:
        """Return every place."""
        return tuple(self._places.values())

    def get(self, name: str) -> Place | None:
        """Return the place of that id or name, or None."""
        if name in self._places:
            return self._places[name]
        found = self.find(name)
        return found[0] if found else None

    def find(self, text: str) -> tuple[Place, ...]:
        """Return the places that text names, in the order of their mention."""
        rest, spelt = _spaced(text), _WORD.findall(normalise(text).lower())
        found: dict[Place, int] = {}
        for name, marked, place in self._names:
            at = rest.find(name)
            while at >= 0:
                if _may_be(spelt[rest.count(" ", 0, at) :], marked):
                    found.setdefault(place, at)
                    rest = rest[:at] + re.sub(r"\S", "·", name) + rest[at + len(name) :]
                at = rest.find(name, at + 1)
        return tuple(sorted(found, key=lambda place: found[place]))

    def without(self, text: str) -> str:
        """Return text as spelt but without the names of places, for asking the same about another place."""
        text = normalise(text)
        spans = [match.span() for match in _WORD.finditer(text)]
        folded = [fold(text[start:end]) for start, end in spans]
        cuts: list[tuple[int, int]] = []
        for name, marked, _ in self._names:
            words = name.split()
            for first in range(len(folded) - len(words) + 1):
                last = first + len(words) - 1
                same = folded[first : last + 1] == words
                if same and _may_be([text[a:b].lower() for a, b in spans[first : last + 1]], marked):
                    folded[first : last + 1] = [""] * len(words)  # a shorter name inside it is no second place
                    cuts.append((spans[first][0], spans[last][1]))
        for start, end in sorted(cuts, reverse=True):
            text = f"{text[:start]} {text[end:]}"
        return " ".join(text.split())

    def plans(self, place: Place) -> tuple[str, ...]:
        """Return the ids of the plans that speak for a place: its own, else those of the units it was made from."""
        if own := self._plans.get(place.id):
            return tuple(document.id for document in own)
        return tuple(plan for name in place.predecessors for plan in self.plans(self._places[name]))

    def unknown(self, text: str) -> str:
        """Return a place that text names with capitals and that the corpus does not know, or nothing."""
        for match in _NAMED.finditer(text):
            if not self.find(match[0]):
                return match[0]
        return ""


def _may_be(typed: Sequence[str], name: Sequence[str]) -> bool:
    """Tell whether the words typed can stand for the name: marks may be missing, never different (minh tạm)."""
    return all(syllable(word).may_be(syllable(meant)) for word, meant in zip(typed, name, strict=False))


def _unknown(document: Document) -> Place:
    """Return the place of a plan that was added: its name, with the sort of unit, ends the plan's short title.

    Without its sort a name may be any words: "phường 5", "xã Dân Chủ".
    """
    return Place(document.place, document.short.rpartition(" của ")[2])


def _spaced(text: str) -> str:
    return " " + " ".join(_WORD.findall(fold(text))) + " "


def _place(row: dict[str, Any]) -> Place:
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    return Place(**values)
