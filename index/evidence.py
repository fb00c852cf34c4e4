"""What speaks for an answer: how much of the question the best passages hold, free of its length."""

from collections.abc import Sequence
from functools import lru_cache
from sys import intern

from index.document import Citation, Hit, Passage
from index.lexical import LexicalIndex
from index.query import Query
from index.text import syllables, tokens

_MUCH = 1.5  # a share of the lexical mass beyond which more says nothing more
_NONE = Hit(Passage("", Citation(""), (), "", 0, 0), 0.0)


def evidence(query: Query, hits: Sequence[Hit], lexical: LexicalIndex) -> dict[str, float]:
    """Return the features of a search by name, each about 0..1; shares are of inverse document frequency."""
    asked = " ; ".join(part for part in (query.text, query.topic) if part)
    wanted = list(dict.fromkeys(syllables(asked)))
    pairs = [token for token in tokens(asked) if " " in token]
    first = hits[0] if hits else _NONE
    held = passage_tokens(first.passage)
    three = held.union(*(passage_tokens(hit.passage) for hit in hits[1:3]))
    mass = sum(lexical.idf(token) for token in (*wanted, *pairs)) or 1.0
    return {
        "cosine": first.dense,
        "best_cosine": max((hit.dense for hit in hits), default=0.0),
        "lexical": min(first.lexical / mass, _MUCH),
        "coverage": _share(wanted, held, lexical),
        "coverage3": _share(wanted, three, lexical),
        "pairs": _share(pairs, held, lexical),
        "pairs3": _share(pairs, three, lexical),
        "known": sum(map(lexical.knows, wanted)) / (len(wanted) or 1),
        "legal": min(len(query.legal), 3) / 3,
        "place": 1.0 if query.favoured else 0.0,
        "home": 1.0 if query.only and not query.favoured else 0.0,
        "short": 1.0 if len(wanted) <= 3 else 0.0,
    }


def _share(wanted: Sequence[str], held: frozenset[str], lexical: LexicalIndex) -> float:
    weights = [lexical.idf(token) for token in wanted]
    found = sum(weight for weight, token in zip(weights, wanted, strict=True) if token in held)
    return found / (sum(weights) or 1.0)


@lru_cache(maxsize=4096)
def passage_tokens(passage: Passage) -> frozenset[str]:
    """Return the tokens of a passage's text, right readings and headings, and the syllables of its questions."""
    own = tokens("\n".join((passage.text, *passage.notes, *passage.headings)))
    # one string for a token, in however many passages
    return frozenset(map(intern, (*own, *syllables(" ".join(passage.questions)))))


@lru_cache(maxsize=4096)
def spoken(passage: Passage) -> str:
    """Return the folded syllables of a passage's text, spaced, for finding a name in it."""
    return f" {' '.join(syllables(passage.text))} "
