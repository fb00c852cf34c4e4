"""TCVN3, VNI and windows-1258 come back as the Unicode they were made from."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.formats import extract
from index.formats.legacy import by_font, from_tcvn3, from_vni, modern
from index.formats.plain import decode
from tests.index.formats.rendering import TEXT

PRINTED = "\n".join(TEXT)
VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
LETTERS = [unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES] + ["đ"]
SYLLABLES = [
    unicodedata.normalize("NFC", first + vowel + tone + last)
    for first in ("b", "đ", "th", "ngh", "")
    for vowel in VOWELS
    for tone in TONES
    for last in ("", "n")
]
texts = st.lists(st.sampled_from(SYLLABLES), min_size=8, max_size=40).map(" ".join)


def table(read, single: range) -> dict[str, str]:  # type: ignore[no-untyped-def] # noqa: ANN001
    """Return letter → codes, found by reading every code, and every pair of a letter and a code."""
    codes = [chr(code) for code in single]
    found: dict[str, str] = {}
    for code in [*codes, *(base + code for base in "aeouyAEOUYôöÔÖ" for code in codes)]:
        found.setdefault(read(code), code)
    return found


TCVN3 = {letter: code for letter, code in table(from_tcvn3, range(0xA1, 0xFF)).items() if len(code) == 1}
VNI = table(from_vni, range(0xC0, 0x100))


def written(text: str, codes: dict[str, str]) -> str:
    return "".join(codes.get(char, char) for char in text)


@pytest.mark.parametrize("letter", [letter for letter in LETTERS if not letter.isascii()])
def test_every_letter_has_its_code(letter: str) -> None:
    assert from_tcvn3(TCVN3[letter]) == letter
    assert from_vni(VNI[letter]) == letter
    assert from_vni(VNI[letter.upper()]) == letter.upper()


def test_known_words() -> None:
    assert from_tcvn3("Céng hßa x· héi chñ nghÜa ViÖt Nam") == "Cộng hòa xã hội chủ nghĩa Việt Nam"
    assert from_vni("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam") == "Cộng hòa xã hội chủ nghĩa Việt Nam"
    assert from_vni("COÄNG HOØA, ÑÖÔØNG, ñöôøng, Töø, XAÕ") == "CỘNG HÒA, ĐƯỜNG, đường, Từ, XÃ"


@given(texts)
def test_what_was_written_in_tcvn3_comes_back(text: str) -> None:
    assert from_tcvn3(written(text, TCVN3), capitals=False) == text


@given(texts)
def test_what_was_written_in_vni_comes_back(text: str) -> None:
    assert from_vni(written(text, VNI)) == text
    assert from_vni(written(text.upper(), VNI)) == text.upper()


@given(texts)
def test_unicode_is_left_alone(text: str) -> None:
    assert modern(f"{PRINTED}\n{text}") == f"{PRINTED}\n{text}"


def cp1258(text: str) -> bytes:
    """Return text with its tones apart, as that encoding wants them."""
    out = b""
    for char in text:
        try:
            out += char.encode("cp1258")
        except UnicodeEncodeError:
            bare = unicodedata.normalize("NFD", char)
            tone = next(mark for mark in bare if mark in TONES[1:])
            out += unicodedata.normalize("NFC", bare.replace(tone, "")).encode("cp1258") + tone.encode("cp1258")
    return out


BODY = "\n".join(line for line in TEXT if not line.isupper())


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (PRINTED.encode(), PRINTED),
        (b"\xef\xbb\xbf" + PRINTED.encode(), PRINTED),
        (unicodedata.normalize("NFD", PRINTED).encode(), PRINTED),
        (PRINTED.encode("utf-16"), PRINTED),
        (PRINTED.encode("utf-16-be"), PRINTED),
        (PRINTED.encode("utf-16-le"), PRINTED),
        (cp1258(PRINTED), PRINTED),
        (written(PRINTED, VNI).encode("cp1252"), PRINTED),
        (written(BODY, TCVN3).encode("latin-1"), BODY),
        (written(BODY, TCVN3).encode(), BODY),  # legacy letters saved as UTF-8, as copied from a Word file
        (PRINTED.replace("\n", "\r\n").encode(), PRINTED),
    ],
)
def test_the_encoding_of_a_file_is_found(data: bytes, expected: str) -> None:
    assert decode(data) == expected


def test_a_file_in_tcvn3_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "ke-hoach.txt"
    path.write_bytes(written(BODY, TCVN3).encode("latin-1"))
    assert extract(path).text.strip().split("\n") == BODY.split("\n")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("CéNG HßA X· HéI", "CỘNG HÒA XÃ HỘI"), ("Sè: 48/KH-UBND", "Số: 48/KH-UBND"), ("Céng hßa", "Cộng hòa")],
)
def test_capitals_of_tcvn3_are_taken_from_the_letters_around(typed: str, meant: str) -> None:
    assert from_tcvn3(typed) == meant


def test_capitals_of_tcvn3_are_taken_from_the_font() -> None:
    assert by_font("Céng hßa", ".VnTimeH") == "CỘNG HÒA"
    assert by_font("Céng hßa", ".VnTime") == "Cộng hòa"
    assert by_font("Coäng hoøa", "VNI-Times") == "Cộng hòa"
    assert by_font("Cộng hòa", "Times New Roman") is None


def test_lines_of_unicode_among_legacy_ones_stay() -> None:
    mixed = "\n".join([TEXT[6], written(TEXT[7], TCVN3), TEXT[8]])
    assert modern(mixed) == "\n".join(TEXT[6:9])
