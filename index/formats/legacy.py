"""Vietnamese as written before Unicode, TCVN3 (ABC) and VNI: told apart by what reads as Vietnamese. Pure.

In these two a text is a row of Latin-1 letters that only the right font shows as Vietnamese. TCVN3 has one code for a
letter in both cases, since its capital fonts (.VnTimeH) draw the small codes as capitals: which case was meant is taken
from the font where a file names it, else from the plain letters around it (see `_capital`).
"""

import re
import unicodedata
from collections.abc import Callable

from index.formats.syllable import spelt

_TCVN3_LETTERS = "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
_TCVN3_CODES = bytes.fromhex(
    "a1a2a3a4a5a6a7 a8a9aaabacadae b5b6b7b8b9 bbbcbdbec6 c7c8c9cacb cccecfd0d1 d2d3d4d5d6 d7d8dcddde"
    "dfe1e2e3e4 e5e6e7e8e9 eaebecedee eff1f2f3f4 f5f6f7f8f9 fafbfcfdfe"
).decode("latin-1")
_VNI_TONES = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_VNI_ROOF = {"â": "", "á": "\u0301", "à": "\u0300", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}  # a, e, o with ^
_VNI_BREVE = {"ê": "", "é": "\u0301", "è": "\u0300", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}  # a with ˘
_VNI_SINGLE = {"í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "ñ": "đ", "ô": "ơ", "ö": "ư"}
_MARGIN = 0.1  # how much more of a text must read as Vietnamese before it is taken for a legacy one
_OWN = re.compile("[^\x00-\x7f]")
_UNICODE_ONLY = re.compile("[ăđĩũơưĂĐĨŨƠƯ\u0300-\u0323\u1ea0-\u1ef9]")
_WORD = re.compile(r"[^\W\d_]+")
_SYMBOL = re.compile(r"\S*[\d/]\S*")  # 48/KH-UBND is in capitals whatever its line is


def _vni_table() -> dict[str, str]:
    table = dict(_VNI_SINGLE)
    for base, letter in (("a", "a"), ("e", "e"), ("o", "o"), ("u", "u"), ("y", "y"), ("ô", "ơ"), ("ö", "ư")):
        table |= {base + mark: letter + tone for mark, tone in _VNI_TONES.items()}
    for base, roofed in (("a", "â"), ("e", "ê"), ("o", "ô")):
        table |= {base + mark: roofed + tone for mark, tone in _VNI_ROOF.items()}
    table |= {"a" + mark: "ă" + tone for mark, tone in _VNI_BREVE.items()}
    table = {key: unicodedata.normalize("NFC", value) for key, value in table.items()}
    upper = {key.upper(): value.upper() for key, value in table.items()}
    mixed = {key[0].upper() + key[1:]: value.upper() for key, value in table.items()}
    return mixed | upper | table


_TCVN3 = dict(zip(_TCVN3_CODES, _TCVN3_LETTERS, strict=True))
_VNI = _vni_table()
_VNI_KEYS = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))
_FROM_TCVN3 = str.maketrans(_TCVN3)


def from_tcvn3(text: str, *, capitals: bool | None = None) -> str:
    """Return text in TCVN3 letters as Unicode; `capitals` says whether a capital font drew it, None: judge by word."""
    read = text.translate(_FROM_TCVN3)
    if capitals is None:
        return "\n".join(_capital(line) for line in read.split("\n"))
    return read.upper() if capitals else read


def from_vni(text: str) -> str:
    """Return text in VNI letters as Unicode."""
    return _VNI_KEYS.sub(lambda match: _VNI[match[0]], text)


def is_legacy(font: str) -> bool:
    """Return whether the name of a font is one of those that draw TCVN3 or VNI letters."""
    return font.strip().lower().startswith((".vn", "vni-"))


def is_unicode(text: str) -> bool:
    """Return whether text has letters that no legacy encoding has, so that it is in Unicode."""
    return _UNICODE_ONLY.search(text) is not None


def by_font(text: str, font: str) -> str | None:
    """Return text as the name of its font says it was written, None where the name says nothing."""
    name = font.strip().lower()
    if name.startswith(".vn"):
        return from_tcvn3(text, capitals=name.endswith("h"))
    return from_vni(text) if name.startswith("vni-") else None


def modern(text: str) -> str:
    """Return text in Unicode, each legacy line converted; what already reads as Vietnamese is left as it is."""
    best = _best(text)
    if best is None:
        return text
    return "\n".join(_line(line, best) for line in text.split("\n"))


def _line(line: str, read: Callable[[str], str]) -> str:
    if _UNICODE_ONLY.search(line.replace("\u00ad", "")):  # a Unicode line among legacy ones
        return line
    converted = read(line)
    return converted if spelt(converted) >= spelt(line) else line


def _best(text: str) -> Callable[[str], str] | None:
    """Return the reading under which the lines that are not plain Unicode make most sense, None for none."""
    lines = [line for line in text.split("\n") if _OWN.search(line) and not _UNICODE_ONLY.search(line)]
    sample = "\n".join(lines)[:200_000]
    scores = {read: spelt(read(sample)) for read in (from_tcvn3, from_vni)}
    best = max(scores, key=lambda read: scores[read])
    return best if scores[best] >= spelt(sample) + _MARGIN else None


def _capital(line: str) -> str:
    """Return a line with words in capitals whose accented letters came out small: "CéNG HßA" was meant as one case.

    A word goes up where one of its plain letters beyond the first is a capital, or where most plain letters of its
    line are; a heading typed all in small codes stays small.
    """
    plain = [char for char in _SYMBOL.sub("", line) if char.isascii() and char.isalpha()]
    shouted = len(plain) > 3 and sum(map(str.isupper, plain)) > 0.7 * len(plain)

    def raised(match: re.Match[str]) -> str:
        word = match[0]
        loud = shouted or any(char.isascii() and char.isupper() for char in word[1:])
        return word.upper() if loud and not word.isascii() else word

    return _WORD.sub(raised, line)
