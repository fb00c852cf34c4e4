"""Files of every format, made on the spot: PDF with letters, PDF of pictures, Word, pages of the portals."""

import ctypes
import io
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image, ImageFont
from pypdfium2 import raw

FONT = "DejaVuSerif.ttf"
SIZE = 12
A4 = (595.0, 842.0)


@cache
def font_file() -> bytes:
    """Return the bytes of a font with Vietnamese letters."""
    return Path(str(ImageFont.truetype(FONT).path)).read_bytes()


def pdf(pages: Sequence[Sequence[tuple[float, float, str]]], pictures: Sequence[Image.Image] = ()) -> bytes:
    """Return a PDF whose pages show texts at points from the upper left; pictures follow, one a page."""
    document = pdfium.PdfDocument.new()
    data = font_file()
    buffer = (ctypes.c_uint8 * len(data)).from_buffer_copy(data)
    font = raw.FPDFText_LoadFont(document, buffer, len(data), raw.FPDF_FONT_TRUETYPE, True)
    for texts in pages:
        page = document.new_page(*A4)
        for left, top, text in texts:
            shown = raw.FPDFPageObj_CreateTextObj(document, font, SIZE)
            wide = (text + "\0").encode("utf-16-le")
            raw.FPDFText_SetText(shown, (ctypes.c_ushort * (len(wide) // 2)).from_buffer_copy(wide))
            raw.FPDFPageObj_Transform(shown, 1, 0, 0, 1, left, A4[1] - top)
            raw.FPDFPage_InsertObject(page, shown)
        page.gen_content()
    out = io.BytesIO()
    if pictures:
        scans = io.BytesIO()
        pictures[0].save(scans, "PDF", save_all=True, append_images=pictures[1:], resolution=150)
        document.import_pages(pdfium.PdfDocument(scans))
    document.save(out)
    return out.getvalue()


def column(lines: Sequence[str], *, top: float = 100.0, left: float = 70.0) -> list[tuple[float, float, str]]:
    """Return lines one under the other; one that begins with a tab is set in."""
    return [(left + 28 * line.startswith("\t"), top + place * 18, line.strip()) for place, line in enumerate(lines)]


def locked_pdf() -> bytes:
    """Return a PDF that no empty password opens."""
    key = b"/Filter /Standard /V 1 /R 2 /Length 40 /P -4 /O (" + b"o" * 32 + b") /U (" + b"u" * 32 + b")"
    return (
        b"%PDF-1.4\n1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj\n"
        b"2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj\n"
        b"3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 300 300]>> endobj\n"
        b"4 0 obj <<" + key + b">> endobj\n"
        b"trailer <</Root 1 0 R /Encrypt 4 0 R /ID [<00112233445566778899aabbccddeeff>"
        b" <00112233445566778899aabbccddeeff>]>>\n%%EOF"
    )
