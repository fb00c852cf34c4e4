"""Saved pages of the legal portals to paragraphs: the article structure, not the furniture of the site."""

import email
import email.policy
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import NoText, Reason
from index.formats.articles import ARTICLE
from index.formats.layout import joined
from index.formats.legacy import modern
from index.formats.plain import decode
from index.formats.source import Extract, Progress
from index.formats.tables import lines_of
from index.letterhead import symbol_in

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_META = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_ALWAYS = "script,style,noscript,template,iframe,svg,select,button,textarea,input,object,canvas,audio,video"
_OFTEN = "nav,footer,aside,form,dialog,[role=navigation],[role=dialog],[hidden],[aria-hidden=true]"
_NAMED = re.compile(
    r"(?<![a-z])(?:menu|nav|navbar|sidebar|side|footer|breadcrumbs?|comments?|binh-?luan|related|lien-?quan|lienquan|login"
    r"|dang-?nhap|popup|modal|banner|adv?|ads|share|social|tags?|toc|muc-?luc|tooltip|tool|toolbar|search|cookie|rating"
    r"|subscribe|newsletter|hotline|widget|paging|pagination|tab-?menu|thuoc-?tinh|luoc-?do)(?![a-z])",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_HEADING = re.compile(rf"^\s*(?:{ARTICLE.pattern})", re.MULTILINE)
_MOST = 0.9  # of the articles that the subtree must hold
_LETTERS = 0.75  # of the letters, where there are no articles
_NEAR = 600  # letters; a letterhead may stand so much above the articles
_HEAD = 40  # lines in which it stands
_LINKS = 0.6  # of the letters of a block that stand in links, then it is a list of other pages
_BLOCKS = frozenset(
    {"address", "article", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset", "figure",
     "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section", "summary", "ul"}
)  # fmt: skip
_WHOLE = frozenset({"table", "ul", "ol", "p"})  # without articles to go by, these are not looked into
_FEW = 100  # letters; a page with fewer has no text of a document
_SHORT = 1500  # letters; a page with fewer and a field for a password is a login form


def extract(path: Path, _progress: Progress) -> Extract:
    """Return the text of a saved page without the furniture of its site; raises NoText."""
    from selectolax.lexbor import LexborHTMLParser  # noqa: PLC0415 - asking reads no pages

    page = LexborHTMLParser(_decoded(path.read_bytes()))
    asks = page.css_first("input[type=password]") is not None
    title = " ".join((found.text() if (found := page.css_first("title")) else "").split())
    lines = _lines(_content(_stripped(page, page.body))) if page.body else []
    text = joined(modern("\n".join(lines)))
    letters = sum(map(str.isalpha, text))
    if letters < (_SHORT if asks and not _HEADING.search(text) else _FEW):
        raise NoText(Reason.LOGIN_FORM if asks else Reason.EMPTY, path.name)
    return Extract(text, modern(title))


def _decoded(data: bytes) -> str:
    """Return the page in a file, in the encoding that it names if that fits; a web archive's first page."""
    if re.match(rb"(?:From|MIME-Version|Subject|Date|Snapshot-Content-Location):", data, re.IGNORECASE):
        message = email.message_from_bytes(data, policy=email.policy.default)
        parts = (part for part in message.walk() if part.get_content_type() == "text/html")
        data = next((bytes(part.get_payload(decode=True) or b"") for part in parts), b"")
    named = _META.search(data[:4096])
    if named and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode(named[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(data)


def _stripped(page: "LexborHTMLParser", body: "LexborNode") -> "LexborNode":
    """Return the body without what is never text, and what is named or built as furniture and holds little of it."""
    page.strip_tags(_ALWAYS.split(","))
    whole = _Weight.of(body)
    for node in page.css(_OFTEN):
        _drop(node, whole)
    for node in page.css("div,ul,ol,section,header,table,span,li,p,a"):
        names = f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}"
        if _NAMED.search(names) or _HIDDEN.search(node.attributes.get("style") or "") or _is_links(node):
            _drop(node, whole)
    return body


def _drop(node: "LexborNode", whole: "_Weight") -> None:
    if node.parent is not None and not _Weight.of(node).holds(whole, 0.5):
        node.decompose()


def _is_links(node: "LexborNode") -> bool:
    """Tell whether most of a block stands in three or more links to elsewhere."""
    if node.tag not in {"div", "ul", "ol", "section", "table"}:
        return False
    links = [link for link in node.css("a") if link.attributes.get("href")]
    linked = sum(len(link.text().strip()) for link in links)
    return len(links) >= 3 and linked > _LINKS * len(node.text().strip())


def _content(body: "LexborNode") -> "LexborNode":
    """Return the smallest part of a page with nearly all its articles (or text), the letterhead above it included."""
    whole = _Weight.of(body)
    node = body
    inner: LexborNode | None = body
    while inner is not None:
        node = inner
        children = (child for child in node.iter() if whole.articles >= 2 or child.tag not in _WHOLE)
        inner = next((child for child in children if _Weight.of(child).holds(whole, _MOST)), None)
    above: LexborNode | None = node.parent
    letters = _Weight.of(node).letters
    for _ in range(3):
        if above is None or above.tag == "html" or _Weight.of(above).letters > 1.25 * letters + _NEAR:
            break
        if symbol_in(_head(above)) and not symbol_in(_head(node)):
            return above
        above = above.parent
    return node


def _head(node: "LexborNode") -> list[str]:
    return [cell.strip() for line in _lines(node)[:_HEAD] for cell in line.split("|")]


def _lines(node: "LexborNode") -> list[str]:
    writer = _Writer()
    writer.feed(node.html or "")
    writer.close()
    return writer.finished()


class _Writer(HTMLParser):
    """Writes the paragraphs and tables of a part of a page as lines."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._texts: list[str] = []
        self._sinks: list[list[str]] = [[]]  # where paragraphs go: the page, or the cell of each table around
        self._tables: list[list[list[list[str]]]] = []  # of each table around: its rows, of cells, of paragraphs

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        """Begin a paragraph, a table, a row or a cell."""
        if tag in _BLOCKS or tag == "br":
            self._end_paragraph()
        elif tag == "table":
            self._end_paragraph()
            self._tables.append([])
            self._sinks.append([])
        elif tag == "tr" and self._tables:
            self._end_paragraph()
            self._tables[-1].append([])
        elif tag in {"td", "th"} and self._tables:
            self._end_paragraph()
            self._sinks[-1] = []
            self._tables[-1] = self._tables[-1] or [[]]
            self._tables[-1][-1].append(self._sinks[-1])

    def handle_endtag(self, tag: str) -> None:
        """End a paragraph, or a table: its lines go where it stands."""
        if tag in _BLOCKS or tag in {"tr", "td", "th", "table"}:
            self._end_paragraph()
        if tag == "table" and self._tables:
            self._sinks.pop()
            self._sinks[-1].extend(lines_of(self._tables.pop()))

    def handle_data(self, data: str) -> None:
        """Keep a piece of the paragraph."""
        self._texts.append(data)

    def finished(self) -> list[str]:
        """Return all lines; tables that were never closed end here."""
        while self._tables:
            self.handle_endtag("table")
        self._end_paragraph()
        return self._sinks[0]

    def _end_paragraph(self) -> None:
        text = " ".join("".join(self._texts).split())
        self._texts.clear()
        if text:
            self._sinks[-1].append(text)


@dataclass(frozen=True, slots=True)
class _Weight:
    """How much of a document stands in a part of a page: headings of articles and letters, links aside."""

    articles: int
    letters: int

    @classmethod
    def of(cls, node: "LexborNode") -> "_Weight":
        text = node.text(separator="\n")
        linked = "\n".join(link.text(separator="\n") for link in node.css("a") if link.attributes.get("href"))
        headings = len(_HEADING.findall(text)) - len(_HEADING.findall(linked))
        return cls(headings, sum(map(str.isalpha, text)) - sum(map(str.isalpha, linked)))

    def holds(self, whole: "_Weight", part: float) -> bool:
        """Return whether so much of the whole is here: of its articles, of its letters where it has no articles."""
        if whole.articles >= 2:
            return self.articles >= part * whole.articles
        return self.letters >= min(part, _LETTERS) * whole.letters
