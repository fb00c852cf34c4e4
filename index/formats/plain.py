"""Plain text in whatever encoding it was saved, as Unicode: UTF-8, UTF-16, windows-1258, TCVN3, VNI."""

import codecs
import re
import unicodedata
from pathlib import Path

from index.formats.layout import joined
from index.formats.legacy import from_tcvn3, from_vni, modern
from index.formats.source import Extract, Progress
from index.formats.syllable import spelt
from index.reader import unwrap

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SAMPLE = 200_000  # letters that decide
_MARKED = re.compile(r"\*\*|^#{1,6} ", re.MULTILINE)  # Markdown
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def extract(path: Path, _progress: Progress) -> Extract:
    """Return the text of a plain file, marks of layout removed and lines that a page broke joined."""
    text = decode(path.read_bytes())
    return Extract(unwrap(text) if _MARKED.search(text) else joined(text))


def decode(data: bytes) -> str:
    """Return the text of data, NFC with unix line ends, in the encoding under which most of it reads as Vietnamese."""
    text = _marked(data)
    if text is None:
        text = _utf8(data)
    text = _legacy(data) if text is None else modern(text)
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def is_text(data: bytes) -> bool:
    """Return whether the beginning of a file looks like text, in any of the encodings."""
    head = data[:4096]
    return head.startswith(tuple(mark for mark, _ in _MARKS)) or _is_utf16(head) or not _CONTROL.search(head)


def _marked(data: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    if _is_utf16(data[:4096]):
        little = data[1:4096:2].count(0) > data[:4096:2].count(0)
        return data.decode("utf-16-le" if little else "utf-16-be", errors="replace")
    return None


def _is_utf16(head: bytes) -> bool:
    """Tell whether head is UTF-16 without a mark: line ends and spaces have one zero byte each, on one side."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    return len(head) >= 8 and max(even, odd) > len(head) // 10 and min(even, odd) == 0


def _utf8(data: bytes) -> str | None:
    """Return data read as UTF-8, one broken letter in a thousand forgiven, None where it is not UTF-8."""
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    return text if broken <= len(text) // 1000 or not broken else None


def _legacy(data: bytes) -> str:
    readings = [data.decode(encoding, errors="replace") for encoding in ("cp1258", "cp1252")]
    readings += [from_tcvn3(data.decode("latin-1")), from_vni(readings[-1])]
    return max(readings, key=lambda text: spelt(text[:_SAMPLE]))
