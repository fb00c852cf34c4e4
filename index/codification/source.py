"""From the note under a codified article to the document and the article it comes from. Pure.

The note is the only place of the original number: the code numbers the documents of a subject, and may mix several.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import unquote

from index.codification.article import CodifiedArticle, plain
from index.document import Kind

KINDS = {
    "Thông tư liên tịch": Kind.JOINT_CIRCULAR, "Nghị quyết liên tịch": Kind.JOINT_RESOLUTION, "Bộ luật": Kind.LAW,
    "Luật": Kind.LAW, "Pháp lệnh": Kind.ORDINANCE, "Nghị định": Kind.DECREE, "Nghị quyết": Kind.RESOLUTION,
    "Quyết định": Kind.DECISION, "Chỉ thị": Kind.DIRECTIVE, "Sắc lệnh": Kind.OTHER, "Thông tư": Kind.CIRCULAR,
    "tư": Kind.CIRCULAR,
}  # fmt: skip
_DAY = r"(\d{1,2}/\d{1,2}/\d{4})"
_SINCE = re.compile(rf"[,.]?\s*có hiệu lực(?: thi hành)?(?: kể)?(?: từ)?(?: ngày)?\s*{_DAY}?")
_ARTICLE = r"Điều\s+(?:thứ\s+)?(\d+[a-zđ]*)"
_KIND = "|".join(sorted(KINDS, key=len, reverse=True))
# "21 - TC/TCT", "02 /2018/TTLT-BCA-VKSNDTC", "60 TC/TCT": stray spaces stand in numbers
_NUMBER = r"(\d+[a-zđ]?(?:\s?[-/.]\s?\w+|\s[A-ZĐ]{2,}[-/]\w+)+)"
_HEAD = re.compile(rf"(?:{_ARTICLE}|Điều|Mục\s+\w+|(\d+)(?=\s))?\W*(?P<kind>{_KIND})\b\s*(?P<rest>.*)", re.IGNORECASE)
_NUMBERED = re.compile(rf"(?:số|liên tịch|tịch|TT|Thông tư|[:'\s])*{_NUMBER}\s*(?P<title>.*)")
_FIRST = re.compile(rf"(?P<title>.*?)[\s,.]*ngày\s+{_DAY}\s*(?:của\s+(?P<issuer>.+))?")
_CHANGE = re.compile(rf"{_ARTICLE}\s+((?:{_KIND})\s+(?:số\s*:?\s*)?{_NUMBER})", re.IGNORECASE)
_REPEALED = re.compile(r",\s*bị bãi bỏ bởi\s")
_CODE = re.compile(r"Điều\s+\d+\.\d+\.[A-ZĐ]+\.(?P<rest>[\w.]+?)\.?(?:\s|$)")
_ANCHOR = re.compile(r"(Phan|Chuong|Tieu_?muc|Muc|Dieu)_(.+?)(?=_(?:Phan|Chuong|Tieu_?muc|Muc|Dieu)_|$)", re.IGNORECASE)
_PLACES = {"phan": "Phần", "chuong": "Chương", "muc": "Mục", "tieumuc": "Tiểu mục"}
_ORDINALS = ("nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười")
_TITLED = 200  # characters of a document's title that are kept at most before it is cut at a word: titles run on


@dataclass(frozen=True, slots=True)
class Source:
    """The document and the article that a codified article is; title, day and issuer stand in one note a document.

    `number` is "" for the few documents that have none; `item` is their number on the page of the Ministry.
    """

    type: str
    kind: Kind
    number: str
    item: str
    article: str
    effective: date | None
    amended_by: tuple[str, ...]
    repealed: bool
    chapters: tuple[str, ...]
    main: bool
    title: str = ""
    issued: date | None = None
    issuer: str = ""


def source_of(article: CodifiedArticle) -> Source | None:
    """Return where an article comes from; None where its note does not tell a document or nothing tells the article."""
    note = plain(unicodedata.normalize("NFC", article.note)).lstrip("( ")
    since = _SINCE.search(note)
    head, rest = (note[: since.start()], note[since.end() :]) if since else (note, "")
    found = _HEAD.match(head.rstrip(") "))
    if not found:
        return None
    address = unquote(article.url)
    item = re.search(r"ItemID=(\d+)", address)
    anchor = {name.lower().replace("_", ""): value for name, value in _ANCHOR.findall(address.partition("#")[2])}
    code = _CODE.match(article.title)
    label = found[1] or found[2] or anchor.get("dieu", "") or (code["rest"].rpartition(".")[2] if code else "")
    numbered = _NUMBERED.match(found["rest"])
    number = _tidy(numbered[1]) if numbered else ""
    kind = _kind(found["kind"], number)
    if not label or not (number or item):
        return None
    title, issued, issuer = _first(numbered["title"] if numbered else found["rest"])
    return Source(
        type=kind,
        kind=KINDS[kind],
        number=number,
        item=item[1] if item else "",
        article=label,
        effective=_day(since[1]) if since else None,
        amended_by=tuple(dict.fromkeys(_changes(rest))),
        repealed=bool(_REPEALED.match(rest)),
        chapters=tuple(_chapters(anchor)),
        main=bool(code and "." not in code["rest"].rstrip(".")),
        title=title,
        issued=issued,
        issuer=issuer,
    )


def heading_of(article: CodifiedArticle) -> str:
    """Return the title of an article without its code; it may be empty."""
    code = _CODE.match(article.title)
    return article.title[code.end() :].strip() if code else re.sub(r"^Điều\s+\w+\.\s*", "", article.title)


def number_of(change: str) -> str:
    """Return the number of the document in one of `amended_by`, "97/2025/QH15"."""
    found = _CHANGE.match(change)
    return _tidy(found[3]) if found else change


def _kind(printed: str, number: str) -> str:
    """Return the type as it is usually written; a joint circular is known by its number."""
    kind = next(name for name in KINDS if name.lower() == printed.lower())
    if kind in {"Thông tư", "tư"}:
        return "Thông tư liên tịch" if re.search(r"TTLT", number) else "Thông tư"
    return kind


def _tidy(number: str) -> str:
    return re.sub(r"\s*([-/.])\s*", r"\1", number).rstrip(".-/")


def _first(told: str) -> tuple[str, date | None, str]:
    """Return title, day and issuer from the rest of a document's first note."""
    found = _FIRST.fullmatch(told.strip(" ,"))
    if not found:
        return ("", None, "") if len(told) < 4 else (_cut(told.strip(" ,.")), None, "")
    return _cut(found["title"].strip(" ,.")), _day(found[2]), (found["issuer"] or "").strip(" ,.")


def _cut(title: str) -> str:
    return title if len(title) <= _TITLED else title[:_TITLED].rpartition(" ")[0] + "…"


def _changes(rest: str) -> Iterator[str]:
    for found in _CHANGE.finditer(rest):
        yield f"Điều {found[1]} {found[2]}"


def _chapters(anchor: dict[str, str]) -> Iterator[str]:
    """Yield the headings of the original that its anchor names: "Phần thứ nhất", "Chương II", "Mục 1"."""
    for name, value in anchor.items():
        if name in _PLACES:
            told = value.replace("_", " ").strip()
            yield f"{_PLACES[name]} {'thứ ' if told in _ORDINALS else ''}{told}"


def _day(printed: str | None) -> date | None:
    if not printed:
        return None
    day, month, year = (int(part) for part in printed.split("/"))
    try:
        return date(year, month, day)
    except ValueError:  # 31/06 is printed now and then
        return None
