"""Lists of persons, told by rows of a name with a day of birth or the number of a card. Pure."""

import re
from collections.abc import Sequence

from index.text import fold

_FEWEST = 5  # rows; fewer are the signatories and contacts any plan names
_UPPER = "A-ZÀ-ÖØ-ÝĂĐĨŨƠƯẠ-Ỹ"
_PERSON = re.compile(rf"(?<!\w)(?:[{_UPPER}][^\W\d_]*['’]?\s+){{1,5}}[{_UPPER}][^\W\d_]*(?!\w)")
_PRIVATE = re.compile(
    r"(?<![\d/-])(?:\d{12}|\d{9}|\d{3} ?\d{3} ?\d{3} ?\d{3}|\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d\d)(?![\d/-])"
)
_CARD = re.compile(r"(?<!\d)(?:\d{12}|\d{3} \d{3} \d{3} \d{3})(?!\d)")  # one is enough: no plan names any
_BORN = re.compile(r"(?<![\d/-])(?:19[2-9]\d|20[0-2]\d)(?![\d/-])")
_CITING = re.compile(r"ngày \d|\bsố \d|\btháng \d|\d\s?[/-]\s?[A-ZĐ]{2}")
_COLUMNS = re.compile(r"(?:ho (?:va |, )?(?:chu dem )?ten|chu ho).*(?:sinh|cccd|cmnd|can cuoc|dinh danh)")


def lists_people(lines: Sequence[str]) -> bool:
    """Return whether lines hold a list of persons with their days of birth, years of birth or card numbers."""
    rows = sum(map(_is_row, lines))
    if rows >= _FEWEST or any(_is_row(line) and _CARD.search(line) for line in lines):
        return True
    headed = next((place for place, line in enumerate(lines) if _COLUMNS.search(fold(line))), None)
    return headed is not None and sum(_is_born(line) for line in lines[headed + 1 :]) >= 2


def _is_row(line: str) -> bool:
    return len(line) < 300 and bool(_PRIVATE.search(line) and _PERSON.search(line)) and not _CITING.search(line)


def _is_born(line: str) -> bool:
    years = _BORN.search(line) or _PRIVATE.search(line)
    return len(line) < 300 and bool(years and _PERSON.search(line)) and not _CITING.search(line)
