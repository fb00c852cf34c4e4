"""The articles a text has at its top level; those that an amending law quotes are not counted. Pure."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

# a scan may lose a mark of "Điều", a heading may stand alone with its title on the next line
ARTICLE = re.compile(
    r"(?:#{1,6}\s*)?\*{0,2}(?:[ĐDÐ]i[ềêểễếèe]u|[ĐDÐ]I[ỀÊỂẾ]U)\s+(\d{1,3}\s?[a-zđ]?)\s*(?:[.:,](?!\d)|\*{0,2}$)"
)
_CLOSED = re.compile(r"[”\"][.;,]{0,2}$")


def articles_in(lines: Sequence[str]) -> tuple[str, ...]:
    """Return the labels of the articles at top level, in order."""
    labels = [match[1].replace(" ", "") for line in _unquoted(lines) if (match := ARTICLE.match(line))]
    return tuple(_rising(labels))


def missing(articles: Sequence[str]) -> tuple[str, ...]:
    """Return the numbers that are not there, of 1 up to the last article."""
    numbers = {int(re.sub(r"\D", "", label)) for label in articles}
    return tuple(str(number) for number in range(1, max(numbers, default=0) + 1) if number not in numbers)


def _unquoted(lines: Sequence[str]) -> Iterator[str]:
    """Yield the lines outside quotations; a quotation whose end was lost is its first line only."""
    until = -1
    for place, line in enumerate(lines):
        if place <= until or not line:
            continue
        if line[0] not in '“"':
            yield line
        elif not _closes(line, 0):
            until = _end(lines, place)


def _end(lines: Sequence[str], start: int) -> int:
    """Return where the quotation that begins at start ends: start itself if another begins first, or none ends."""
    for place in range(start + 1, len(lines)):
        if lines[place][:1] in {"“", '"'}:
            return start
        if _closes(lines[place], 1):
            return place
    return start


def _closes(line: str, opened: int) -> bool:
    """Tell whether a line ends with the mark that closes a quotation opened before it (1) or at its beginning (0)."""
    straight = line.count('"')
    balance = line.count("”") - line.count("“")
    return bool(_CLOSED.search(line)) and (straight % 2 == opened if straight else balance >= opened)


def _rising(labels: Sequence[str]) -> list[str]:
    """Return the longest run of labels that only rises: what falls out of it is quoted or attached."""
    keys = [(int(re.sub(r"\D", "", label)), re.sub(r"\d", "", label)) for label in labels]
    ends: list[int] = []  # for each length of a run, where the one with the smallest last label ends
    before: list[int] = []
    for place, key in enumerate(keys):
        length = bisect_left(ends, key, key=keys.__getitem__)
        before.append(ends[length - 1] if length else -1)
        ends[length : length + 1] = [place]
    run: list[str] = []
    place = ends[-1] if ends else -1
    while place >= 0:
        run.append(labels[place])
        place = before[place]
    return run[::-1]
