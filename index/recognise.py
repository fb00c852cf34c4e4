"""What document a text is: number, kind, title, issuer, dates, place, and which of its articles are there. Pure."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from index.document import Kind
from index.formats.articles import ARTICLE, articles_in, missing
from index.formats.people import lists_people
from index.formats.stamp import is_labelled, is_stamp
from index.formats.syllable import VIETNAMESE, share
from index.letterhead import Symbol, dated, day_of, issuer_in, issuer_of, kind_of, symbol_in, symbol_of, unit_in
from index.text import fold, normalise

_HEAD = 40  # lines in which a letterhead stands
_STAMPED = 60  # lines among which a stamp of secrecy is looked for
_SECTION = re.compile(r"(?:chương|phần|mục)\s+(?:\d|[ivx]+\b|thứ)|[ivx]+\s*[.\-–]\s*\D|1\s*[.)]\s", re.IGNORECASE)
_BODY = re.compile(r"(?:căn cứ|thực hiện|theo |xét |để |kính gửi|[-–+(]|\S+ ban hành|ban hành kèm)", re.IGNORECASE)
# a letterhead has the issuer on the left and the nation on the right, sometimes on one line
_COLUMNS = re.compile(r"\||\s+(?=CỘNG H[ÒO]A XÃ HỘI|CỘNG HOÀ XÃ HỘI|Độc lập\s*[-–])")
_SUBJECT = re.compile(r"V/[vV]\s*:?\s*(.+)")
_FORCE = re.compile(
    r"(?:luật|nghị định|thông tư|nghị quyết|pháp lệnh|quyết định|chỉ thị|quy định|hướng dẫn|kế hoạch)(?: liên tịch)?"
    r" này có hiệu lực(?: thi hành)?,?(?: kể)? từ (?:(?P<signed>ngày ký)|ngày (?=\d))",
    re.IGNORECASE,
)
_DAY = re.compile(r"(?P<day>\d{1,2})(?: tháng |[/.-])(?P<month>\d{1,2})(?: năm |[/.-])(?P<year>\d{4})")
_PASSED = re.compile(r"thông qua ngày (?=\d)")
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_BODIES = r"(?P<body>UBND|Ủy ban nhân dân|HĐND|Hội đồng nhân dân|Đảng ủy|Ban Thường vụ Đảng ủy)"
_UNITS = r"(?P<unit>xã|phường|thị trấn|thị xã|huyện|quận|đặc khu|thành phố|tỉnh)"
_SPEAKING = re.compile(rf"(?:{_BODIES}|trên địa bàn)\s+(?={_UNITS})")
_ISSUING = re.compile(rf"{_BODIES} {_UNITS}\b[\w ]{{0,30}}? (?:ban hành|xây dựng|yêu cầu|đề nghị)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a text was found to be; what it does not tell is "" or None.

    `articles` are the labels at top level, of 1..`expected`; `warnings` are machine-readable, "articles-missing:33".
    """

    number: str = ""
    kind: Kind = Kind.OTHER
    title: str = ""
    issuer: str = ""
    issued: date | None = None
    issued_as_printed: str = ""
    effective: date | None = None
    place: str = ""
    year: int | None = None
    articles: tuple[str, ...] = ()
    expected: int = 0
    missing: tuple[str, ...] = ()
    secret: bool = False
    people_list: bool = False
    language_ok: bool = True
    warnings: tuple[str, ...] = ()


def recognise(text: str, name: str) -> Recognised:
    """Return what document text is; what it does not tell of number, kind and year is taken from its file's name."""
    lines = [line for line in (normalise(line).strip(" *_#") for line in text.split("\n")) if line]
    head = _head(lines)
    heading = next((place for place, line in enumerate(head) if kind_of(line)), len(head))
    printed, named = symbol_in(head), symbol_of(name)
    symbol = printed if printed and printed.number else named or printed
    place, issued, year, as_printed = dated(head)
    issued = issued or _passed(lines)
    articles = articles_in(lines)
    found = Recognised(
        number=symbol.number if symbol else "",
        kind=_kind(kind_of(head[heading]) if heading < len(head) else None, symbol),
        title=_title(head, heading),
        issued=issued,
        issued_as_printed="" if issued else as_printed,
        effective=_effective(lines, issued),
        year=issued.year if issued else year or _year(symbol, head[heading:], name),
        articles=articles,
        expected=max((int(re.sub(r"\D", "", label)) for label in articles), default=0),
        missing=missing(articles),
        secret=any(map(is_stamp, lines[:_STAMPED])) or any(map(is_labelled, lines)),
        people_list=lists_people(lines),
        language_ok=share(text) >= VIETNAMESE,
    )
    issuer, place = _origin(lines, issuer_in(head[:heading]), place, symbol)
    found = replace(found, issuer=issuer, place=place)
    return replace(found, warnings=tuple(_warnings(found, printed, named)))


