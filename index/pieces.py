"""A question cut into the pieces of our embedding model, as its tokenizer does, whose tree alone would take 60 MB."""

import json
import re
from collections.abc import Sequence

from index.text import fold

_GAPS = re.compile(r"[^a-z0-9]+")
_ZEROS = re.compile(r"(?<![a-z0-9])0+(?=[0-9])")
_SPACE = "▁"


class Pieces:
    """The pieces of a unigram model over folded text, each with its number and its score."""

    def __init__(self, tokenizer: str) -> None:
        """Read the content of tokenizer.json."""
        pieces = json.loads(tokenizer)["model"]["vocab"]
        self._known = {piece: (number, score) for number, (piece, score) in enumerate(pieces)}
        self._longest: dict[str, int] = {}  # of the pieces that begin with two letters
        for piece in self._known:
            self._longest[piece[:2]] = max(len(piece), self._longest.get(piece[:2], 1))

    def __len__(self) -> int:
        """Return how many pieces there are."""
        return len(self._known)

    def numbers(self, text: str) -> list[int] | None:
        """Return the numbers of the likeliest pieces of text; None where a letter of it is not of ours."""
        folded = fold(text)
        if not folded.isascii():
            return None
        line = _ZEROS.sub("", _GAPS.sub(" ", folded)).strip()
        words = [f"{_SPACE}{word}" for word in line.split()]
        # where each word is a piece no piece ends within one: whole words are enough, and far fewer
        return self._best(words if all(word in self._known for word in words) else list("".join(words)))

    def _best(self, parts: Sequence[str]) -> list[int]:
        """Return the numbers of the likeliest pieces that parts can be joined to."""
        known, longest = self._known.get, self._longest.get
        best: list[tuple[float, int, int]] = [(0.0, 0, 0), *((-1e300, 0, 0) for _ in parts)]
        for start in range(len(parts)):
            before, piece = best[start][0], ""
            most = longest("".join(parts[start : start + 2])[:2], 1)
            for end in range(start + 1, len(parts) + 1):
                piece += parts[end - 1]
                if len(piece) > most:
                    break
                found = known(piece)
                if found is not None and before + found[1] > best[end][0]:
                    best[end] = (before + found[1], start, found[0])
        numbers = []
        end = len(parts)
        while end:
            _, end, number = best[end]
            numbers.append(number)
        return numbers[::-1]
