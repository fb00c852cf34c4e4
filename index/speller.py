"""Words that no text holds read as those that stand beside their neighbours there: "q.định", "bnhieu", "thôg tin"."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from index.lexical import LexicalIndex
from index.spelt import ONSETS, RIMES, SYLLABLE
from index.text import fold

_WORD = re.compile(r"[^\W_]+(?:\.[^\W\d_]+)*")
_FIRSTS = [  # what a word may begin with that is cut to its head
    one for onset in ONSETS for rime in RIMES if SYLLABLE.fullmatch(one := onset + rime)
]
_KEYS = re.compile(r"(?:[a-z]+[1-9])+[a-z]*")  # ngu7o7i2: the digits are marks
_NUMBERED = re.compile(r"([a-z]{2,})(\d+)")  # dieu13
_LETTERS = "abcdeghiklmnopqrstuvxy"
_LEAST, _LONGEST = 3, 12  # letters: of two nobody can tell, and no three words are typed as one
_USUAL = 30  # passages: so many write a pair that a word which may well be one is read as its short form

_BESIDE = 5  # passages: so many write a word beside each neighbour that it may have been meant


class Speller:
    """Reads what was typed by what stands in the texts and in the everyday questions."""

    def __init__(self, *held: LexicalIndex) -> None:
        self._held = held
        self._near = lru_cache(maxsize=1024)(_near)

    def mended(self, text: str) -> str:
        """Return text with the words that no text holds, but others of which they are a slip or a short form, as these.

        Such a word loses its marks, which no search needs. What a word may be a slip of that stands where none would
        is added at the end with its neighbours: it may well have been meant.
        """
        typed = list(_WORD.finditer(text))
        words = ["", *(fold(match[0]) for match in typed), ""]
        known = self._counts(words)
        parts, end = [], 0
        for place, match in enumerate(typed, 1):
            word = words[place]
            if not known[place] and (read := self._read(word, words[place - 1], words[place + 1])) != word:
                words[place] = read
                parts += [text[end : match.start()], read]
                end = match.end()
        return " ; ".join(("".join((*parts, text[end:])), *self._doubtful(" ".join(words).split())))

    def _doubtful(self, words: Sequence[str]) -> Iterator[str]:
        """Yield what is more usual for each word that never stands beside either neighbour, with the two."""
        pairs = self._counts([" ".join(pair) for pair in pairwise(words)])
        for place in range(1, len(words) - 1):
            word = words[place]
            if pairs[place - 1] or pairs[place] or not SYLLABLE.fullmatch(word):
                continue
            before, after = words[place - 1], words[place + 1]
            near = self._near(word)
            found = self._counts([f"{before} {one}" for one in near] + [f"{one} {after}" for one in near])
            both = [min(pair) for pair in zip(found[: len(near)], found[len(near) :], strict=True)]
            if max(both, default=0) >= _BESIDE:
                yield f"{before} {near[both.index(max(both))]} {after}"

    def _read(self, word: str, before: str, after: str) -> str:
        """Return the likeliest reading of a word between its neighbours, the word itself where none is likely."""
        if not word.replace(".", "").isalpha():
            return self._keyed(word)
        if not _LEAST <= len(word) <= _LONGEST:
            return word
        readings = list(dict.fromkeys(self._readings(word)))
        likely = self._beside(readings, before, after)
        for place, inside in enumerate(self._counts(readings)):
            if " " in readings[place]:
                likely[place] = likely[place] + inside if inside >= (_USUAL if SYLLABLE.fullmatch(word) else 1) else 0
        best = max(likely, default=0)
        return readings[likely.index(best)] if best else word

    def _keyed(self, word: str) -> str:
        """Return what a word with digits stands for: a word and its number, or one whose marks are digits."""
        if (numbered := _NUMBERED.fullmatch(word)) and self._counts([" ".join(numbered.groups())])[0]:
            return " ".join(numbered.groups())
        bare = "".join(char for char in word if not char.isdigit())
        return bare if _KEYS.fullmatch(word) and len(bare) > 1 and SYLLABLE.fullmatch(bare) else word

    def _beside(self, readings: Sequence[str], before: str, after: str) -> list[int]:
        """Return for each reading how many passages hold it next to its neighbour before, or to that after."""
        before, after = before.rpartition(" ")[2], after.partition(" ")[0]
        pairs = [f"{before} {reading.partition(' ')[0]}" for reading in readings]
        pairs += [f"{reading.rpartition(' ')[2]} {after}" for reading in readings]
        found = self._counts(pairs)
        return [found[place] + found[place + len(readings)] for place in range(len(readings))]

    def _readings(self, word: str) -> Iterator[str]:
        """Yield what a word may stand for; one that may well be a word is at most a short form of two."""
        if "." not in word and not SYLLABLE.fullmatch(word):
            yield from self._near(word)
            for cut in range(2, len(word) - 1):
                if SYLLABLE.fullmatch(word[:cut]) and SYLLABLE.fullmatch(word[cut:]):
                    yield f"{word[:cut]} {word[cut:]}"
        for cut in range(1, 4):
            head, rest = word[:cut], word[cut:].removeprefix(".")
            if head in ONSETS and len(rest) > 1 and SYLLABLE.fullmatch(rest):
                yield from (f"{first} {rest}" for first in _FIRSTS if first.startswith(head))

    def _counts(self, tokens: Sequence[str]) -> list[int]:
        return [sum(counts) for counts in zip(*(held.counts(tokens) for held in self._held), strict=True)]


def _near(word: str) -> tuple[str, ...]:
    """Return the syllables one slip away: a letter too many, too few or wrong, or two changed over."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    slips = {a + b[1:] for a, b in cuts if b} | {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    slips |= {a + letter + b[1:] for a, b in cuts if b for letter in _LETTERS}
    slips |= {a + letter + b for a, b in cuts for letter in _LETTERS}
    return tuple(sorted(one for one in slips - {word} if SYLLABLE.fullmatch(one)))
