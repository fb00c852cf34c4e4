"""What a message tells of, whatever its spelling: words fall into classes of meaning, patterns of classes into stories.

A pattern is written "bị ~2 <hit> <me|kin>": a word, up to two words of anything, a class, one of two classes.
The vocabulary and the patterns are data (corpus/danger.toml). Pure.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import or_

from bot.answer.syllable import Reader, Syllable, syllable
from index.text import normalise

_HEAD, _TAIL = 3_000, 1_000  # characters read of a very long text: nobody calls for help in its middle
_PIECE = re.compile(r"[^\W_]+|[,.;:!?\n…()\"]+")
_DOTTED = re.compile(r"(?<=[^\W\d_])[.*_\-](?=[^\W\d_](?:[.*_\-]|\b))")  # g.i.ế.t, t*ự t*ử
_LETTERS = re.compile(r"(?<![^\W_])[^\W_](?: [^\W_]){2,}(?![^\W_])|(?<=  )[^\W_] [^\W_](?=  )")  # g ọ i  c ô n g  a n
_STRICT = 0.7  # with so many syllables marked, a bare one is meant bare: "chay" is not "cháy"
_TONED = 0.4  # and so many with a tone: some keyboards lose the tones alone
_LEAST = 4
_ANYWHERE = re.compile("")
_BREAK = ","
_GIVEN = ("number", "young", "break")  # classes seen from the spelling alone
_WHOLE = (
    "idle",
    "calm",
    "past",
    "rule",
    "suppose",
    "chore",
    "appliance",
    "me",
    "kin",
    "child",
    "folk",
    "third",
)  # compounds never read apart
_GROWN = 18


@dataclass(frozen=True, slots=True)
class Story:
    """One kind of story: its patterns over coded syllables, and the classes that show it is only talked about."""

    category: str
    needs: tuple[int, ...]
    pattern: re.Pattern[str]
    unless: int
    source: str


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the vocabulary; a shy one is believed only with a mark on it (đá, where "da" is mostly đã)."""

    syllables: tuple[Syllable, ...]
    classes: int
    shy: bool

    def fits(self, typed: Sequence[Syllable], strict: bool) -> bool:
        """Return whether the typed syllables can be this word; strict: a bare one stands for itself."""
        if self.shy and not any(part.marked for part in typed):
            return False
        pairs = list(zip(typed, self.syllables, strict=True))
        if not all(part.may_be(meant) for part, meant in pairs):
            return False
        # of a longer word one syllable typed with care is enough
        return not strict or (any if len(pairs) > 1 else all)(part.keeps_shape(meant) for part, meant in pairs)