def _head(lines: Sequence[str]) -> list[str]:
    """Return the cells of the first lines, up to the first article or section."""
    first = (at for at, line in enumerate(lines[:_HEAD]) if _SECTION.match(line) or ARTICLE.match(line))
    cells = (part.strip() for line in lines[: next(first, _HEAD)] for part in _COLUMNS.split(line))
    return [cell for cell in cells if cell]


def _kind(headed: Kind | None, symbol: Symbol | None) -> Kind:
    """Return the kind by the symbol; the heading decides where that is blank or may mean several."""
    if symbol is None:
        return headed or Kind.OTHER
    vague = {Kind.LETTER, Kind.OTHER, Kind.DECISION, Kind.RESOLUTION, Kind.CIRCULAR}
    return headed if headed and (symbol.kind in vague or not symbol.number) else symbol.kind


def _title(head: Sequence[str], heading: int) -> str:
    """Return the name of a document from its heading and the lines after it, capitals put in sentence case."""
    if heading >= len(head) - 1:
        return next((match[1].rstrip(" .") for line in head if (match := _SUBJECT.match(line))), "")
    named = [head[heading + 1]]
    for line in head[heading + 2 :]:
        goes_on = line.isupper() if named[0].isupper() else line[0].islower()
        if not goes_on or _BODY.match(line):
            break
        named.append(line)
    title = " ".join(named).rstrip(" .:;")
    title = title.capitalize() if title.isupper() else title
    if kind_of(head[heading]) is not Kind.LAW:
        title = title[:1].lower() + title[1:]
    return f"{head[heading].capitalize()} {title}"


def _origin(lines: Sequence[str], issuer: str, dated_place: str, symbol: Symbol | None) -> tuple[str, str]:
    """Return issuer and place: of the letterhead, else of the date line and of what the text says of itself."""
    if symbol and symbol.central:
        return issuer or issuer_of(symbol), ""
    issuing = next((found for line in lines if (found := _ISSUING.search(line))), None)
    place = _place(lines, unit_in(issuer)[1] or dated_place, issuing["unit"].lower() if issuing else "")
    if not issuer and issuing and place:
        issuer = f"{issuing['body']} {issuing['unit'].lower()} {place}"
    return issuer, place


def _place(lines: Sequence[str], name: str, unit: str) -> str:
    """Return the name of the unit a document is for, else the one most named among units of the issuer's kind.

    A misread name gives way to the spelling that the text itself has more often: "Hón Quản" to "Hớn Quản".
    """
    units = [unit_in(line[match.end() :]) for line in lines for match in _SPEAKING.finditer(line)]
    spoken = Counter(other for kind, other in units if other and (name or unit in ("", kind)))
    if not name:
        return spoken.most_common(1)[0][0] if spoken else ""
    same = [other for other, _ in spoken.most_common() if fold(other) == fold(name)]
    return same[0] if same and spoken[name] < spoken[same[0]] else name


def _passed(lines: Sequence[str]) -> date | None:
    """Return the day a law says at its end that it was passed."""
    return next((day for line in reversed(lines[-60:]) if (day := _day_after(_PASSED, line))), None)


def _day_after(pattern: re.Pattern[str], line: str) -> date | None:
    found = pattern.search(line)
    day = _DAY.match(line, found.end()) if found else None
    return day_of(day) if day else None


def _effective(lines: Sequence[str], issued: date | None) -> date | None:
    """Return the day since when the text says it is in force."""
    for line in lines:
        if found := _FORCE.search(line):
            day = issued if found["signed"] else _day_after(_FORCE, line)
            if day:
                return day
    return None


def _year(symbol: Symbol | None, headed: Sequence[str], name: str) -> int | None:
    """Return the year of the symbol, of the title, or of the file's name."""
    for text in (symbol.number if symbol else "", " ".join(headed[:3]), name):
        if found := _YEAR.search(text):
            return int(found[0])
    return None


def _warnings(found: Recognised, printed: Symbol | None, named: Symbol | None) -> Iterator[str]:
    if not found.number:
        yield "no-number"
    if found.kind is Kind.OTHER:
        yield "no-kind"
    if found.issued is None:
        yield "no-date"
    if found.missing:
        yield f"articles-missing:{','.join(found.missing)}"
    if printed and printed.number and named and _bare(printed) != _bare(named):
        yield f"name-says:{named.number}"
    if not found.language_ok:
        yield "not-vietnamese"


def _bare(symbol: Symbol) -> str:
    return re.sub(r"\W", "", fold(symbol.number))
