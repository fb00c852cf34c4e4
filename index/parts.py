"""Which parts of the live index stay, and what is made anew: one new text must not cost a whole library. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

SMALL = 2_000  # passages: a part of fewer is made again with what is new, or there would be one for every import
LARGE = 10_000_000  # characters of a part: as much as may be made again when one of its documents changes


@dataclass(frozen=True, slots=True)
class Part:
    """A part that stands in a folder: its documents with what changes with each, and how many passages it has."""

    folder: str
    documents: Mapping[str, str]
    passages: int


@dataclass(frozen=True, slots=True)
class Plan:
    """The parts that stay, and the documents of each part to be made."""

    kept: tuple[Part, ...]
    made: tuple[tuple[str, ...], ...]


def plan(live: Iterable[Part], wanted: Mapping[str, str], sizes: Mapping[str, int]) -> Plan:
    """Return how to come from the live parts to the wanted documents, given in the order they shall stand."""
    kept = [part for part in live if all(wanted.get(name) == key for name, key in part.documents.items())]
    held = {name for part in kept for name in part.documents}
    if held != wanted.keys():
        kept = [part for part in kept if part.passages >= SMALL]
        held = {name for part in kept for name in part.documents}
    return Plan(tuple(kept), tuple(_packed([name for name in wanted if name not in held], sizes)))


def _packed(names: Sequence[str], sizes: Mapping[str, int]) -> Iterator[tuple[str, ...]]:
    together: list[str] = []
    total = 0
    for name in names:
        if together and total + sizes[name] > LARGE:
            yield tuple(together)
            together, total = [], 0
        together.append(name)
        total += sizes[name]
    if together:
        yield tuple(together)
