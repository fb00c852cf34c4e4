"""References in what people type: "Điều 13 khoản 2", "đ.13", "QĐ 217", "nghi dinh 59", "luật khiếu nại"."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from index.document import Document
from index.text import fold, normalise, syllables, symbols, symbols_typed

_ARTICLE = re.compile(r"(?<!\w)(?:dieu|d\.)\s*(?:so\s*)?(\d{1,3}[a-z]?)(?!\w)")
_CLAUSE = re.compile(r"(?<!\w)khoan\s*(\d{1,2})(?!\w)")
_POINT = re.compile(r"(?<!\w)diem\s*([a-z])(?!\w)")
_LAWS = ("Luật", "Bộ luật", "Pháp lệnh")
# what people call a kind of document, and how its symbol begins
_KINDS = {
    "luat": "qh", "nghi dinh": "nd", "nd": "nd", "chi thi": "ct", "ct": "ct", "ket luan": "kl", "kl": "kl",
    "nghi quyet": "nq", "nq": "nq", "quyet dinh": "qd", "quy dinh": "qd", "qd": "qd", "ke hoach": "kh", "kh": "kh",
    "thong tu": "tt", "tt": "tt", "phap lenh": "pl",
    "cong van": "cv", "cv": "cv", "chuong trinh": "ctr", "to trinh": "ttr", "huong dan": "hd", "de an": "da",
}  # fmt: skip
_SHORT = re.compile(
    r"(?<!\w)("
    + "|".join(sorted(_KINDS, key=len, reverse=True))
    + r")\s*(?:so\s*)?(\d{1,5}(?:\s*(?:va|voi|,)\s*\d{1,5})*)(?![\w%/]|\s*(?:nam|thang|ngay)\b)"
)
_DATED = re.compile(
    r"(?<!\w)(" + "|".join(sorted(_KINDS, key=len, reverse=True)) + r")\s*(?:so\s*)?(\d{1,5})/((?:19|20)\d\d)(?![\w/-])"
)
# words after "luật" that name no law: "luật này", "luật ghi gì", "luật cho phép"
_OTHER = re.compile(
    r"(?<!\w)(?:bo luat|luat|nghi dinh|thong tu|phap lenh)\s+"
    r"(?!(?:nay|do|thi|ghi|noi|quy|co|la|gi|nao|moi|cu|cho|bat|cam|phai|khong|ko|va|ve|tren|hien|phap|de|o|se|da|dieu)\b)"
    r"(?:so\s+)?(?:\d[\d/]*|[a-z]+(?:\s+[a-z]+){0,3})"
)


@dataclass(frozen=True, slots=True)
class Reference:
    """What a question names: an article (with clause and point) and documents, exactly or by a short name."""

    article: str = ""
    clause: str = ""
    point: str = ""
    documents: tuple[Document, ...] = ()
    unknown: tuple[str, ...] = ()  # whole symbols that no document goes by, as typed
    other: str = ""  # a law that is named by other words and that no document is


class References:
    """Finds which documents of the corpus a text names."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._documents = tuple(documents)
        self._ids = frozenset(document.id for document in self._documents)
        self._by_symbol = {symbol: document for document in self._documents for symbol in _symbols(document)}
        named: dict[tuple[str, ...], list[Document]] = {}
        for document in self._documents:
            for name in names(document):
                named.setdefault(tuple(syllables(name)), []).append(document)
        self._by_name = sorted(named.items(), key=lambda row: -len(row[0]))

    def find(self, text: str) -> Reference:
        """Return the article and the documents that text names; whole symbols win over names and short numbers."""
        folded = fold(text)
        article, clause, point = (_first(pattern, folded) for pattern in (_ARTICLE, _CLAUSE, _POINT))
        unknown = tuple(typed for symbol, typed in symbols_typed(text) if not self.knows(symbol))
        documents = self._named(text, folded)
        other = "" if documents or unknown else self._other(text, folded)
        return Reference(article, clause if article else "", point if article else "", documents, unknown, other)

    def knows(self, symbol: str) -> bool:
        """Return whether a document goes by that symbol."""
        return symbol in self._by_symbol

    def holds(self, name: str) -> bool:
        """Return whether a document of that id is among those that are known here."""
        return name in self._ids

    def cited(self, text: str) -> tuple[Document, ...]:
        """Return every document that a text of the corpus cites, by its whole symbol or its name, in no order."""
        found = {self._by_symbol[symbol]: None for symbol in symbols(text) if symbol in self._by_symbol}
        spoken = f" {' '.join(syllables(fold(text)))} "
        for words, documents in self._by_name:
            name = f" {' '.join(words)} "
            if len(words) > 2 and name in spoken:
                found |= dict.fromkeys(documents)
                spoken = spoken.replace(name, " ")
        return tuple(found)

    @staticmethod
    def _other(text: str, folded: str) -> str:
        """Return the name of a law as typed, "luật đất đai", nothing where text says only "luật" or "luật này"."""
        match = _OTHER.search(folded)
        typed = normalise(text)
        return typed[slice(*match.span())] if match and len(typed) == len(folded) else ""

    def _named(self, text: str, folded: str) -> tuple[Document, ...]:
        exact = [self._by_symbol[symbol] for symbol in symbols(text) if symbol in self._by_symbol]
        if exact or symbols(text):
            return tuple(dict.fromkeys(exact))
        found: dict[Document, None] = {}
        spoken = f" {' '.join(syllables(folded))} "
        for words, documents in self._by_name:
            name = f" {' '.join(words)} "
            if name in spoken:
                found |= dict.fromkeys(documents)
                spoken = spoken.replace(name, " ")
        for kind, number, year in _DATED.findall(folded):
            dated = (document for document in self._documents if _matches(document, _KINDS[kind], number, year))
            found |= dict.fromkeys(dated)
        for kind, numbers in _SHORT.findall(folded):
            for number in re.findall(r"\d+", numbers):
                found |= {document: None for document in self._documents if _matches(document, _KINDS[kind], number)}
        return tuple(found)


def _first(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return match[1] if match else ""


def _symbols(document: Document) -> list[str]:
    """Return the symbols under which a document is cited, misprinted ones among its aliases included."""
    return symbols(" ; ".join((document.number, *document.aliases)))


def names(document: Document) -> list[str]:
    """Return the names a document goes by: a law's title, that of a document without a number, and its aliases."""
    own = [name for name in document.aliases if not symbols(name)]
    if document.title.startswith(_LAWS) or not document.number:
        own.append(document.title)
    return [name for name in own if name]


def _matches(document: Document, kind: str, number: str, year: str = "") -> bool:
    for symbol in _symbols(document):
        parts = symbol.split("/")
        same = parts[0] == (number.lstrip("0") or "0") and (not year or year in parts[1:2])
        if same and any(part.startswith(kind) for part in parts[1:]):
            return True
    return False
