"""Whose democracy a passage is about: commune and residents, agencies and public units, or employers."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from index.text import fold, syllables


class Sector(StrEnum):
    """The kinds of "cơ sở" that the law treats chapter by chapter."""

    COMMUNE = "commune"
    AGENCY = "agency"
    ENTERPRISE = "enterprise"
    ANY = ""


# How the law's own chapter headings name each sector; the first that matches wins.
_CHAPTERS = (
    ("thuc hien dan chu o xa", Sector.COMMUNE),
    ("dan chu o co quan", Sector.AGENCY),
    ("dan chu trong co quan", Sector.AGENCY),
    ("to chuc co su dung lao dong", Sector.ENTERPRISE),
    ("tai noi lam viec", Sector.ENTERPRISE),
)


def sector_of(headings: Sequence[str]) -> Sector:
    """Return the sector that the headings above a passage speak of, ANY where they do not say."""
    folded = " ".join(fold(heading) for heading in headings)
    return next((sector for words, sector in _CHAPTERS if words in folded), Sector.ANY)


def sectors_asked(text: str, words: Mapping[str, Sequence[str]]) -> tuple[Sector, Sector]:
    """Return the sector to assume and the one that text names by its folded words: commune and ANY if it names none."""
    folded = f" {' '.join(syllables(text))} "
    named = {sector for sector, names in words.items() if any(f" {name} " in folded for name in names)}
    if len(named) == 1:
        only = Sector(named.pop())
        return only, only
    return (Sector.ANY, Sector.COMMUNE) if named else (Sector.COMMUNE, Sector.ANY)