class Vocabulary:
    """Words in classes of meaning, and the stories they can tell."""

    def __init__(self, content: Mapping[str, object]) -> None:
        """Compile `content`: tables [typed] and [words], array [[story]] with category, any, together, unless."""
        words = _table(content["words"])
        stories = _rows(content["story"])
        self._sets = {name: _listed(names) for name, names in _table(content["sets"]).items()}
        classes = {name: _listed(terms) for name, terms in words.items()} | dict.fromkeys(_GIVEN, ())
        for story in stories:
            lines = (*_listed(story.get("any", ())), *_listed(story.get("together", ())))
            named = {name for line in lines for part in line.split() for name in self._names(part)}
            classes |= {word: (word.replace("_", " "),) for word in named - classes.keys()}
        self._bits = {name: 1 << at for at, name in enumerate(classes)}
        self._whole = self._mask(name for name in _WHOLE if name in self._bits)
        self._entries = _entries(classes, self._bits)
        self._widest = max(len(key.split()) for key in self._entries)
        known = frozenset(part for key in self._entries for part in key.split())
        self._reader = Reader({key: str(value) for key, value in _table(content["typed"]).items()}, known)
        self._codes = {bit: chr(0x4E00 + at) for at, bit in enumerate(self._bits.values())}
        self._code = lru_cache(maxsize=8_192)(self._coded)
        self.stories = tuple(compiled for story in stories for compiled in self._compiled(story))

    def told(self, text: str, categories: frozenset[str]) -> Story | None:
        """Return the first story of these categories that the text tells, or None."""
        typed = self._syllables(text)
        readings = [self._classes(typed, apart) for apart in (False, True)]
        whole, apart = map(_union, readings)
        codes = {"".join(map(self._code, masks)): None for masks in readings}  # mostly one and the same
        for story in self.stories:
            if story.category in categories and not whole & story.unless:
                present = whole if story.pattern is _ANYWHERE else whole | apart
                if _tells(story, present, codes):
                    return story
        return None

    def _syllables(self, text: str) -> list[Syllable]:
        short = text if len(text) <= _HEAD + _TAIL else f"{text[:_HEAD]}\n{text[-_TAIL:]}"
        spelt = normalise(unicodedata.normalize("NFKC", short)).lower().replace("ð", "đ")
        spelt = _LETTERS.sub(lambda run: run[0].replace(" ", ""), _DOTTED.sub(" ", spelt))
        pieces = [piece if piece[0].isalnum() else _BREAK for piece in _PIECE.findall(spelt)]
        return self._reader.read(pieces)

    def _classes(self, typed: Sequence[Syllable], apart: bool) -> list[int]:
        """Return the classes of each word as bits; the longest word at a place is the one meant.

        Read apart, a compound stands for its parts (gọi + không dậy is gọi không + dậy), unless it makes them harmless.
        """
        strict = _is_marked([part for part in typed if part.bare.isalpha()])
        bare = [part.bare for part in typed]
        masks: list[int] = []
        at = 0
        while at < len(typed):
            width, mask = self._longest(typed, bare, at, strict, apart)
            masks.append(mask)
            at += width
        return masks

    def _longest(
        self, typed: Sequence[Syllable], bare: list[str], at: int, strict: bool, apart: bool
    ) -> tuple[int, int]:
        shorter = 0, 0
        for width in range(min(self._widest, len(bare) - at), 0, -1):
            mask = 0
            part = typed[at : at + width]
            for word in self._entries.get(" ".join(bare[at : at + width]), ()):
                if word.fits(part, strict):
                    mask |= word.classes
            if mask and (not apart or mask & self._whole):
                return width, mask
            shorter = (width, mask) if mask else shorter
        if shorter[0]:
            return shorter
        if bare[at].isdecimal():
            return 1, self._bits["number"] | (self._bits["young"] if int(bare[at][:9]) < _GROWN else 0)
        return 1, self._bits["break"] if bare[at] == _BREAK else 0

    def _coded(self, mask: int) -> str:
        return "".join(char for bit, char in self._codes.items() if mask & bit) + " "

    def _compiled(self, story: Mapping[str, object]) -> Iterator[Story]:
        unless = self._mask(_listed(story.get("unless", ())))
        for line in (*_listed(story.get("any", ())), *(f"{row} &" for row in _listed(story.get("together", ())))):
            needs = [self._mask(names) for part in line.split() if (names := self._names(part))]
            pattern = _ANYWHERE if line.endswith("&") else re.compile(self._regex(line))
            yield Story(str(story["category"]), tuple(sorted(needs, key=int.bit_count)), pattern, unless, line)

    def _regex(self, line: str) -> str:
        return r"(?<![^ ])" + "".join(self._element(part) for part in line.split())

    def _element(self, part: str) -> str:
        if part == "^":
            return part
        if part == "$":
            return f"(?:{self._codes[self._bits['break']]} )*$"
        if part.startswith("~"):
            return f"(?:[^ ]* ){{0,{int(part[1:])}}}?"
        chars = "".join(self._codes[self._bits[name]] for name in self._names(part))
        return f"[^ ]*[{chars}][^ ]* "

    def _names(self, part: str) -> list[str]:
        if part[0] in "~^$&":
            return []
        names = part.strip("<>").split("|")
        return [inner for name in names for inner in self._sets.get(name, (name,))]

    def _mask(self, names: Iterable[str]) -> int:
        return sum(self._bits[name] for name in set(names))


def _is_marked(typed: Sequence[Syllable]) -> bool:
    """Return whether the writer sets marks throughout, so that a bare syllable is meant bare."""
    marks, tones = sum(part.marked for part in typed), sum(bool(part.tone) for part in typed)
    return len(typed) >= _LEAST and marks >= _STRICT * len(typed) and tones >= _TONED * len(typed)


def _union(masks: Iterable[int]) -> int:
    return reduce(or_, masks, 0)


def _tells(story: Story, present: int, codes: Iterable[str]) -> bool:
    for need in story.needs:
        if not present & need:
            return False
    return any(story.pattern.search(code) for code in codes)


def _entries(classes: Mapping[str, Sequence[str]], bits: Mapping[str, int]) -> dict[str, tuple[Word, ...]]:
    """Return the words by their spelling without marks."""
    found: dict[tuple[str, bool], int] = {}
    for name, terms in classes.items():
        for term in terms:
            key = term.lstrip("!"), term.startswith("!")
            found[key] = found.get(key, 0) | bits[name]
    entries: dict[str, tuple[Word, ...]] = {}
    for (term, shy), mask in found.items():
        word = Word(tuple(map(syllable, term.lower().split())), mask, shy)
        spelt = " ".join(part.bare for part in word.syllables)
        entries[spelt] = (*entries.get(spelt, ()), word)
    return entries


def _listed(value: object) -> tuple[str, ...]:
    assert isinstance(value, (list, tuple))
    return tuple(str(item) for item in value)


def _table(value: object) -> Mapping[str, object]:
    assert isinstance(value, dict)
    return value


def _rows(value: object) -> list[Mapping[str, object]]:
    assert isinstance(value, list)
    return value
