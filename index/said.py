"""What a question says, and which of some passages say it where."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from index.document import Passage
from index.lexical import LexicalIndex
from index.text import fold, marked, syllables, tokens


@dataclass(frozen=True, slots=True)
class Said:
    """What a question says, and which candidates hold it where: (n, tokens) for each field.

    `tokens` are its `syllables`, the pairs of them, then its words that have marks, which `marked` gives as typed.
    """

    tokens: Sequence[str]
    syllables: slice
    pairs: slice
    spelt: slice
    marked: Sequence[str]
    text: NDArray[np.bool_]
    heading: NDArray[np.bool_]
    questions: NDArray[np.bool_]


def read(whole: str, lexical: LexicalIndex, places: Sequence[int]) -> Said:
    """Return what a question says and which of the passages at places hold it."""
    single = list(dict.fromkeys(syllables(whole)))
    pairs = [token for token in dict.fromkeys(tokens(whole)) if " " in token]
    spelt = [(word, fold(word)) for word in marked(whole)]
    spelt = [(word, bare) for word, bare in spelt if word != bare]
    every = [*single, *pairs, *(bare for _, bare in spelt)]
    first, second = len(single), len(single) + len(pairs)
    text, heading, asked_ = (lexical.holds(name, every, places) for name in ("body", "title", "questions"))
    return Said(
        every,
        slice(first),
        slice(first, second),
        slice(second, None),
        [word for word, _ in spelt],
        text,
        heading,
        asked_,
    )


def misspelt(said: Said, passages: Sequence[Passage]) -> NDArray[np.float32]:
    """Return the share of marked words that each passage holds only with other marks (đường, Dương)."""
    if not said.marked:
        return np.zeros(len(passages), dtype=np.float32)
    held = (said.text | said.heading | said.questions)[:, said.spelt]
    wanted, column = np.unique(np.array([_sum(word) for word in said.marked], dtype=np.uint32), return_inverse=True)
    spelt = [_as_spelt(passage) for passage in passages]
    row, every = np.repeat(np.arange(len(spelt)), [len(words) for words in spelt]), np.concatenate(spelt)
    place = np.minimum(np.searchsorted(wanted, every), len(wanted) - 1)
    same = wanted[place] == every
    exact = np.zeros((len(spelt), len(wanted)), dtype=bool)
    exact[row[same], place[same]] = True
    return np.asarray((held & ~exact[:, column]).mean(axis=1), dtype=np.float32)


@lru_cache(maxsize=4096)
def _as_spelt(passage: Passage) -> NDArray[np.uint32]:
    """Return the sums of the syllables of a passage that have marks, as spelt in lower case."""
    whole = "\n".join((passage.text, *passage.notes, *passage.headings, *passage.questions))
    return np.array([_sum(word) for word in frozenset(marked(whole)) if not word.isascii()], dtype=np.uint32)


def _sum(word: str) -> int:
    return crc32(word.encode())
