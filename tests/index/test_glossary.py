"""What people type, written out; lay words, answered by the law's."""

import unicodedata
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import BadManifest, UnreadableFile
from index.glossary import Glossary
from index.text import normalise

Form = Literal["NFC", "NFD"]

GLOSSARY = Glossary(
    {"ko": "không", "k": "không", "dc": "được", "đc": "được", "ubnd": "ủy ban nhân dân", "sđt": "số điện thoại"},
    {"dán": "niêm yết", "loa": "truyền thanh", "cái loa": "hệ thống truyền thanh", "trưởng ấp": "Trưởng thôn"},
)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("ko dc họp", "không được họp"),
        ("KO DC HỌP", "không được HỌP"),
        ("UBND xã", "ủy ban nhân dân xã"),
        ("k biết", "không biết"),
        ("điểm k khoản 2", "điểm k khoản 2"),
        ("diem k", "diem k"),
        ("khoản k", "khoản k"),
        ("họp được koooo", "họp được không"),
        ("họp được ko???", "họp được không???"),
        ("hoà giải  ở   ấp", "hòa giải  ở   ấp"),
        ("48/KH-UBND", "48/KH-UBND"),
        ("mục III.1, phần VIII", "mục III.1, phần VIII"),
        ("302/KH- UBND của ubnd", "302/KH-UBND của ủy ban nhân dân"),
        ("48 / KH-UBND", "48/KH-UBND"),
        ("ngày 2 - ubnd họp", "ngày 2 - ủy ban nhân dân họp"),
        ("muc iii", "muc iii"),
        ("năm 2000 có 111 hộ", "năm 2000 có 111 hộ"),
        ("  ko  ", "không"),
        ("", ""),
    ],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_phone_spelling_is_written_out(typed: str, written: str, form: Form) -> None:
    assert GLOSSARY.write_out(unicodedata.normalize(form, typed)) == written


@given(st.text(max_size=60))
def test_any_text_can_be_written_out(text: str) -> None:
    assert Glossary({}, {}).write_out(text).split() == Glossary({}, {}).write_out(normalise(text)).split()
    assert isinstance(GLOSSARY.legal(text), tuple)


@pytest.mark.parametrize(
    ("text", "legal"),
    [
        ("dán ở nhà văn hóa", ("niêm yết",)),
        ("dân ở nhà văn hóa", ()),
        ("dan o nha van hoa", ()),
        ("cái loa bị hỏng", ("hệ thống truyền thanh", "truyền thanh")),
        ("truong ap do ai bau", ("Trưởng thôn",)),
        ("trưởng ấp do ai bầu", ("Trưởng thôn",)),
        ("trường áp do ai bầu", ()),
        ("loa xã", ("truyền thanh",)),
        ("hoa lá", ()),
        ("", ()),
    ],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_lay_words_call_the_words_of_the_law(text: str, legal: tuple[str, ...], form: Form) -> None:
    assert GLOSSARY.legal(unicodedata.normalize(form, text)) == legal


def test_glossary_is_loaded_from_its_file(small: Path) -> None:
    glossary = Glossary.load(small)
    assert glossary.spelling["ubnd"] == "ủy ban nhân dân"
    assert glossary.legal("dán giấy ở đình") == ("niêm yết",)
    assert glossary.sectors["agency"] == ("truong hoc", "hieu truong")


def test_missing_or_broken_glossary_is_named(small: Path) -> None:
    (small / "glossary.toml").write_text("[phrases\n", encoding="utf-8")
    with pytest.raises(BadManifest, match=r"glossary\.toml"):
        Glossary.load(small)
    (small / "glossary.toml").unlink()
    with pytest.raises(UnreadableFile, match=r"glossary\.toml"):
        Glossary.load(small)


def test_every_phrase_of_the_shipped_glossary_is_found_as_spelt(corpus_folder: Path) -> None:
    glossary = Glossary.load(corpus_folder)
    deaf = [lay for lay, legal in glossary.phrases.items() if legal not in glossary.legal(f"xin hỏi {lay} thì sao ạ")]
    assert deaf == []


def test_every_spelling_of_the_shipped_glossary_is_written_out(corpus_folder: Path) -> None:
    glossary = Glossary.load(corpus_folder)
    deaf = [
        typed for typed, word in glossary.spelling.items() if glossary.write_out(f"hỏi {typed} ạ") != f"hỏi {word} ạ"
    ]
    assert deaf == []
