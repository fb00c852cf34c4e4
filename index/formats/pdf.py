"""PDF files to paragraphs: pages with text by their own letters, pages that are pictures by OCR."""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import Damaged, Locked, NoText, Reason
from index.formats.layout import Line, Page, paragraphs
from index.formats.legacy import modern
from index.formats.ocr import Picture, Reading, check, read_all, unclear
from index.formats.source import Extract, Progress
from index.formats.syllable import spelt

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

_POINTS = 72  # of a page to the inch
_DPI = 300
_PIXELS = 40_000_000  # of a page drawn for OCR
_FEW = 40  # letters; a page with fewer is looked at as a picture if it holds one
_READABLE = 0.6  # of the letters of a page that must stand in Vietnamese words, or its picture is read instead
_GAP = 2.0  # heights of a letter; what stands further apart on a line are two cells
_HEAD = 0.3  # of the first page: here cells are lines of their own


def extract(path: Path, progress: Progress) -> Extract:
    """Return the text of a PDF; raises BadSource."""
    with _opened(path) as document:
        pages = [_page(document, number) for number in range(len(document))]
        drawn = [number for number, page in enumerate(pages) if page is None]
        read = _read(document, drawn, path.name, progress) if drawn else {}
    whole = [page if page is not None else read[number].page for number, page in enumerate(pages)]
    if not any(page.lines for page in whole):
        raise NoText(Reason.ONLY_PICTURES if drawn else Reason.EMPTY, path.name)
    notes = unclear((number + 1, reading) for number, reading in read.items())
    return Extract(modern("\n".join(paragraphs(whole))), ocr=bool(drawn), notes=tuple(notes))


@contextmanager
def _opened(path: Path) -> Iterator["PdfDocument"]:
    import pypdfium2 as pdfium  # noqa: PLC0415 - asking reads no PDF
    from pypdfium2 import raw  # noqa: PLC0415 - asking reads no PDF

    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        if error.err_code in {raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY}:
            raise Locked(Reason.PASSWORD, path.name, format="PDF") from error
        raise Damaged(Reason.DAMAGED, path.name, format="PDF") from error
    try:
        yield document
    except pdfium.PdfiumError as error:
        raise Damaged(Reason.DAMAGED, path.name, format="PDF") from error
    finally:
        document.close()


def _read(document: "PdfDocument", numbers: list[int], name: str, progress: Progress) -> dict[int, Reading]:
    check(name)
    pictures = (_draw(document[number]) for number in numbers)
    return dict(zip(numbers, read_all(pictures, name, progress, len(numbers)), strict=True))


def _draw(page: "PdfPage") -> Picture:
    width, height = page.get_size()
    scale = min(_DPI / _POINTS, (_PIXELS / max(1.0, width * height)) ** 0.5)
    picture: Picture = page.render(scale=scale, grayscale=True).to_pil()
    return picture


def _page(document: "PdfDocument", number: int) -> Page | None:
    """Return the lines of a page by its letters, None where it must be read as a picture."""
    page = document[number]
    width, height = page.get_size()
    rows = [row for row in _rows(page, height) if any(not cell.text.isspace() for cell in row)]
    text = modern("\n".join(cell.text for row in rows for cell in row))
    letters = sum(map(str.isalpha, text))
    if (letters < _FEW or spelt(text) < _READABLE) and _has_picture(page):
        return None
    head = height * _HEAD if number == 0 else 0.0
    return Page(tuple(line for row in rows for line in _lines(row, head)), width, height)


def _has_picture(page: "PdfPage") -> bool:
    from pypdfium2 import raw  # noqa: PLC0415 - asking reads no PDF

    return any(True for _ in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,)))


def _lines(row: list[Line], head: float) -> Iterator[Line]:
    """Yield the cells of a row as one line, those of a letterhead each by itself."""
    if row[0].top < head:
        yield from row
    else:
        tops, bottoms = [cell.top for cell in row], [cell.bottom for cell in row]
        yield Line(" | ".join(cell.text for cell in row), row[0].left, min(tops), row[-1].right, max(bottoms))


def _rows(page: "PdfPage", height: float) -> Iterator[list[Line]]:
    """Yield the rows of a page in the order of its file, each cut into cells at its wide gaps."""
    cells: list[Line] = []
    letters: list[Line] = []
    for letter in _letters(page, height):
        if letter.text == "\n":
            yield from _row(cells, letters)
            cells, letters = [], []
        elif letters and not letter.text.isspace() and letter.left - letters[-1].right > _GAP * _height(letters):
            cells.append(_joined(letters))
            letters = [letter]
        elif letters or not letter.text.isspace():
            letters.append(letter)
    yield from _row(cells, letters)


def _row(cells: list[Line], letters: list[Line]) -> Iterator[list[Line]]:
    if letters:
        yield [*cells, _joined(letters)]


def _height(letters: list[Line]) -> float:
    return max(letter.bottom - letter.top for letter in letters)


def _joined(letters: list[Line]) -> Line:
    text = " ".join("".join(letter.text for letter in letters).split())
    drawn = [letter for letter in letters if not letter.text.isspace()] or letters
    return Line(
        text,
        min(letter.left for letter in drawn),
        min(letter.top for letter in drawn),
        max(letter.right for letter in drawn),
        max(letter.bottom for letter in drawn),
    )


def _letters(page: "PdfPage", height: float) -> Iterator[Line]:
    """Yield the letters of a page with their boxes, measured from the top; a line ends with a newline."""
    from pypdfium2 import raw  # noqa: PLC0415 - asking reads no PDF

    letters = page.get_textpage()
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    for place in range(letters.count_chars()):
        char = chr(raw.FPDFText_GetUnicode(letters, place) or 32)
        raw.FPDFText_GetCharBox(letters, place, left, right, bottom, top)
        if char != "\r":
            # a hyphen at the end of a line is told apart by pdfium; Vietnamese does not break words
            char = {"\x02": "-", "\ufffe": "-"}.get(char, char)
            yield Line(char, left.value, height - top.value, right.value, height - bottom.value)
