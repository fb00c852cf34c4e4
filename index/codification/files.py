"""The files of the codification: a folder or zip of subject files, one of them, or the edition in JSON lines."""

import gzip
import io
import json
import zlib
from codecs import getincrementaldecoder
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from zipfile import BadZipFile, ZipFile, ZipInfo, is_zipfile

from index.codification import html
from index.codification.article import CodifiedArticle, article_of
from index.errors import Damaged, Locked, Reason, TooLarge, UnknownFormat, UnreadableFile

_LARGEST = 2_000_000_000  # bytes of all subject files together: the edition has about 300 million
_LARGEST_FILE = 200_000_000
_RATIO = 200  # to which a file may be packed: the subject files are packed about tenfold
_LONGEST = 20_000_000  # characters of one line, one article
_CHUNK = 1 << 16
_JSON = (".jsonl", ".jsonl.gz")
_SAMPLE = 200_000  # characters in which a subject file shows what it is


def is_codification(path: Path) -> bool:
    """Return whether a file or folder looks like the codification; nothing is read but its beginning."""
    try:
        if path.is_dir():
            return any(_is_subject(file) for file in _pages(path))
        if path.name.lower().endswith(_JSON):
            return True
        if path.suffix.lower() == ".zip":
            return is_zipfile(path) and bool(_members(path))
        return path.suffix.lower() in {".html", ".htm"} and _is_subject(path)
    except OSError:
        return False


def read_codification(path: Path) -> Iterator[CodifiedArticle]:
    """Yield the articles of the codification, one at a time.

    Raises BadSource where the file is none, is damaged, locked, or larger unpacked than the codification can be.
    """
    try:
        if not path.exists():
            raise UnreadableFile(f"{path.name}: no such file")
        if path.name.lower().endswith(_JSON):
            yield from _rows(path)
        elif path.suffix.lower() == ".zip":
            yield from _zipped(path)
        else:
            yield from _folder(path)
    except (OSError, EOFError, zlib.error) as error:
        raise Damaged(Reason.DAMAGED, path.name, format=_format(path)) from error


def _folder(path: Path) -> Iterator[CodifiedArticle]:
    files = [file for file in (_pages(path) if path.is_dir() else [path]) if _is_subject(file)]
    if not files:
        raise UnknownFormat(Reason.UNKNOWN_FORMAT, path.name, suffix=path.suffix)
    for file in files:
        if file.stat().st_size > _LARGEST_FILE:
            raise _too_large(file.name, file.stat().st_size, _LARGEST_FILE)
        with file.open("rb") as content:
            yield from html.articles(_chunks(content))


def _pages(path: Path) -> list[Path]:
    """Return the subject files of an edition that was unpacked, or of a folder of them."""
    inside = path / "demuc"
    return sorted(file for file in (inside if inside.is_dir() else path).glob("*.html") if file.is_file())


def _is_subject(path: Path) -> bool:
    """Tell by its beginning whether a page is a subject; 90 of the edition are empty."""
    with path.open("rb") as content:
        head = content.read(_SAMPLE).decode("utf-8", "replace")
    return "_content" in head and ("pDieu" in head or "<h3" in head)


def _zipped(path: Path) -> Iterator[CodifiedArticle]:
    try:
        members = _members(path)
        if not members:
            raise UnknownFormat(Reason.UNKNOWN_FORMAT, path.name, suffix=path.suffix)
        total = sum(member.file_size for member in members)
        packed = max(sum(member.compress_size for member in members), 1)
        if total > _LARGEST or total / packed > _RATIO or any(m.file_size > _LARGEST_FILE for m in members):
            raise _too_large(path.name, total, _LARGEST)
        if any(member.flag_bits & 1 for member in members):
            raise Locked(Reason.PASSWORD, path.name, format="zip")
        with ZipFile(path) as archive:
            for member in members:
                with archive.open(member) as content:  # reads no more than the size it names
                    yield from html.articles(_chunks(content))
    except (BadZipFile, NotImplementedError) as error:
        raise Damaged(Reason.DAMAGED, path.name, format="zip") from error


def _members(path: Path) -> list[ZipInfo]:
    """Return the subject files of a zip; names do not matter, for nothing is unpacked to them."""
    with ZipFile(path) as archive:
        pages = [member for member in archive.infolist() if member.filename.lower().endswith(".html")]
    subjects = [member for member in pages if "demuc" in member.filename.replace("\\", "/").lower().split("/")[:-1]]
    return sorted(subjects, key=lambda member: member.filename)


def _rows(path: Path) -> Iterator[CodifiedArticle]:
    read = 0
    with _lines(path) as lines:
        number = 0
        while line := lines.readline(_LONGEST):
            number += 1
            read += len(line)
            if read > _LARGEST or len(line) == _LONGEST:
                raise _too_large(path.name, read, _LARGEST)
            if not line.strip():
                continue
            try:
                yield article_of(json.loads(line))
            except (ValueError, RecursionError) as error:
                raise Damaged(Reason.DAMAGED, path.name, format="jsonl", line=number) from error


@contextmanager
def _lines(path: Path) -> Iterator[IO[str]]:
    with (
        gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb") as unpacked,
        io.TextIOWrapper(unpacked, encoding="utf-8-sig", errors="replace") as text,
    ):
        yield text


def _chunks(content: IO[bytes]) -> Iterator[str]:
    decoder = getincrementaldecoder("utf-8-sig")("replace")
    while chunk := content.read(_CHUNK):
        yield decoder.decode(chunk)


def _too_large(name: str, size: int, limit: int) -> TooLarge:
    return TooLarge(Reason.UNPACKED_TOO_LARGE, name, megabytes=size // 1_000_000, limit=limit // 1_000_000)


def _format(path: Path) -> str:
    return path.suffix.lstrip(".").lower() or "html"
