"""A user's file, whatever its format, to clean Vietnamese text; each format has one function."""

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from index.errors import BadSource, Foreign, NoText, Reason, TooLarge, UnknownFormat
from index.formats import doc, docx, html, ocr, pdf, plain
from index.formats.source import LARGEST, MEGABYTE, Extract, Progress, silent
from index.formats.syllable import VIETNAMESE, share

__all__ = ["FORMATS", "SUFFIXES", "Extract", "extract"]

Format = Callable[[Path, Progress], Extract]

FORMATS: dict[str, Format] = {
    ".txt": plain.extract, ".md": plain.extract, ".docx": docx.extract, ".doc": doc.extract, ".rtf": doc.extract,
    ".pdf": pdf.extract, ".html": html.extract, ".htm": html.extract, ".mht": html.extract, ".mhtml": html.extract,
    ".jpg": ocr.extract, ".jpeg": ocr.extract, ".png": ocr.extract, ".tif": ocr.extract, ".tiff": ocr.extract,
}  # fmt: skip
SUFFIXES = frozenset(FORMATS)
# How files of a format begin, wherever their suffix lies.
_BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", ".pdf"), (b"PK\x03\x04", ".docx"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".doc"), (b"{\\rtf", ".rtf"),
    (b"\xff\xd8\xff", ".jpg"), (b"\x89PNG\r\n", ".png"), (b"II*\0", ".tif"), (b"MM\0*", ".tif"),
    (b"<!doctype html", ".html"), (b"<html", ".html"), (b"<?xml", ".html"),
)  # fmt: skip
_LETTERS = 60  # fewer tell no language


def extract(path: Path, progress: Progress | None = None) -> Extract:
    """Return the text of a file, NFC, one paragraph a line; `progress` is called with pages done and pages in all.

    Raises BadSource: its `reason` and `values` say why the file cannot be taken.
    """
    try:
        found = FORMATS[_format(path)](path, progress or silent)
    except OSError as error:
        raise BadSource(Reason.UNREADABLE, path.name, why=error.strerror or "") from error
    text = unicodedata.normalize("NFC", found.text)
    if not any(map(str.isalnum, text)):
        raise NoText(Reason.EMPTY, path.name)
    vietnamese = share(text)
    if sum(map(str.isalpha, text)) >= _LETTERS and vietnamese < VIETNAMESE:
        raise Foreign(Reason.FOREIGN_LANGUAGE, path.name, percent=round(100 * vietnamese))
    return replace(found, text=text)


def _format(path: Path) -> str:
    """Return the suffix of the format a file is in: by how it begins, else by its name; raises BadSource."""
    size = path.stat().st_size
    if size > LARGEST:
        raise TooLarge(Reason.FILE_TOO_LARGE, path.name, megabytes=size // MEGABYTE, limit=LARGEST // MEGABYTE)
    if size == 0:
        raise NoText(Reason.EMPTY, path.name)
    with path.open("rb") as file:
        head = file.read(4096)
    begun = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    suffix = next((name for begin, name in _BEGINNINGS if begun[:20].lower().startswith(begin.lower())), "")
    named = path.suffix.lower()
    if suffix:
        return named if named in FORMATS and FORMATS[named] is FORMATS[suffix] else suffix
    if named in FORMATS and FORMATS[named] in {plain.extract, html.extract} and plain.is_text(head):
        return named
    if named in FORMATS and not plain.is_text(head):
        return named if FORMATS[named] is not plain.extract else _refuse(path)
    return ".txt" if plain.is_text(head) and named in FORMATS else _refuse(path)


def _refuse(path: Path) -> str:
    raise UnknownFormat(Reason.UNKNOWN_FORMAT, path.name, suffix=path.suffix)
