"""Questions as they are typed on phones; the known way teaches the shipped model, the unseen one only judges. Pure."""

import random
import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from index.text import fold

_WORDS = Path(__file__).with_name("spelling.toml")
_TELEX = dict(zip("\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b", "fsxrj" + "\0ww", strict=True))
_VNI = dict(zip("\u0301\u0300\u0309\u0303\u0323\u0302\u0306\u031b", "12345687", strict=True))
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_SOUNDS = [("s", "x"), ("x", "s"), ("tr", "ch"), ("ch", "tr"), ("d", "gi"), ("gi", "d"), ("r", "d"), ("l", "n")]
_ENDINGS = [("ng", "n"), ("n", "ng"), ("t", "c"), ("c", "t")]
Change = Callable[[str, random.Random], str]


def phone(text: str, chance: random.Random) -> str:
    """Return text as a person might type it: framed as a question, phone words, telex left over, slips, words lost."""
    text = unicodedata.normalize("NFC", text).lower()
    known, frames = _known(), _words()["frames"]
    if chance.random() < 0.3:
        text = chance.choice(frames).format(text.strip(" .?!"))
    for formal in sorted((word for word in known if word in text), key=len, reverse=True):
        if chance.random() < 0.4:
            text = re.sub(rf"\b{formal}\b", chance.choice(known[formal]), text)
    changes: list[Change] = [_telex, _sound, _slip]
    words = [_slipped(word, changes, chance) for word in text.split()]
    if len(words) > 4 and chance.random() < 0.2:
        place = chance.randrange(len(words) - 1)
        words[place : place + 2] = [words[place] + words[place + 1]]
    return " ".join(words)


def unseen(text: str, chance: random.Random) -> str:
    """Return text as another person might type it, with slang, slips and left-over keys that `phone` does not write."""
    text = unicodedata.normalize("NFC", text).lower()
    slang: Mapping[str, list[str]] = _words()["unseen"]
    for formal in sorted((word for word in slang if word in text), key=len, reverse=True):
        if chance.random() < 0.5:
            text = re.sub(rf"\b{formal}\b", chance.choice(slang[formal]), text)
    bare = chance.random() < 0.3  # some type no marks at all
    words = [fold(word) if bare else word for word in text.split()]
    changes: list[Change] = [_vni, _toneless, _ending, _doubled, _shortened]
    words = [chance.choice(changes)(word, chance) if chance.random() < 0.12 else word for word in words]
    if len(words) > 5 and chance.random() < 0.25:
        place = chance.randrange(len(words) - 1)
        words[place : place + 2] = [words[place + 1], words[place]]
    return " ".join((*words, chance.choice(_words()["tails"]))).strip()


def half(text: str, chance: random.Random) -> str:
    """Return text with the marks of every second word, on average, left out."""
    return " ".join(fold(word) if chance.random() < 0.5 else word for word in text.split())


SPELLINGS: Mapping[str, Change] = {
    "typed": lambda text, _chance: text,
    "stripped": lambda text, _chance: fold(text),
    "half": half,
    "phone": phone,
    "unseen": unseen,
}


def spoken() -> Iterator[str]:
    """Yield every word that `phone` writes for another."""
    for variants in _known().values():
        for variant in variants:
            yield from variant.split()


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads(_WORDS.read_text(encoding="utf-8"))


def _known() -> Mapping[str, list[str]]:
    known: Mapping[str, list[str]] = _words()["known"]
    return known


def _slipped(word: str, changes: Sequence[Change], chance: random.Random) -> str:
    return chance.choice(changes)(word, chance) if chance.random() < 0.08 else word


def _telex(word: str, _chance: random.Random) -> str:
    """Return the keys pressed for word when the keyboard failed to join them: người → nguwowif."""
    bare = unicodedata.normalize("NFD", word.replace("đ", "dd"))
    letters: list[str] = []
    tone = ""
    for char in bare:
        key = _TELEX.get(char, char)
        if key in "fsxrj" and unicodedata.combining(char):
            tone = key
        elif key == "\0":
            letters.append(letters[-1] if letters else "")  # â, ê, ô are typed twice
        else:
            letters.append(key)
    return "".join(letters) + tone


def _sound(word: str, chance: random.Random) -> str:
    """Return word spelt as another region says it: s for x, tr for ch."""
    fitting = [(old, new) for old, new in _SOUNDS if word.startswith(old)]
    if not fitting:
        return word
    old, new = chance.choice(fitting)
    return new + word[len(old) :]


def _slip(word: str, chance: random.Random) -> str:
    """Return word with one letter lost or two changed over."""
    if len(word) < 3:
        return word
    place = chance.randrange(1, len(word) - 1)
    if chance.random() < 0.5:
        return word[:place] + word[place + 1 :]
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def _vni(word: str, _chance: random.Random) -> str:
    """Return the digits pressed for the marks of word: người → ngu7o7i2."""
    bare = unicodedata.normalize("NFD", word.replace("đ", "d9"))
    letters = "".join(char for char in bare if char not in _TONES)
    tone = "".join(_VNI[char] for char in bare if char in _TONES)
    return "".join(_VNI.get(char, char) for char in letters) + tone


def _toneless(word: str, _chance: random.Random) -> str:
    """Return word without its tone, its vowels as they were: được → đươc."""
    bare = unicodedata.normalize("NFD", word)
    return unicodedata.normalize("NFC", "".join(char for char in bare if char not in _TONES))


def _ending(word: str, _chance: random.Random) -> str:
    """Return word with its last consonant as another region says it: bàn → bàng, mặt → mặc."""
    for old, new in _ENDINGS:
        if len(word) > len(old) + 1 and word.endswith(old):
            return word[: -len(old)] + new
    return word


def _doubled(word: str, _chance: random.Random) -> str:
    return word + word[-1] if word.isalpha() else word


def _shortened(word: str, _chance: random.Random) -> str:
    return word[:-1] if len(word) > 3 else word
