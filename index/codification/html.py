"""A subject file of the offline edition, read as it comes: no tree is built, for its paragraphs hold paragraphs.

An HTML parser closes `<p class='pNoiDung'>` at the first `<p>` inside; here a body lasts until the next of the five
classes.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from html.parser import HTMLParser

from index.codification.article import ANNEXES, CodifiedArticle, plain

CLASSES = frozenset({"pChuong", "pDieu", "pGhiChu", "pNoiDung", "pChiDan"})
_SUBJECT = "h3"
_LINES = frozenset({"p", "div", "br", "tr", "table", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6"})
_ROWS = frozenset({"tr", "table"})
_CELLS = frozenset({"td", "th"})
_SILENT = frozenset({"script", "style"})
_LEVELS = ("phần", "chương", "mục", "tiểu mục")
Attributes = list[tuple[str, str | None]]


def articles(chunks: Iterable[str]) -> Iterator[CodifiedArticle]:
    """Yield the articles of one subject file, whose text comes in chunks."""
    reader = _Reader()
    for chunk in chunks:
        reader.feed(chunk)
        yield from reader.taken()
    reader.close()
    reader.finish()
    yield from reader.taken()


class _Reader(HTMLParser):
    """Collects text under the class it stands in, and an article whenever the next one begins."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._done: list[CodifiedArticle] = []
        self._subject = ""
        self._path: list[str] = []
        self._within = ""  # the class, or h3, whose text is read
        self._text: list[str] = []
        self._anchored = False
        self._label = False  # the last heading was a label, its title may follow
        self._silent = ""
        self._annex: list[str] | None = None
        self._row = self._cell = False  # within a row of a table; a cell of it went before
        self._article: dict[str, str] = {}
        self._references: list[str] = []
        self._annexes: list[str] = []

    def taken(self) -> Sequence[CodifiedArticle]:
        """Return the articles complete since the last call."""
        done, self._done = self._done, []
        return done

    def finish(self) -> None:
        """Complete the last article."""
        self._end_block()
        self._end_article()

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        """Begin a block of one of the classes, or a line, cell or link inside one."""
        given = dict(attrs)
        name = given.get("class") or ""
        if (tag == "p" and name in CLASSES) or tag == _SUBJECT:
            self._end_block()
            self._begin(tag if tag == _SUBJECT else name)
        elif tag == "a":
            self._link(given)
        elif tag in _SILENT:
            self._silent = tag
        elif self._annex is None:
            self._layout(tag)

    def handle_endtag(self, tag: str) -> None:
        """End a heading, note or reference at its own end; a body goes on."""
        if tag == self._silent:
            self._silent = ""
        elif tag == "a" and self._annex is not None:
            self._annexes.append(plain("".join(self._annex)))
            self._annex = None
        elif (tag == "p" and self._within != "pNoiDung") or tag == _SUBJECT == self._within:
            self._end_block()
        elif tag in _LINES:
            self._row = self._row and tag not in _ROWS
            self._text.append(" " if self._row else "\n")

    def handle_data(self, data: str) -> None:
        """Keep text; its line breaks are only layout."""
        if self._annex is not None:
            self._annex.append(data)
        elif self._within and not self._silent:
            self._text.append(data.replace("\n", " ").replace("\r", " "))

    def _begin(self, name: str) -> None:
        if name == "pDieu":
            self._end_article()
            self._article = {"title": ""}
        elif name == "pChuong":
            self._end_article()
        self._within, self._text, self._anchored, self._annex = name, [], False, None

    def _link(self, given: dict[str, str | None]) -> None:
        address = given.get("href") or ""
        if "name" in given:
            self._anchored = True
        elif self._within == "pGhiChu":
            self._article.setdefault("url", address)
        elif self._within == "pNoiDung" and address.lower().endswith(ANNEXES):
            self._annex = []

    def _layout(self, tag: str) -> None:
        if tag in _CELLS:
            self._text.append(" | " if self._cell else "")
            self._cell = True
        elif tag in _LINES:
            self._row = tag == "tr" or (self._row and tag not in _ROWS)
            self._cell = self._cell and self._row and tag != "tr"
            self._text.append(" " if self._row and tag != "tr" else "\n")  # a paragraph in a cell stays in its row

    def _end_block(self) -> None:
        text = unicodedata.normalize("NFC", "".join(self._text))
        match self._within:
            case "h3":
                self._subject = plain(text)
            case "pChuong":
                self._heading(plain(text))
            case "pDieu" | "pGhiChu":
                self._article["title" if self._within == "pDieu" else "note"] = plain(text)
            case "pNoiDung":
                self._article["body"] = "\n".join(line for line in map(plain, text.split("\n")) if line)
            case "pChiDan" if self._article:
                self._references.append(plain(text))
        self._within, self._text, self._row, self._cell = "", [], False, False

    def _heading(self, text: str) -> None:
        """Put a label under the headings above it; what follows without an anchor is its title."""
        if not self._anchored and self._label and self._path:
            self._path[-1] = f"{self._path[-1]}. {text}"
            self._label = False
            return
        level = _level(text)
        self._path = [above for above in self._path if _level(above) < level]
        self._path.append(text)
        self._label = True

    def _end_article(self) -> None:
        if self._article:
            found = {"note": "", "url": "", "body": ""} | self._article
            found.setdefault("title", "")
            done = CodifiedArticle(
                subject=self._subject,
                chapters=tuple(self._path),
                references=tuple(self._references),
                attachments=tuple(self._annexes),
                **found,
            )
            self._done.append(done)
        self._article, self._references, self._annexes = {}, [], []


def _level(heading: str) -> int:
    folded = heading.lower()
    return next((level for level, name in enumerate(_LEVELS) if folded.startswith(name)), len(_LEVELS))
