"""The tokenizer of the shipped model: a Unigram over folded text whose pieces are syllables and whole phrases."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers

SPACE = "▁"
_LONGEST = 4  # syllables in a phrase: four 16-bit numbers make one 64-bit key
_RARE = 8  # a syllable seen less often is spelt from smaller pieces
_PARTS = 2_500  # pieces below the syllable: what typing errors and foreign words are spelt from
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"

Ids = NDArray[np.int64]


def folding() -> normalizers.Normalizer:
    """Return index.text.fold as a normaliser, with all but letters and digits made a space and 05 made 5."""
    return normalizers.Sequence(
        [
            normalizers.NFD(),
            normalizers.StripAccents(),
            normalizers.Lowercase(),
            normalizers.Replace("đ", "d"),
            normalizers.Replace(Regex(r"[\p{Cf}\p{M}\x00-\x08\x0b-\x1f\x7f-\x9f]+"), ""),
            normalizers.Replace(Regex(r"[^\p{L}\p{N}]+"), " "),
            normalizers.Replace(Regex(r"(?<![\p{L}\p{N}])0+(?=[0-9])"), ""),
            normalizers.Strip(),
        ]
    )


def build(texts: Iterable[str], heard: Iterable[str], size: int) -> Tokenizer:
    """Return a tokenizer of about size pieces made from lines of text; every syllable heard is a piece."""
    # the tokenizer's own folding, not index.text.syllables, which writes a body's long name as its short one
    fold = folding().normalize_str
    lines = [fold(text).split() for text in texts]
    counts = Counter(syllable for line in lines for syllable in line)
    # sorted: the order decides between equals, and must be the same every time
    spoken = sorted({syllable for text in heard for syllable in fold(text).split()})
    singles = {word: float(n) for word, n in counts.items() if n >= _RARE and len(word) <= 12}
    singles |= {word: float(max(counts[word], _RARE)) for word in spoken}
    phrases = _phrases(lines, counts, 2 * size)
    room = size - len(singles) - _PARTS
    for keep in (int(1.4 * room), room, room):
        tokenizer = _unigram(singles, phrases)
        used = _usage(tokenizer, lines[::4])
        singles = {piece: used.get(SPACE + piece, 0) + 0.5 for piece in singles}
        best = sorted(phrases, key=lambda phrase: -used.get(_piece(phrase), 0))[:keep]
        phrases = {phrase: used.get(_piece(phrase), 0) + 0.5 for phrase in best}
    return _unigram(singles, phrases)


def constituents(tokenizer: Tokenizer) -> list[list[int]]:
    """Return for each piece the pieces whose rows add up to its own: itself, and a phrase's syllables."""
    vocabulary = tokenizer.get_vocab()
    rows: list[list[int]] = [[] for _ in range(tokenizer.get_vocab_size())]
    for piece, number in vocabulary.items():
        syllables = [SPACE + part for part in piece.split(SPACE)[1:]]
        rows[number] = [number]
        if len(syllables) > 1:
            rows[number] += [vocabulary[part] for part in syllables]
        elif len(piece) > 2 and f"{SPACE}{piece}" in vocabulary:  # words run together mean what they mean apart
            rows[number].append(vocabulary[f"{SPACE}{piece}"])
    return rows


def _piece(phrase: str) -> str:
    return SPACE + phrase.replace(" ", SPACE)


def _usage(tokenizer: Tokenizer, lines: Sequence[list[str]]) -> Counter[str]:
    """Return how often each piece is chosen in lines."""
    total = np.zeros(tokenizer.get_vocab_size(), dtype=np.int64)
    for start in range(0, len(lines), 20_000):
        batch = tokenizer.encode_batch_fast([" ".join(line) for line in lines[start : start + 20_000]])
        flat = np.fromiter((number for row in batch for number in row.ids), dtype=np.int64)
        total += np.bincount(flat, minlength=len(total))
    return Counter({piece: int(total[number]) for piece, number in tokenizer.get_vocab().items()})


