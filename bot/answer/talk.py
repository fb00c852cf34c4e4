"""What is said beside questions: greetings, thanks, insults, orders to the machine, asks for private data. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Any

from index.text import fold, marked, syllables

# "hôm nay" and "thế nào" point at no earlier turn
_HOW = ("the", "nao")
_TODAY = frozenset((before, "nay") for before in ("hom", "ngay", "nam", "hien", "bua", "den", "toi"))


class Talk(StrEnum):
    """What a message is when it is not a question about the texts."""

    EMPTY = "empty"
    UNCLEAR = "unclear"
    GREETING = "greeting"
    THANKS = "thanks"
    IDENTITY = "identity"
    INSULT = "insult"
    INJECTION = "injection"
    PRIVATE = "private"


@dataclass(frozen=True, slots=True)
class Phrases:
    """The word lists of corpus/talk.toml, folded but for those that go on or point back."""

    function: frozenset[str]
    follows: tuple[str, ...]
    points: frozenset[str]
    lists: tuple[str, ...]
    chitchat: Mapping[Talk, tuple[str, ...]]
    refuse: Mapping[Talk, tuple[str, ...]]
    about: Mapping[str, tuple[str, ...]]
    plan: Mapping[str, tuple[str, ...]]
    asks_for: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> "Phrases":
        """Return the lists of a parsed talk.toml."""
        words = content["words"]
        return cls(
            frozenset(words["function"].split()),
            tuple(words["follows"]),
            frozenset(words["points"]),
            tuple(words["lists"]),
            {Talk(name): _longest_first(lines) for name, lines in content["chitchat"].items()},
            {Talk(name): tuple(lines) for name, lines in content["refuse"].items()},
            {name: tuple(lines) for name, lines in content["about"].items()},
            {name: tuple(lines) for name, lines in content["plan"].items()},
            tuple((tuple(sort["asks"]), tuple(sort["holds"])) for sort in content["asks_for"].values()),
        )

    def kind(self, text: str, *, alone: bool) -> Talk | None:
        """Return what sort of talk text is, None for a question; `alone` when no earlier turn gives it a topic."""
        spoken = " ".join(fold(text).split())
        for talk, lines in self.refuse.items():
            if any(line in spoken for line in lines):
                return talk
        words = syllables(text)
        if not words:
            return Talk.EMPTY
        for talk, lines in self.chitchat.items():
            if self._only(words, lines):
                return talk
        return Talk.UNCLEAR if alone and not self.content(text) else None

    def content(self, text: str) -> tuple[str, ...]:
        """Return the syllables of text that carry a topic."""
        return tuple(word for word in syllables(text) if word not in self.function and not word.isdigit())

    def goes_on(self, text: str) -> bool:
        """Return whether text leans on what was said before: it says so, or names hardly a topic."""
        return self.points_back(text) or len(self.content(text)) <= 2

    def points_back(self, text: str) -> bool:
        """Return whether text says that it goes on with what was said before: by its first words or its last."""
        words = marked(text)
        bare = [fold(word) for word in words]
        spelt = words != bare  # who sets marks means "con đường" by con, not "còn"
        spoken = f"{' '.join(words if spelt else bare)} "
        opens = any(spoken.startswith(f"{line if spelt else fold(line)} ") for line in self.follows)
        points = self.points if spelt else {fold(word) for word in self.points}
        near = list(pairwise(pairwise(["", *spoken.split(), ""])))[-4:]
        return opens or any(
            before[1] in points and tuple(map(fold, before)) not in _TODAY and tuple(map(fold, after)) != _HOW
            for before, after in near
        )

    def asks_for_all(self, text: str) -> bool:
        """Return whether text asks for a whole list."""
        spoken = f" {' '.join(syllables(text))} "
        return any(f" {line} " in spoken for line in self.lists)

    def asks_about(self, text: str, what: str) -> bool:
        """Return whether text asks `what` of a document: where it is cited, who and when, which version."""
        spoken = f" {' '.join(fold(text).split())} "
        return any(f" {line} " in spoken.replace("?", " ").replace(",", " ") for line in self.about[what])

    def part_of_plan(self, text: str) -> str:
        """Return "head" or "end" when text asks for a plan's own data rather than for a duty in it, else nothing."""
        spoken = f" {' '.join(syllables(text))} "
        named = {name for name, lines in self.plan.items() if any(f" {line} " in spoken for line in lines)}
        if "words" not in named or "duty" in named:
            return ""
        return "end" if "end" in named else "head" if "head" in named else ""

    def misses(self, text: str, passage: str) -> bool:
        """Return whether text asks for a matter or a sum of which passage, with what stands over it, holds no word."""
        spoken = f" {' '.join(syllables(text))} "
        found = f" {' '.join(marked(passage))} "
        return any(
            any(f" {line} " in spoken for line in asks) and not any(f" {word} " in found for word in holds)
            for asks, holds in self.asks_for
        )

    def names_plan(self, text: str) -> bool:
        """Return whether text speaks of "the plan"."""
        spoken = f" {' '.join(syllables(text))} "
        return any(f" {line} " in spoken for line in self.plan["words"])

    def asks_plan(self, text: str) -> bool:
        """Return whether text asks for what a plan orders: it names a plan, a report, a deadline."""
        spoken = f" {' '.join(syllables(text))} "
        return any(f" {line} " in spoken for line in (*self.plan["words"], *self.plan["duty"]))

    def _only(self, words: Sequence[str], lines: Sequence[str]) -> bool:
        """Tell whether words hold one of the phrases and nothing else but function words."""
        spoken = f" {' '.join(words)} "
        rest = spoken
        for line in lines:
            while f" {line} " in rest:  # alo alo: the second begins with the space that ended the first
                rest = rest.replace(f" {line} ", " ")
        return rest != spoken and all(word in self.function for word in rest.split())


def _longest_first(lines: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(lines, key=len, reverse=True))
