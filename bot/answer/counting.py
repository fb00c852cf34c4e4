"""The numbers of a vote as a question tells them, and the smallest number that passes. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from index.text import fold

_UNITS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "lam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9}
_TENS = {"muoi": 10, "chuc": 10, "tram": 100}
_WORD = "|".join((*_UNITS, *_TENS, "linh", "le"))
_NUMBER = rf"(\d{{1,4}}|(?:{_WORD})(?: (?:{_WORD}))*)"
_HOUSES = "ho gia dinh|ho dan|dai dien ho|ho|noc nha|noc|can nha|nha dan|nha|gia dinh"
_VOTERS = f"{_HOUSES}|dai dien|nguoi|ba con|phieu"
_AGREE = (
    "gio tay|dong y|tan thanh|dong tinh|gat dau|gat|ung ho|chiu gop|chiu|thuan|nhat tri|ky ten|ky|bam dong y|"
    "bo phieu thuan|bau cho|ban thanh"
)
_COME = "di hop|du hop|den hop|toi hop|vo hop|vao hop|ra hop|co mat|tham du|tham gia|toi du|den du|hop|toi|den|du"
_CAME = "di hop|du hop|den hop|toi hop|co mat|tham du|hop(?: (?:duoc|co|chi|moi))?"
_FILL = "(?:(?:da|deu|thi|la|co|chi|moi|duoc|chi co|moi co|con|lai|cung) )*"
_FAVOUR = re.compile(
    rf"\b(?:{_NUMBER} (?:(?:{_VOTERS}) )?{_FILL}(?:{_AGREE})\b|"
    rf"(?:{_AGREE}) {_FILL}{_NUMBER}(?= (?:{_VOTERS})\b|$| *[,.?;]))"
)
_PRESENT = re.compile(
    rf"\b(?:{_NUMBER} (?:(?:{_VOTERS}) )?{_FILL}(?:{_COME})\b|(?:{_CAME}) {_FILL}{_NUMBER} (?:{_VOTERS})\b)"
)
_TOTAL = re.compile(rf"\b{_NUMBER} (?:{_HOUSES})\b")
_VILLAGES = re.compile(rf"\b{_NUMBER} (?:thon|xom|ap|ban|buon|khom|khu pho|to dan pho|to)\b")
_OF = re.compile(rf"(?<![/\d])(\d{{1,4}}) ?/ ?(\d{{1,4}}) (?:{_VOTERS})\b")
_ALL = re.compile(r"\b(?:tat ca|ai cung|100 ?%|het tham|deu|toan bo)\b")
_HOW_MANY = re.compile(
    rf"\b(?:bao nhieu|may|toi thieu|it nhat)\b[^.?!]{{0,30}}\b(?:{_AGREE}|phieu|phan tram)\b|"
    rf"\b(?:can|phai|du) (?:co |duoc |tu )?(?:bao nhieu|may) (?:{_VOTERS})\b"
)
_ENOUGH = re.compile(
    r"\b(?:du|duoc|qua|hop le|thong qua|xong)\b (?:so )?(?:chua|khong|ko|k|ha|hong|hok)\b|\bda (?:du|qua|duoc)\b"
)
_SPACES = re.compile(r"[^\w%/.,?;]+")


@dataclass(frozen=True, slots=True)
class Share:
    """A share of a whole that must be reached, or passed where it is `beyond`."""

    part: Fraction
    beyond: bool = False

    def least(self, whole: int) -> int:
        """Return the smallest number of so many that is enough."""
        return floor(self.part * whole) + 1 if self.beyond else ceil(self.part * whole)


@dataclass(frozen=True, slots=True)
class Count:
    """What a question tells of a vote; None where it tells nothing. `villages` are those of a commune."""

    total: int | None = None
    present: int | None = None
    favour: int | None = None
    villages: int | None = None

    @property
    def told(self) -> bool:
        """Return whether there is a whole to take a share of."""
        return bool(self.total or self.villages)


def counted(text: str) -> Count:
    """Return the numbers of a vote in text: of all households, of those present, of those in favour."""
    spoken = " ".join(_SPACES.sub(" ", fold(text)).split())
    if (of := _OF.search(spoken)) and int(of[1]) <= int(of[2]):
        return Count(total=int(of[2]), favour=int(of[1]))
    favour, spoken = _taken(_FAVOUR, spoken)
    villages, spoken = _taken(_VILLAGES, spoken)
    present, rest = _taken(_PRESENT, spoken)
    total, _ = _taken(_TOTAL, rest)
    if total is None and present is not None and favour is not None:  # "họp 120 hộ, 65 hộ giơ tay" tells no total
        return Count(None, present, favour, villages)
    if favour is None and present is not None and _ALL.search(spoken):
        favour = present
    return Count(total, present, favour, villages)


def asks_count(text: str, count: Count) -> bool:
    """Return whether text asks how many must agree, or whether as many as it tells are enough."""
    spoken = " ".join(_SPACES.sub(" ", fold(text)).split())
    enough = (count.favour or count.present) and _ENOUGH.search(spoken)
    return bool(_HOW_MANY.search(spoken) or enough)


def number(words: str) -> int | None:
    """Return the number that folded digits or words tell: "mot tram hai muoi" → 120; None for what is none."""
    if words.isdigit():
        return int(words)
    total, last = 0, 0
    for word in words.split():
        if word in _UNITS:
            total, last = total + last, _UNITS[word]
        elif word == "tram":
            total, last = total + (last or 1) * 100, 0
        elif word in _TENS:
            total, last = total + (last or 1) * 10, 0
        elif word not in {"linh", "le"}:
            return None
    return total + last or None


def _taken(pattern: re.Pattern[str], spoken: str) -> tuple[int | None, str]:
    """Return the first number of its kind, and what is said without it."""
    for match in pattern.finditer(spoken):
        found = number(next(group for group in match.groups() if group))
        if found:
            return found, f"{spoken[: match.start()]} , {spoken[match.end() :]}"
    return None, spoken


def share(told: str) -> Share:
    """Return the share that data tell: "2/3" must be reached, ">1/2" passed.

    Raises ValueError for anything else.
    """
    return Share(Fraction(told.removeprefix(">")), told.startswith(">"))


def words_in(text: str, lines: Sequence[str]) -> int:
    """Return how many of the folded phrases stand in text."""
    spoken = f" {' '.join(_SPACES.sub(' ', fold(text)).replace('?', ' ').replace(',', ' ').split())} "
    return sum(f" {line} " in spoken for line in lines)
