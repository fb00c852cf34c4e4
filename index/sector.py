"""Whose democracy a passage is about: commune and residents, agencies and public units, or employers."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from index.text import fold, syllables


class Sector(StrEnum):
    """The kinds of "cơ sở" that the law treats chapter by chapter; PRIVATE is every employer outside the state."""

    COMMUNE = "commune"
    AGENCY = "agency"
    ENTERPRISE = "enterprise"
    PRIVATE = "private"
    ANY = ""


# How the law's own chapter headings name each sector; the first that matches wins.
_CHAPTERS = (
    ("khu vuc ngoai nha nuoc", Sector.PRIVATE),
    ("tai noi lam viec", Sector.PRIVATE),
    ("thuc hien dan chu o xa", Sector.COMMUNE),
    ("dan chu o co quan", Sector.AGENCY),
    ("dan chu trong co quan", Sector.AGENCY),
    ("don vi su nghiep cong lap", Sector.AGENCY),
    ("to chuc co su dung lao dong", Sector.ENTERPRISE),
)
EMPLOYER = "employer"  # words of a workplace that do not tell whose it is
_WORKPLACES = frozenset({Sector.ENTERPRISE, Sector.PRIVATE})


def sector_of(headings: Sequence[str]) -> Sector:
    """Return the sector that the headings above a passage speak of, ANY where they do not say."""
    folded = " ".join(fold(heading) for heading in headings)
    return next((sector for words, sector in _CHAPTERS if words in folded), Sector.ANY)


def sectors_named(text: str, words: Mapping[str, Sequence[str]]) -> frozenset[Sector]:
    """Return the sectors that text names by its folded words; a workplace of which it does not say whose is both."""
    folded = f" {' '.join(syllables(text))} "
    named = {sector for sector, names in words.items() if any(f" {name} " in folded for name in names)}
    sectors = frozenset(Sector(name) for name in named - {EMPLOYER})
    if EMPLOYER in named and not sectors & (_WORKPLACES | {Sector.AGENCY}):
        sectors |= _WORKPLACES
    return sectors
