"""Whether a place is a right one, and whether a fact stands in an answer. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence

from bot.domain import Answer
from index.text import normalise

# What a fact and an answer may write differently, short before long: a fact must stand in the answer either way.
_SAME = (
    (re.compile(r"\bubnd\b"), "ủy ban nhân dân"),
    (re.compile(r"\bhđnd\b"), "hội đồng nhân dân"),
    (re.compile(r"\bmttq\b"), "mặt trận tổ quốc"),
    (re.compile(r"\bttnd\b"), "thanh tra nhân dân"),
    (re.compile(r"\bhai phần ba\b"), "2/3"),
    (re.compile(r"\bmột phần ba\b"), "1/3"),
    (re.compile(r"\b0+(?=\d)"), ""),
)
_NUMBERING = re.compile(r"^\s*\d+[.)]\s+", re.MULTILINE)
_PLACES = re.compile(r"\b(?:khoản|điều|mục|chương)\s+\d+(?:,\s*\d+)*")


def is_right(gold: Iterable[Mapping[str, str]], document: str, locator: str) -> bool:
    """Return whether a place is one of gold or inside one: "Điều 13 khoản 2" is in "Điều 13", "III.1.a" in "III.1"."""
    return any(
        document == place["document"] and f"{locator} ".startswith((f"{place['locator']} ", f"{place['locator']}."))
        for place in gold
    )


def places(gold: Iterable[Mapping[str, str]]) -> list[str]:
    """Return the names of the places that answer, each once."""
    return list(dict.fromkeys(f"{place['document']} {place['locator']}" for place in gold))


def named(gold: Sequence[Mapping[str, str]], found: Iterable[tuple[str, str]]) -> list[str]:
    """Return what was found by name, each once; what stands in a right place by the name of that place."""
    names = []
    for document, locator in found:
        right = next((place["locator"] for place in gold if is_right([place], document, locator)), locator)
        names.append(f"{document} {right}")
    return list(dict.fromkeys(names))


def has_facts(facts: Iterable[str], answer: Answer) -> bool:
    """Return whether every fact stands in the answer, its rest or its quotes, however spelt, and not inside a word."""
    said = "\n".join((answer.text, answer.more, *(source.quote for source in answer.sources)))
    text = _plain(_NUMBERING.sub("", said))
    unnumbered = _PLACES.sub(" ", text)  # "khoản 3 Điều 5" does not tell how many
    return all(
        re.search(rf"(?<!\w){re.escape(_plain(fact))}(?!\w)", unnumbered if fact.isdecimal() else text)
        for fact in facts
    )


def _plain(text: str) -> str:
    text = " ".join(normalise(text).lower().split())
    for pattern, written in _SAME:
        text = pattern.sub(written, text)
    return text
