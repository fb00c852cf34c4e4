"""Word files (.docx) to paragraphs: text, tables, footnotes and the numbers that Word draws, in their order."""

import io
import re
import zipfile
from collections.abc import Iterator
from itertools import starmap
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import Damaged, Reason, TooLarge, UnknownFormat
from index.formats.layout import joined
from index.formats.legacy import by_font, is_legacy, is_unicode, modern
from index.formats.numbering import Element, Numbering
from index.formats.ocr import Picture, opened, read_pictures
from index.formats.source import LARGEST_PACKED, LARGEST_UNPACKED, MEGABYTE, Extract, Progress
from index.formats.stamp import is_stamp
from index.formats.tables import lines_of

if TYPE_CHECKING:
    from docx.document import Document

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_GONE = {f"{_W}{tag}" for tag in ("del", "moveFrom", "instrText", "delText", "rPr", "pPr", "txbxContent")} | {_FALLBACK}
_SIGNS = {f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_WRAPPERS = {f"{_W}{tag}" for tag in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")}
_FEW = 40  # letters; a document with fewer that holds pictures is read by OCR


def extract(path: Path, progress: Progress) -> Extract:
    """Return the text of a .docx, that of its pictures where it has no other; raises BadSource."""
    _check_size(path)
    document = _open(path)
    reader = _Reader(document)
    lines = [*reader.stamps(), *reader.blocks(document.element.body), *reader.footnotes()]
    text = joined(modern("\n".join(lines)))
    if sum(map(str.isalpha, text)) < _FEW:
        pictures = list(_pictures(document, path.name))
        if pictures:
            return read_pictures(pictures, path.name, progress)
    return Extract(text)


def _check_size(path: Path) -> None:
    """Raise TooLarge for a file whose parts would fill the memory, Damaged or UnknownFormat for one of another kind."""
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Damaged(Reason.DAMAGED, path.name, format="Word") from error
    if path.suffix.lower() != ".docx" and not any(part.filename == "word/document.xml" for part in parts):
        raise UnknownFormat(Reason.UNKNOWN_FORMAT, path.name, suffix=path.suffix)
    texts = sum(part.file_size for part in parts if part.filename.lower().endswith((".xml", ".rels")))
    for size, limit in ((texts, LARGEST_UNPACKED), (sum(part.file_size for part in parts), LARGEST_PACKED)):
        if size > limit:
            told = {"megabytes": size // MEGABYTE, "limit": limit // MEGABYTE}
            raise TooLarge(Reason.UNPACKED_TOO_LARGE, path.name, **told)


def _open(path: Path) -> "Document":
    import docx  # noqa: PLC0415 - asking reads no Word file

    try:
        document = docx.Document(str(path))
        if document.element.body is not None:
            return document
    except Exception as error:  # a broken part raises whatever its reader stumbles over
        raise Damaged(Reason.DAMAGED, path.name, format="Word") from error
    raise Damaged(Reason.DAMAGED, path.name, format="Word")


class _Reader:
    """Walks the parts of one document."""

    def __init__(self, document: "Document") -> None:
        self._parts = {
            relation.reltype.rpartition("/")[2]: relation.target_part
            for relation in document.part.rels.values()
            if not relation.is_external
        }
        self._headers = [
            relation.target_part
            for relation in document.part.rels.values()
            if relation.reltype.endswith(("/header", "/footer"))
        ]
        styles = self._root("styles")
        self._numbering = Numbering(self._root("numbering"), styles)
        found = () if styles is None else styles.iter(f"{_W}style")
        self._styles = {style.get(f"{_W}styleId"): style for style in found}
        self._legacy = self._trusts_fonts(document.element.body)

    def blocks(self, parent: Element) -> Iterator[str]:
        """Yield the paragraphs and tables under a node, in order, those of content controls too."""
        for child in parent:
            if child.tag == f"{_W}p":
                yield from self._paragraph(child)
            elif child.tag == f"{_W}tbl":
                cells = [
                    [list(self.blocks(cell)) for cell in row.iterfind(f"{_W}tc")] for row in child.iterfind(f"{_W}tr")
                ]
                yield from lines_of(cells)
            elif child.tag in _WRAPPERS:
                yield from self.blocks(child)

    def stamps(self) -> Iterator[str]:
        """Yield the stamps of secrecy that stand in headers and footers, once each."""
        lines = (line for part in self._headers for line in self.blocks(part.element))
        yield from dict.fromkeys(line for line in lines if is_stamp(line))

    def footnotes(self) -> Iterator[str]:
        """Yield the footnotes as "[1] …"."""
        for note in () if (root := self._root("footnotes")) is None else root.iterfind(f"{_W}footnote"):
            if not note.get(f"{_W}type"):  # the others are the lines drawn above them
                yield f"[{note.get(f'{_W}id')}] {' '.join(self.blocks(note))}"

    def _trusts_fonts(self, body: Element) -> bool:
        """Return whether what stands in legacy fonts is written in their codes; Unicode under such a name is common."""
        runs = [text for paragraph in body.iter(f"{_W}p") for text, font in self._runs(paragraph) if is_legacy(font)]
        return sum(map(is_unicode, runs)) < 0.2 * len(runs)

    def _root(self, name: str) -> Element:
        part = self._parts.get(name)
        if part is None or hasattr(part, "element"):
            return None if part is None else part.element
        from docx.oxml import parse_xml  # noqa: PLC0415 - asking reads no Word file

        return parse_xml(part.blob)

    def _paragraph(self, paragraph: Element) -> Iterator[str]:
        """Yield what the text boxes of a paragraph hold, then its own text after its number."""
        for box in paragraph.iter(f"{_W}txbxContent"):
            if not any(above.tag == _FALLBACK for above in box.iterancestors()):
                yield from self.blocks(box)
        properties = paragraph.find(f"{_W}pPr")
        text = re.sub(r"[ \t\xa0]+", " ", "".join(starmap(self._meant, self._runs(paragraph))))
        lines = [line.strip() for line in text.split("\n") if line.strip()]
        number = self._numbering.number(properties, _style(paragraph)) if lines else ""
        yield from (f"{number} {line}".strip() if place == 0 else line for place, line in enumerate(lines))

    def _meant(self, text: str, font: str) -> str:
        return (self._legacy and not is_unicode(text) and by_font(text, font)) or text

    def _runs(self, paragraph: Element) -> Iterator[tuple[str, str]]:
        """Yield the texts of a paragraph with their fonts; what was struck out in tracked changes is left out."""
        style = _style(paragraph)
        waiting = [paragraph]
        while waiting:
            node = waiting.pop()
            if node.tag == f"{_W}t":
                yield node.text or "", self._font(node.getparent(), style)
            elif node.tag == f"{_W}footnoteReference":
                yield f"[{node.get(f'{_W}id')}]", ""
            else:
                yield _SIGNS.get(node.tag, ""), ""
            waiting += (child for child in reversed(node) if child.tag not in _GONE and isinstance(child.tag, str))

    def _font(self, run: Element, style: str) -> str:
        """Return the font of a run: its own, or its paragraph's style's, or of the styles that is based on."""
        font = _font(run)
        for _ in range(10):
            if font or style not in self._styles:
                break
            font, style = _font(self._styles[style]), _value(self._styles[style].find(f"{_W}basedOn"))
        return font


def _style(paragraph: Element) -> str:
    properties = paragraph.find(f"{_W}pPr")
    return "" if properties is None else _value(properties.find(f"{_W}pStyle"))


def _font(node: Element) -> str:
    found = node.find(f"{_W}rPr/{_W}rFonts")
    return "" if found is None else str(found.get(f"{_W}ascii") or found.get(f"{_W}hAnsi") or "")


def _value(node: Element) -> str:
    return "" if node is None else str(node.get(f"{_W}val") or "")


def _pictures(document: "Document", name: str) -> Iterator[Picture]:
    """Yield the pictures of a document in the order of its text, without vector drawings."""
    for blip in document.element.body.iter(_BLIP):
        part = document.part.rels.get(blip.get(_EMBED))
        if part is not None and not part.is_external and part.target_part.partname.ext.lower() not in {"emf", "wmf"}:
            yield from opened(io.BytesIO(part.target_part.blob), name)
