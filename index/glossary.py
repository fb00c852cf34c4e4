"""What people type to what texts say: phone spelling written out, lay phrases answered by legal ones."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from index.reader import read_toml
from index.telex import joined
from index.text import fold, normalise, syllables

_TYPED = re.compile(r"[^\W_]+(?:[./&-][^\W_]+)*|[^\w\s]|_|\s+")
_SYLLABLE = re.compile(r"[^\W_]+")
# "302/KH- UBND": a symbol typed with stray spaces stays one symbol
_SPACED = re.compile(
    r"(?<![\w/])\d{1,5}\s?[-–/]\s?(?:\d{4}\s?[-–/]\s?)?"
    r"(?:qđi?|qd|kl|ctr|ctph|ct|nq|n[đd]|kh|cv|hd|ttr|tt|[đd]a)\s?[-–/]\s?[a-zđ]{2,8}(?!\w)",
    re.IGNORECASE,
)
_NAMING = frozenset({"diem", "khoan"})
_WORD = re.compile(r"[^\W\d_]+")
_STRETCHED = re.compile(r"(.)\1{2,}")
_ROMAN = re.compile(r"[ivx]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Glossary:
    """`spelling`: a typed token to words; `phrases`: lay words to the law's; `sectors`: the words that name each."""

    spelling: Mapping[str, str]
    phrases: Mapping[str, str]
    sectors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    _by_first: Mapping[str, tuple[tuple[tuple[str, ...], str, str], ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Sort the phrases by their first folded syllable, so that a lookup reads only what may match."""
        by_first: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
        for lay, legal in self.phrases.items():
            folded = tuple(syllables(lay))
            by_first.setdefault(folded[0], []).append((folded, lay, legal))
        object.__setattr__(self, "_by_first", {first: tuple(rows) for first, rows in by_first.items()})

    @classmethod
    def load(cls, folder: Path) -> "Glossary":
        """Return the glossary of the corpus folder; raises UnreadableFile or BadManifest."""
        content = read_toml(folder / "glossary.toml")
        spelling = {normalise(key).lower(): value for key, value in content.get("spelling", {}).items()}
        phrases = {normalise(key).lower(): value for key, value in content.get("phrases", {}).items()}
        sectors = {
            name: tuple(" ".join(syllables(word)) for word in words)
            for name, words in content.get("sectors", {}).items()
        }
        return cls(spelling, phrases, sectors)

    def write_out(self, text: str) -> str:
        """Return text normalised, with phone spelling and abbreviations written out and stretched letters cut."""
        parts = _TYPED.findall(_SPACED.sub(lambda symbol: "".join(symbol[0].split()), normalise(text)))
        named = ("", "", *(fold(part) for part in parts))  # "điểm k" and "khoản k" name a letter, not "không"
        return "".join(
            part if before in _NAMING else self._word(part) for before, part in zip(named, parts, strict=False)
        ).strip()

    def _word(self, part: str) -> str:
        """Return what one typed token stands for; "dnnn" is a word of its own, "dnnnnn" a stretched one."""
        cut = _WORD.sub(lambda word: _unstretched(word[0]), part)
        return self.spelling.get(part.lower()) or self.spelling.get(cut.lower()) or joined(cut)

    def legal(self, text: str) -> tuple[str, ...]:
        """Return the legal words for the lay phrases in text.

        Where marks were typed a phrase must match them; without marks only phrases of two syllables or more count,
        since "dan" may be dán, dân or dàn.
        """
        folded = syllables(text)
        spelt = " " + " ".join(_SYLLABLE.findall(normalise(text).lower())) + " "
        plain = fold(spelt) == spelt
        found: dict[str, None] = {}
        for start, first in enumerate(folded):
            for words, lay, legal in self._by_first.get(first, ()):
                if tuple(folded[start : start + len(words)]) != words:
                    continue
                if (len(words) > 1 if plain else f" {lay} " in spelt) or lay == fold(lay):
                    found[legal] = None
        return tuple(found)


def _unstretched(word: str) -> str:
    """Return "koooo" as "ko", "III" as it is."""
    return word if _ROMAN.fullmatch(word) else _STRETCHED.sub(r"\1", word)