def _phrases(lines: Sequence[list[str]], counts: Counter[str], limit: int) -> dict[str, float]:
    """Return the limit phrases of 2–4 syllables with the highest count × mutual information, with their counts."""
    common = [word for word, n in counts.most_common(60_000) if n >= _RARE and not word.isdigit()]
    number = {word: place for place, word in enumerate(common, start=1)}
    ids = np.fromiter(_stream(lines, number), dtype=np.uint64)
    logs = np.log(np.array([1, *(counts[word] for word in common)], dtype=np.float64) / len(ids))
    tables = {n: _grams(ids, n) for n in range(2, _LONGEST + 1)}
    scored: list[tuple[float, float, str]] = []
    for n, (keys, seen) in tables.items():
        parts = np.stack([(keys >> np.uint64(16 * place)) & np.uint64(0xFFFF) for place in reversed(range(n))])
        own = seen - (_inside(keys, *tables[n + 1], n) if n + 1 in tables else 0)
        score = own * (np.log(seen / len(ids)) - logs[parts.astype(np.int64)].sum(axis=0))
        for place in np.argsort(-score)[:limit]:
            words = " ".join(common[int(part) - 1] for part in parts[:, place])
            scored.append((float(score[place]), float(seen[place]), words))
    scored.sort(reverse=True)
    return {words: seen for _, seen, words in scored[:limit]}


def _stream(lines: Sequence[list[str]], number: dict[str, int]) -> Iterator[int]:
    for line in lines:
        yield from (number.get(word, 0) for word in line)
        yield 0  # no phrase crosses a line


def _grams(ids: NDArray[np.uint64], n: int) -> tuple[NDArray[np.uint64], Ids]:
    """Return the keys of n neighbours seen often enough, sorted, and their counts."""
    size = len(ids) - n + 1
    keys = np.zeros(size, dtype=np.uint64)
    whole = np.ones(size, dtype=bool)
    for place in range(n):
        part = ids[place : place + size]
        keys = (keys << np.uint64(16)) | part
        whole &= part > 0
    values, seen = np.unique(keys[whole], return_counts=True)
    often = seen >= 3 * _RARE
    return values[often], seen[often].astype(np.int64)


def _inside(keys: NDArray[np.uint64], longer: NDArray[np.uint64], seen: Ids, n: int) -> Ids:
    """Return for each key the count of the commonest phrase one syllable longer that holds it."""
    most = np.zeros(len(keys), dtype=np.int64)
    if len(longer) == 0:
        return most
    for part in (longer >> np.uint64(16), longer & np.uint64((1 << 16 * n) - 1)):
        place = np.minimum(np.searchsorted(keys, part), len(keys) - 1)
        found = keys[place] == part
        np.maximum.at(most, place[found], seen[found])
    return most


def _unigram(singles: dict[str, float], phrases: dict[str, float]) -> Tokenizer:
    """Return the tokenizer that prefers long pieces by their probability and never leaves a character unknown."""
    total = sum(singles.values()) + sum(phrases.values())
    scored = {SPACE + word: float(np.log(n / total)) for word, n in singles.items()}
    scored |= {_piece(phrase): float(np.log(n / total)) for phrase, n in phrases.items()}
    floor = min(scored.values())
    # two known syllables must beat a phrase that only begins like them, so a part costs more than both
    for part in _parts(singles):
        scored.setdefault(part, 2 * floor - 4.0 + 0.5 * len(part))
    vocabulary = [("<unk>", 0.0), *((f"<0x{byte:02X}>", 3 * floor) for byte in range(256))]
    vocabulary += [
        (piece, round(score, 2)) for piece, score in sorted(scored.items(), key=lambda item: (-item[1], item[0]))
    ]
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=0, byte_fallback=True))
    tokenizer.normalizer = folding()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement=SPACE, prepend_scheme="always", split=False)
    tokenizer.decoder = decoders.Metaspace(replacement=SPACE, prepend_scheme="always", split=False)
    return tokenizer


def _parts(singles: dict[str, float]) -> list[str]:
    """Return letters, the commonest beginnings and ends of syllables, and whole syllables run on without a space."""
    parts: Counter[str] = Counter()
    for word in singles:
        if word.isalpha() and word.isascii():
            for cut in range(2, min(len(word), 5)):
                parts[SPACE + word[:cut]] += 1
                parts[word[-cut:]] += 1
    native = sorted((w for w in singles if w.isalpha() and w.isascii() and 2 <= len(w) <= 6), key=lambda w: -singles[w])
    letters = [SPACE, *_LETTERS, *(SPACE + letter for letter in _LETTERS)]
    chosen = letters + native[: _PARTS // 2] + [part for part, _ in parts.most_common(_PARTS)]
    return list(dict.fromkeys(chosen))[:_PARTS]
