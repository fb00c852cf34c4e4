"""How much of a text is Vietnamese: the share of its words that are built as a Vietnamese syllable. Pure."""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

_TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))
_PLAIN = str.maketrans("ăâêôơưđ", "aaeooud")
_ONSET = "ngh|gh|ng(?![ieê])|nh|gi|g(?![eê])|kh|k(?=[ieêy])|c(?![ieêy])|ph|qu|th|tr|ch|[bdđhlmnprstvx]"
# nucleus and final, by the letters that carry the vowel; a final after it in brackets
_RIME = (
    "a(?:ch|nh|ng|[cmnpt]|[iouy])?|ă(?:ng|[cmnpt])|â(?:ng|[cmnpt]|[uy])"
    "|e(?:ng|[cmnpt]|o)?|ê(?:ch|nh|[mnpt]|u)?|i(?:ch|nh|[mnpt]|u|a)?|iê(?:ng|[cmnpt]|u)|y(?:ê(?:ng|[mnt]|u))?"
    "|o(?:ng|[cmnpt]|i)?|oo(?:ng|c)|ô(?:ng|[cmnpt]|i)?|ơ(?:[mnpt]|i)?"
    "|u(?:ng|[cmnpt]|i|a)?|ư(?:ng|[cmnt]|[iua])?|uô(?:ng|[cmnt]|i)|ươ(?:ng|[cmnpt]|[iu])"
    "|oa(?:ch|nh|ng|[cmnpt]|[ioy])?|oă(?:ng|[cmnt])|oe(?:[nt]|o)?"
    "|uâ(?:ng|[nt]|y)|uê(?:ch|nh)?|uơ|uy(?:ch|nh|[npt]|u|a)?|uyê(?:[nt])"
)
_MARKED = re.compile(f"(?:{_ONSET})?(?:{_RIME})|gi(?:ng|[mnpt])?|qu(?:ý|y(?:nh|[tn])?)|đăk|lăk|đắk")
_BARE = re.compile(f"(?:{_ONSET.replace('đ', '')})?(?:{_RIME})|gi(?:ng|[mnpt])?".translate(_PLAIN))
_WORD = re.compile(r"[^\W\d_]+")
VIETNAMESE = 0.6  # a text with a smaller share is in another language; measured: see tests/index/formats


def share(text: str) -> float:
    """Return the share, 0..1, of the letters of text that stand in words built as Vietnamese ones, marked or not."""
    return _share(text, is_bare)


def spelt(text: str) -> float:
    """Return the share, 0..1, of the letters in words whose marks too stand where Vietnamese puts them."""
    return _share(text, is_marked)


@lru_cache(maxsize=65_536)
def is_bare(word: str) -> bool:
    """Return whether one lower-case word is a Vietnamese syllable once its marks are taken away."""
    return _BARE.fullmatch(_toneless(word).translate(_PLAIN)) is not None


@lru_cache(maxsize=65_536)
def is_marked(word: str) -> bool:
    """Return whether one lower-case word is a Vietnamese syllable with these very marks."""
    return _MARKED.fullmatch(_toneless(word)) is not None


def _toneless(word: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", word).translate(_TONES))


def _share(text: str, good: Callable[[str], bool]) -> float:
    words = _WORD.findall(unicodedata.normalize("NFC", text).lower())
    total = sum(map(len, words))
    return sum(len(word) for word in words if good(word)) / total if total else 0.0
