"""What of a passage fits a phone screen: the sentences that answer, the first lines of a long list. Pure."""

import re
from collections.abc import Mapping, Sequence

from index.text import tokens

FIRST = 500  # characters of a first bubble
LINE = 96  # characters of a list item on the first screen
_BREAK = re.compile(r"\n|(?<=\.)\s+(?=\S)")
_PART = re.compile(r"(?<=;)\s+(?=\S)")
_LONG = 400  # a longer sentence is cut at its semicolons too
_SENTENCE = re.compile(r"(?<=\w\w[.;]) +(\w)")
_PARAGRAPH = 200  # a shorter paragraph is read at one glance
_NUMBER = re.compile(r"^(?:\d{1,3}[.)](?!\d)|[-–—+•])\s*")
_SPACE = re.compile(r"\s")
_CLAUSE = re.compile(r"[;.:,](?=\s)")  # not the comma of 2,5 nor the full stop of 30.000


def best_part(text: str, weights: Mapping[str, float], limit: int = FIRST) -> str:
    """Return the part of text that carries most of the question's weight, cut between sentences, … where cut."""
    if len(text) <= limit:
        return text
    spans = _sentences(text)
    worth = [sum(weights.get(token, 0.0) for token in set(tokens(text[start:end]))) for start, end in spans]
    first = last = max(range(len(spans)), key=lambda place: (worth[place] / (1 + _length(spans[place]) / 400), -place))
    while True:
        grown = [
            (first, last + 1) if last + 1 < len(spans) else None,
            (first - 1, last) if first > 0 else None,
        ]
        fitting = [way for way in grown if way and spans[way[1]][1] - spans[way[0]][0] <= limit]
        if not fitting:
            break
        first, last = fitting[0]
    start, end = spans[first][0], spans[last][1]
    part = shorten(text[start:end], limit)
    return ("… " if start > 0 else "") + part + (" …" if end < len(text) and not part.endswith("…") else "")


def around(text: str, words: str, before: int = 60, limit: int = 170) -> str:
    """Return the part of text that holds words, from a few words before them, … where cut; nothing if it does not."""
    at = text.find(words) if words else -1
    if at < 0:
        return ""
    start = max(0, at - before)
    if start:
        start = next((match.end() for match in _SPACE.finditer(text, start, at)), at)
    part = shorten(text[start:], max(limit, at - start + len(words) + 1))
    return ("… " if start else "") + part


def led_part(text: str, weights: Mapping[str, float], limit: int = FIRST) -> str:
    """Return the best part of a clause below the line that opens its points, which mean nothing without it."""
    lead, _, points = text.partition("\n")
    if len(text) <= limit or not points or not lead.endswith(":") or len(lead) > limit // 2:
        return best_part(text, weights, limit)
    return f"{lead}\n{best_part(points, weights, limit - len(lead) - 1)}"


def one_idea_a_line(text: str) -> str:
    """Return a long paragraph with each sentence on a line of its own, as a phone is read."""
    if len(text) <= _PARAGRAPH:
        return text
    return _SENTENCE.sub(lambda end: f"\n{end[1]}" if end[1].isupper() else end[0], text)


def shorten(text: str, limit: int = LINE) -> str:
    """Return text cut before limit at a clause or a word, with …; whole if it fits."""
    if len(text) <= limit:
        return text
    clause, word = (max((m.start() for m in p.finditer(text, 0, limit)), default=-1) for p in (_CLAUSE, _SPACE))
    end = clause if clause >= limit * 0.6 else word
    return text[: end if end > 0 else max(limit - 1, 0)].rstrip(" \n,;:.") + "…"


def bare(text: str) -> str:
    """Return a clause without its own number, which the source line gives."""
    return _NUMBER.sub("", text)


def items(texts: Sequence[str], limit: int) -> tuple[list[str], int]:
    """Return as many one-line items as fit limit characters, and how many were left out."""
    lines: list[str] = []
    for text in texts:
        line = shorten(" ".join(text.split()))
        if lines and sum(map(len, lines)) + len(lines) + len(line) > limit:
            break
        lines.append(line)
    return lines, len(texts) - len(lines)


def _sentences(text: str) -> list[tuple[int, int]]:
    whole = _spans(text, _BREAK, 0, len(text))
    return [part for span in whole for part in (_spans(text, _PART, *span) if _length(span) > _LONG else [span])]


def _spans(text: str, breaks: re.Pattern[str], start: int, end: int) -> list[tuple[int, int]]:
    """Return the stretches of text[start:end] between breaks; at least one."""
    spans = []
    for match in breaks.finditer(text, start, end):
        if match.start() > start:
            spans.append((start, match.start()))
        start = match.end()
    return [*spans, (start, end)] if start < end or not spans else spans


def _length(span: tuple[int, int]) -> int:
    return span[1] - span[0]
