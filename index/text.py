"""Vietnamese spelling: one form to store, one folded form to search, and the tokens of the index."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

# Bump when folding or tokens change: an index built with another version is refused (StaleIndex).
TEXT_VERSION = 3

_TONES = "\u0300\u0301\u0303\u0309\u0323"  # huyền, sắc, ngã, hỏi, nặng
_VOWELS = "aăâeêioôơuưy"
_INVISIBLE = re.compile(
    # controls but tab and newline; soft hyphen; zero-width and bidi marks; variation selectors; lone surrogates; tags
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ud800-\udfff"
    "\U000e0000-\U000e0fff]"
)
_BREAKS = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_SYLLABLE = re.compile(r"[^\W_]+")
_WORD_LENGTH = 24  # shorter texts are words met again and again
_WORD = re.compile(r"[^\W\d_]+")

# 217-QĐ/TW, 48 /KH-UBND, 302/KH- UBND, 10/2022/QH15, 11-QĐi/TW: a symbol is matched whole, stray spaces allowed.
_SYMBOL = re.compile(
    r"(?<![\w/])(\d{1,5})\s?[-–/]\s?(?:(\d{4})\s?[-–/]\s?)?"
    r"(qdi|qd|kl|ctr|ctph|ct|nqlt|nq|nd|kh|cv|hd|ttr|ttlt|tt|da|pl|qh\d{2}|ubnd)"
    r"(?:\s?[-–/]\s?([a-z]{2,8}\d{0,2}(?:[-–/][a-z]{2,16}\d{0,2})*))?(?!\w)"
)

# Long and short names of the same body are one token on both sides: "Ủy ban nhân dân" in a plan, "UBND" in a digest,
# "ủy ban xã" on a phone.
_BODIES = tuple(
    (re.compile(rf"\b{long}\b"), short)
    for long, short in (
        (r"uy ban(?: nhan dan)?(?! (?:mat tran|mttq|kiem tra|thuong vu|cua quoc hoi))", "ubnd"),
        (r"hoi dong nhan dan", "hdnd"),
        (r"mat tran(?: to quoc)?(?: viet nam)?", "mttq"),
        (r"qcdc", "quy che dan chu"),
        (r"ttnd", "thanh tra nhan dan"),
        (r"gsdtcd", "giam sat dau tu cua cong dong"),
    )
)


def normalise(text: str) -> str:
    """Return text in NFC, tone marks where the old style puts them (hòa, thủy), without invisible characters."""
    # what cannot be seen goes first: a zero-width mark between a letter and its tone would keep them apart
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", _BREAKS.sub("\n", text)))
    placed = _WORD.sub(lambda word: _place_tone(word[0]), _SPACES.sub(" ", text))
    return unicodedata.normalize("NFC", placed)


def fold(text: str) -> str:
    """Return text in lower case without any mark, đ as d; as many syllables as before."""
    return _fold_word(text) if len(text) <= _WORD_LENGTH else _fold(text)


def _fold(text: str) -> str:
    text = unicodedata.normalize("NFD", normalise(text).lower().replace("đ", "d"))
    return "".join(char for char in text if not unicodedata.combining(char))


def syllables(text: str) -> list[str]:
    """Return the folded syllables and numbers of text, in order: 05 as 5, the usual bodies by their short names."""
    return list(_syllables(text))


@lru_cache(maxsize=32)  # one question is read by many; no question is remembered for the next person
def _syllables(text: str) -> tuple[str, ...]:
    folded = " ".join(_bare(part) for part in _SYLLABLE.findall(fold(text)))
    for long, short in _BODIES:
        folded = long.sub(short, folded)
    return tuple(folded.split())


def symbols(text: str) -> list[str]:
    """Return the document symbols in text in one spelling: "Số: 48 /KH-UBND" → "48/kh/ubnd"."""
    return list(_symbols(text))


@lru_cache(maxsize=32)
def _symbols(text: str) -> tuple[str, ...]:
    return tuple("/".join(_bare(part) for part in _parts(match)) for match in _SYMBOL.finditer(fold(text)))


def symbols_typed(text: str) -> list[tuple[str, str]]:
    """Return the document symbols in text, each in one spelling and as it was typed."""
    typed = normalise(text)
    folded = fold(typed)
    if len(folded) != len(typed):  # a letter that folds to several: the folded one must do
        typed = folded
    found = _SYMBOL.finditer(folded)
    return [("/".join(map(_bare, _parts(match))), " ".join(typed[slice(*match.span())].split())) for match in found]


def tokens(text: str) -> list[str]:
    """Return what the index knows of text: folded syllables, pairs of neighbours, document symbols."""
    single = syllables(text)
    return [*single, *(f"{a} {b}" for a, b in pairwise(single)), *symbols(text)]


def marked(text: str) -> list[str]:
    """Return the lower-case syllables of text as spelt, for breaking ties between words that fold alike."""
    return _SYLLABLE.findall(normalise(text).lower())


def words(text: str) -> list[str]:
    """Return the words and numbers of text exactly as written, for proving that nothing was lost."""
    return re.findall(r"\w+", text)


def _bare(part: str) -> str:
    return part.lstrip("0") or "0" if part.isdigit() else part


def _parts(match: re.Match[str]) -> Iterator[str]:
    number, year, kind, body = match.groups()
    yield number
    if year:
        yield year
    yield "qd" if kind == "qdi" else kind  # 11-QĐi/TW is also written 11-QĐ/TW
    if body:
        yield from re.split("[-–/]", body)


@lru_cache(maxsize=65_536)
def _fold_word(text: str) -> str:
    return _fold(text)


@lru_cache(maxsize=65_536)
def _place_tone(word: str) -> str:
    """Move the tone of -oa, -oe, -uy without a final to the first vowel (hoà → hòa); leave all else alone."""
    bare = unicodedata.normalize("NFD", word)
    tone = next((char for char in bare if char in _TONES), "")
    if not tone:
        return word
    plain = unicodedata.normalize("NFC", bare.replace(tone, "", 1))
    # "qu" is a consonant: quý keeps its mark on y; khoẻ, hoà, thuỷ end in the two vowels
    if plain[-2:].lower() not in {"oa", "oe", "uy"} or plain[:-1].lower().endswith("qu"):
        return unicodedata.normalize("NFC", word)
    return unicodedata.normalize("NFC", f"{plain[:-1]}{tone}{plain[-1]}")
