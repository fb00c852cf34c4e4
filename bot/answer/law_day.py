"""Which day's law a question asks for: "nộp đơn ngày 15/6/2026", "năm 2024 thì sao", "trước đây". Pure."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from index.text import fold

_DAY = re.compile(
    r"(?P<before>truoc\s+)?(?:ngay\s+)?(?<![\d/])(?P<day>\d{1,2})\s*(?:[/.-]|\s+thang\s+)\s*(?P<month>\d{1,2})"
    r"\s*(?:[/.-]|\s+nam\s+)\s*(?P<year>20\d\d)(?![\d/])"
)
_MONTH = re.compile(
    r"(?P<before>truoc\s+)?thang\s+(?P<month>\d{1,2})\s*(?:[/.-]|\s+nam\s+|\s)\s*(?P<year>20\d\d)(?![\d/])"
)
_YEAR = re.compile(r"(?P<before>truoc\s+)?(?<!\w)nam\s+(?P<year>20\d\d)(?![\d/])")
# "kế hoạch năm 2024", "luật năm 2022" name a text, not a day
_NAMES_TEXT = re.compile(
    r"(?:luat|nghi dinh|ke hoach|chuong trinh|nghi quyet|quyet dinh)(?:\s+(?!dieu\b|khoan\b|thi\b)\w+){0,8}\s*$"
)
_STILL = re.compile(r"(?<!\w)con (?:dung|xai|hieu luc|gia tri|ap dung|duoc dung|co hieu luc)(?!\w)")
_LAST_YEAR = re.compile(r"(?<!\w)nam (?:ngoai|truoc)(?!\w)")
_OLD = re.compile(
    r"(?<!\w)(?:(?:luat|quy dinh|van ban|muc|cach) (?:cu|truoc (?:day|kia))|truoc (?:day|kia|khi sua)|hoi truoc)(?!\w)"
)


@dataclass(frozen=True, slots=True)
class LawDay:
    """The day whose law is asked for; `before_change` asks for the wording before the last change, whenever it was."""

    day: date
    named: bool = False
    before_change: bool = False


def law_day(text: str, today: date) -> LawDay:
    """Return the day that text asks about, today where it names none; a day to come is answered by today's law."""
    if _STILL.search(fold(text)):  # what was made in a year, and whether it is good today
        return LawDay(today)
    folded = _LAST_YEAR.sub(f"nam {today.year - 1}", fold(text))
    for pattern in (_DAY, _MONTH, _YEAR):
        for match in pattern.finditer(folded):
            day = _read(match)
            if day is not None and day < today and not _NAMES_TEXT.search(folded[: match.start()]):
                return LawDay(day, named=True)
    return LawDay(today, before_change=bool(_OLD.search(folded)))


def undated(text: str) -> str:
    """Return text without the days, months and years it names, which say nothing of what is asked."""
    folded = fold(text)
    if len(folded) != len(text):
        return text
    for pattern in (_DAY, _MONTH, _YEAR):
        folded = pattern.sub(lambda match: "\0" * len(match[0]), folded)
    return " ".join("".join(" " if mark == "\0" else letter for letter, mark in zip(text, folded, strict=True)).split())


def years(text: str) -> set[int]:
    """Return the years of this century that text names."""
    return {int(year) for year in re.findall(r"(?<!\d)20\d\d(?!\d)", text)}


def _read(match: re.Match[str]) -> date | None:
    """Return the last day that a match covers, or the day before its first when it says "before"; None if none is."""
    found = match.groupdict()
    year, month = int(found["year"]), int(found.get("month") or 0)
    try:
        first = date(year, month or 1, int(found.get("day") or 1))
    except ValueError:
        return None
    if found["before"]:
        return first - timedelta(days=1)
    if found.get("day"):
        return first
    return date(year, month or 12, monthrange(year, month or 12)[1])
