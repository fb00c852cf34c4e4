"""How a syllable was typed, read back: phone spelling, telex residue, stretched letters, slips of the finger. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from index.spelt import SYLLABLE

_TONES = {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "r", "\u0323": "j"}  # hỏi and ngã are mixed up
_SHAPES = {"aa": "â", "ee": "ê", "oo": "ô", "aw": "ă", "ow": "ơ", "uw": "ư", "dd": "đ"}
_VNI_TONES = {"1": "s", "2": "f", "3": "r", "4": "r", "5": "j"}
_VNI_SHAPES = {"6": {"a": "â", "e": "ê", "o": "ô"}, "7": {"u": "ư", "o": "ơ"}, "8": {"a": "ă"}, "9": {"d": "đ"}}
_PLAIN = str.maketrans("âăêôơưđ", "aaeooud")
_SOUNDS = (("k", "c"), ("z", "v"), ("z", "d"), ("z", "gi"), ("j", "gi"), ("f", "ph"), ("w", "qu"), ("q", "qu"))
_STRETCHED = re.compile(r"(.)\1+")
_LETTERS = "abcdeghiklmnopqrstuvxy"
_LONGEST = 40  # a longer run of letters is no word, and splitting it would cost time


@dataclass(frozen=True, slots=True)
class Syllable:
    """A syllable as typed: letters without any mark, letters with their shapes (â, ơ, đ), and the tone ("" = none)."""

    bare: str
    shaped: str
    tone: str = ""

    @property
    def marked(self) -> bool:
        """Return whether any mark was typed."""
        return bool(self.tone) or self.bare != self.shaped

    def may_be(self, word: "Syllable") -> bool:
        """Return whether what was typed can stand for `word`: marks may be missing, never different."""
        return self.tone in ("", word.tone) and all(
            typed in (meant, plain) for typed, meant, plain in zip(self.shaped, word.shaped, word.bare, strict=True)
        )

    def keeps_shape(self, word: "Syllable") -> bool:
        """Return whether a careful writer could mean `word`: only its tone, or the bar of đ, may be missing."""
        bar = self.shaped.replace("đ", "d") == word.shaped.replace("đ", "d")
        return self.marked and bar if word.marked else True


@lru_cache(maxsize=65_536)
def syllable(text: str) -> Syllable:
    """Return the parts of one lower-case syllable in NFC: "đánh" → danh, đanh, sắc."""
    shaped, tone = [], ""
    for char in unicodedata.normalize("NFD", text):
        if char in _TONES:
            tone = _TONES[char]
        else:
            shaped.append(char)
    spelt = unicodedata.normalize("NFC", "".join(shaped))
    return Syllable(spelt.translate(_PLAIN), spelt, tone)


def is_spelt(text: str) -> bool:
    """Return whether text has the shape of one Vietnamese syllable, whatever its marks."""
    return SYLLABLE.fullmatch(syllable(text).bare) is not None


class Reader:
    """Reads typed pieces back into syllables; `short` maps phone spelling to words, `known` are those looked for."""

    def __init__(self, short: Mapping[str, str], known: frozenset[str]) -> None:
        """Keep the words; `known` are syllables without marks."""
        self._short = {key: tuple(map(syllable, words.split())) for key, words in short.items()}
        self._known = known
        self._read = lru_cache(maxsize=65_536)(self._read_piece)

    def read(self, pieces: Iterable[str]) -> list[Syllable]:
        """Return the syllables that the pieces of a message stand for, in order."""
        return [part for piece in pieces for part in self._read(piece)]

    def _read_piece(self, piece: str) -> tuple[Syllable, ...]:
        if piece in self._short:
            return self._short[piece]
        typed = syllable(piece)
        if is_spelt(piece) or not piece.isalnum() or piece.isdigit() or len(piece) > _LONGEST:
            return (typed,)
        guesses = [guess for guess in _respelt(piece) if is_spelt(guess)]
        best = next((guess for guess in guesses if syllable(guess).bare in self._known), guesses[0] if guesses else "")
        if best:
            return (syllable(best),)
        return (piece.isalpha() and (self._split(typed) or self._near(typed))) or (typed,)

    def _near(self, typed: Syllable) -> tuple[Syllable, ...]:
        """Return the known word one slip of the finger away, if there is one."""
        if not 3 <= len(typed.bare) <= 7:
            return ()
        found = next((guess for guess in _slips(typed.bare) if guess in self._known), "")
        return (Syllable(found, found),) if found else ()

    def _split(self, typed: Syllable) -> tuple[Syllable, ...]:
        """Return the syllables of words typed without spaces (cuutoivoi), known words first."""
        ends: dict[int, tuple[int, tuple[Syllable, ...]]] = {0: (0, ())}
        for end in range(1, len(typed.bare) + 1):
            for start in range(max(0, end - 7), end):
                part = typed.bare[start:end]
                if start in ends and SYLLABLE.fullmatch(part):
                    cost = ends[start][0] + (2 if part in self._known and len(part) > 1 else 5)
                    if end not in ends or cost < ends[end][0]:
                        word = Syllable(part, typed.shaped[start:end])
                        ends[end] = (cost, (*ends[start][1], word))
        return ends[len(typed.bare)][1] if len(typed.bare) in ends else ()


def _respelt(piece: str) -> Iterator[str]:
    """Yield what an impossible spelling may have meant, likeliest first."""
    yield from _keyed(piece)
    yield _STRETCHED.sub(r"\1\1", piece)  # cứuuuu keeps its two u
    short = _STRETCHED.sub(r"\1", piece)
    yield short
    yield from _keyed(short)
    for wrong, right in _SOUNDS:
        if piece.startswith(wrong):
            yield right + piece[len(wrong) :]


def _keyed(piece: str) -> Iterator[str]:
    """Yield the syllable that telex (ddanhs, cuwsu) or VNI (d9anh1) keys were meant to write."""
    head, tail = re.match(r"([^aeiouyâăêôơư]*)(.*)", piece, re.S).groups()  # type: ignore[union-attr]
    tone = next((char for char in reversed(tail) if char in "sfrxj12345"), "")
    if tone:
        at = tail.rindex(tone)
        tail = tail[:at] + tail[at + 1 :]
    spelt = head + tail
    for keys, letter in _SHAPES.items():
        spelt = spelt.replace(keys, letter)
    for key, letters in _VNI_SHAPES.items():
        before, pressed, after = spelt.partition(key)
        at = max(map(before.rfind, letters)) if pressed else -1
        if at >= 0:  # the key shapes the letter before it: cu7u1
            spelt = (before[:at] + letters[before[at]] + before[at + 1 :]).replace("uơ", "ươ") + after
    if "w" in spelt:  # the hook typed last: cuuw, duongw
        spelt = spelt.replace("w", "").replace("uo", "ươ").replace("u", "ư", 1)
    mark = {"x": "r"}.get(tone, _VNI_TONES.get(tone, tone))
    yield spelt + next((char for char, name in _TONES.items() if name == mark), "") if spelt != piece else piece


def _slips(bare: str) -> Iterator[str]:
    """Yield spellings one slip away: two letters swapped, one too many, one too few, one wrong."""
    cuts = [(bare[:at], bare[at:]) for at in range(len(bare) + 1)]
    yield from (a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1)
    yield from (a + b[1:] for a, b in cuts if b)
    yield from (a + letter + b for a, b in cuts for letter in _LETTERS)
    yield from (a + letter + b[1:] for a, b in cuts if b for letter in _LETTERS)
