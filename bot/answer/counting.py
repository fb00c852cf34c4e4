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
_VILLAGE = "to dan pho|khu pho|thon|xom|ap|ban|buon|khom|to|khoi|phum|lang"
_VOTERS = f"{_HOUSES}|dai dien|nguoi|ba con|phieu|{_VILLAGE}"
_AGREE = (
    "gio tay|dong y|tan thanh|dong tinh|gat dau|gat|ung ho|ung|chiu gop|chiu|thuan|nhat tri|ky ten|ky|bam dong y|"
    "bo phieu thuan|bau cho|ban thanh|dong thuan|bo cho"
)
_COME = (
    "di hop|di bau|du hop|den hop|toi hop|vo hop|vao hop|ra hop|ve hop|co mat|tham du|tham gia|toi du|den du|hop|toi|"
    "den|du|di"
)
_CAME = "di hop|du hop|den hop|toi hop|co mat|tham du|hop(?: (?:duoc|co|chi|moi))?"
_FILL = "(?:(?:da|deu|thi|la|co|chi|moi|duoc|chi co|moi co|con|lai|cung|bo phieu) )*"
_FAVOUR = re.compile(
    rf"\b(?:{_NUMBER} (?:(?:{_VOTERS}) )?{_FILL}(?:{_AGREE})\b|"
    rf"(?:{_AGREE}) {_FILL}{_NUMBER}(?= (?:{_VOTERS})\b|$| *[,.?;]))"
)
_BALLOTS = re.compile(rf"(?<!thu ve )(?<!thu duoc )(?<!phat )\b{_NUMBER} (?:phieu|chu ky)\b")
_PRESENT = re.compile(
    rf"\b(?:{_NUMBER} (?:(?:{_VOTERS}) )?{_FILL}(?:{_COME})\b|(?:{_CAME}) {_FILL}{_NUMBER} (?:{_VOTERS})\b)"
)
_TOTAL = re.compile(rf"\b{_NUMBER} (?:{_HOUSES})\b")
_VILLAGES = re.compile(rf"\b{_NUMBER} (?:{_VILLAGE})\b(?! so)")
_OF = re.compile(rf"(?<![/\d])(\d{{1,4}}) ?/ ?(\d{{1,4}}) (?:{_VOTERS})\b")
_ALL = re.compile(r"\b(?:tat ca|ai cung|100 ?%|het tham|deu|toan bo|dong y het)\b")
_HOW_MANY = re.compile(
    rf"\b(?:bao nhieu|may|toi thieu|it nhat)\b[^.?!]{{0,30}}\b(?:{_AGREE}|phieu)\b|"
    rf"\b(?:can|phai|du|la) (?:co |duoc |tu )?(?:bao nhieu|may) (?:{_VOTERS})\b"
)
_ENOUGH = re.compile(
    r"\b(?:du|duoc|dc|qua|hop le|thong qua|xong|trung|trung cu|dat|ok|quyet) (?:so )?"
    r"(?:chua|khong|ko|k|ha|hong|hok|nhi|roi|chu|hay)\b|\bda (?:du|qua|duoc|dat|trung)\b|"
    r"\bdu (?:\S+ ){1,3}(?:chua|khong|ko|k)\b|\b(?:dat|duoc tinh la thong qua)\W*$|"
    r"\b(?:thieu hay du|trung hay truot|tinh sao|ai dung|co dung (?:khong|ko)|co trung|thi sao|phai khong)\b"
)
_THOUSANDS = re.compile(r"(?<=\d)\.(?=\d{3}(?!\d))")
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
        return bool(self.total or self.present or self.villages)


def counted(text: str) -> Count:
    """Return the numbers of a vote in text: of all households, of those present, of those in favour."""
    spoken = _spoken(text)
    if (of := _OF.search(spoken)) and int(of[1]) <= int(of[2]):
        come = re.match(rf" *(?:{_COME})\b", spoken[of.end() :])
        return Count(total=int(of[2]), present=int(of[1])) if come else Count(total=int(of[2]), favour=int(of[1]))
    favour, spoken = _taken(_FAVOUR, spoken)
    if favour is None:
        favour, spoken = _taken(_BALLOTS, spoken)
    present, rest = _taken(_PRESENT, spoken)
    totals = [found for match in _TOTAL.finditer(rest) if (found := number(match[1]))]
    villages, _ = _taken(_VILLAGES, rest)
    if favour is None and present is not None and _ALL.search(spoken):
        favour = present
    return Count(max(totals, default=None), present, favour, villages)


def asks_count(text: str, count: Count) -> bool:
    """Return whether text asks how many must agree, or whether as many as it tells are enough."""
    spoken = _spoken(text)
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


def _spoken(text: str) -> str:
    return " ".join(_SPACES.sub(" ", _THOUSANDS.sub("", fold(text))).split()).replace("phan tram", "%")


def words_in(text: str, lines: Sequence[str]) -> int:
    """Return how many of the folded phrases stand in text."""
    spoken = f" {' '.join(_SPACES.sub(' ', fold(text)).replace('?', ' ').replace(',', ' ').split())} "
    return sum(f" {line} " in spoken for line in lines)
