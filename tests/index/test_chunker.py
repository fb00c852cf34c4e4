"""Blocks to passages: exact spans, no overlap, every word somewhere, each with its citation."""

import itertools
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.chunker import LIMIT, chunk, heading
from index.document import Corpus, Correction, Document, Kind, Passage, TextKind
from index.parser import Level, parse
from index.reader import read
from index.text import words

DOCUMENT = Document("d", Kind.PLAN, "t", "s", TextKind.OFFICIAL)
LINES = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["I. MỤC ĐÍCH", "II- NỘI DUNG", "IV. Làm xong.", "1. Việc", "2. Việc xong.", "a) một", "đ) hai", "- gạch",
         "[1] chú", "Điều 1. A", "Điều 2. B", "Điều 3. C", "#### Điều 4. D", "Chương I", "Mục 2. X", "# Tên",
         "Nơi nhận:", "- Lưu: VT.", "x" * 1600, "câu dài; " * 400, "1. " + "không chấm " * 300, "a" + " " * 1700 + "b"]
    ),
)  # fmt: skip
SOURCES = st.one_of(st.text(), st.lists(LINES, max_size=12).map("\n".join))
PLANS = ("hon-quan-2024", "hong-linh-2023", "minh-tam-2024", "nhon-hau-2024", "thuy-hung-2024")


def cut(text: str, document: Document = DOCUMENT) -> tuple[Passage, ...]:
    return chunk(document, text, parse(text))


def locators(text: str) -> list[str]:
    return [passage.citation.locator for passage in cut(text)]


def lost(text: str, passages: tuple[Passage, ...]) -> list[str]:
    """Return the blocks that stand in no passage, heading, question or mark, and the letters held too often or not."""
    heads = "\n".join(dict.fromkeys(head for passage in passages for head in passage.headings))
    asked = {question for passage in passages for question in passage.questions}
    held = Counter(letter for passage in passages for letter in "".join(words(passage.text)))
    missing = []
    for block in parse(text).blocks:
        inside = [p for p in passages if p.start < block.end and block.start < p.end]
        alone = heading(block.text) in heads or block.text.removeprefix("?").strip() in asked
        alone = alone or block.level is Level.MARK
        if not alone and not inside and words(block.text):
            missing.append(block.text)
        elif inside:
            held.subtract("".join(words(text[block.start : block.end])))
    return missing + [letter for letter, count in held.items() if count]


@given(SOURCES)
@example("I. Làm cho dân tin.\nII. Làm cho dân vui.")
@example("Điều 1. A\nMột.\nĐiều 2. Bãi bỏ Điều 9.\nĐiều 3. C\nBa.")
@example("x" * 1490 + " " * 1600 + "y")
def test_passages_are_exact_disjoint_short_and_lose_nothing(text: str) -> None:
    passages = cut(text)
    last = 0
    for passage in passages:
        assert passage.text == text[passage.start : passage.end]
        assert 0 < len(passage.text) <= LIMIT == 1500
        assert passage.start >= last
        last = passage.end
    assert lost(text, passages) == []


def test_chapter_of_one_sentence_is_a_passage() -> None:
    assert locators("I. Làm cho dân tin.\nII. Làm cho dân vui.\nNơi nhận:\n- Lưu") == ["I", "II", "kết"]


def test_article_of_one_line_is_a_passage() -> None:
    passages = cut("Điều 1. A\nMột.\nĐiều 2. Bãi bỏ Điều 9.\nĐiều 3. C\nBa.")
    assert [(p.citation.article, p.text) for p in passages] == [
        ("1", "Một."),
        ("2", "Điều 2. Bãi bỏ Điều 9."),
        ("3", "Ba."),
    ]


def test_points_are_cited_in_the_order_of_the_source() -> None:
    text = "I. MỤC ĐÍCH\n1. Mục đích\na) Một.\nd) Hai.\nđ) Ba.\ne) Bốn.\n2. Làm thật."
    assert locators(text) == ["I.1.a", "I.1.d", "I.1.đ", "I.1.e", "I.2"]
    assert cut(text)[2].headings == ("I. MỤC ĐÍCH", "1. Mục đích")


def test_clause_keeps_its_introduction_and_its_points() -> None:
    text = "Điều 1. A\nMột.\nĐiều 2. B\nGồm có:\n1. Sau đây:\na) x;\nđ) y.\n2. Còn lại.\nĐiều 3. C\nBa."
    found = {p.citation.locator: p.text for p in cut(text)}
    assert found["Điều 2 khoản 1"] == "Gồm có:\n1. Sau đây:\na) x;\nđ) y."
    assert found["Điều 2 khoản 2"] == "2. Còn lại."


def test_headings_above_a_law_passage() -> None:
    text = "# Luật\nChương II. Làng\nMục 1. Bàn\nĐiều 1. A\nMột.\nChương III. Xưởng\nĐiều 2. B\nHai.\nĐiều 3. C\nBa."
    heads = [p.headings for p in cut(text)]
    assert heads[0] == ("Luật", "Chương II. Làng", "Mục 1. Bàn", "Điều 1. A")
    assert heads[1] == ("Luật", "Chương III. Xưởng", "Điều 2. B")


def test_questions_of_a_digest_are_searched_not_shown() -> None:
    passage, *_ = cut("Điều 1. A\n? ai quyết việc này?\nLàng quyết.\nĐiều 2. B\nHai.\nĐiều 3. C\nBa.")
    assert passage.questions == ("ai quyết việc này?",)
    assert passage.text == "Làng quyết."


def test_footnote_is_cited_with_the_section_that_carries_it() -> None:
    text = "II- VIỆC\n1. Quán triệt văn bản[1].\n[1] Gồm: (1) Kết luận.\n2. Làm."
    assert locators(text) == ["II.1", "II.1 (chú thích 1)", "II.2"]


def test_what_stands_before_and_after_the_sections() -> None:
    text = "KẾ HOẠCH\nDọn đường.\nI. A\n1. Làm xong.\nTrên đây là Kế hoạch./.\nNơi nhận:\n- Lưu"
    assert locators(text) == ["mở đầu", "I.1", "kết"]


def test_long_section_is_cut_between_sentences_into_parts() -> None:
    sentence = "Xã làm việc này cho dân từ đầu năm đến cuối năm. "
    passages = cut(f"I. A\n1. {sentence * 60}\nNơi nhận:\n- Lưu")[:-1]
    assert len(passages) > 1
    assert [p.id for p in passages] == [f"d#sec_I.1__part_{n}" for n in range(1, len(passages) + 1)]
    assert {p.citation.locator for p in passages} == {"I.1"}
    assert all(p.text.endswith("năm.") for p in passages)


def test_sentence_without_an_end_is_cut_between_words() -> None:
    text = "một hai ba " * 400
    passages = cut(text)
    assert [word for p in passages for word in p.text.split()] == text.split()


def test_right_reading_goes_with_the_span_that_holds_the_print() -> None:
    fixes = (Correction("làm guong", "làm gương"), Correction("bút phá", ""))
    document = Document("d", Kind.PLAN, "t", "s", TextKind.OFFICIAL, corrections=fixes)
    notes = [(p.text, p.notes) for p in cut("I. A\n1. Phải làm guong, bút phá.\n2. Xong.", document)]
    assert notes == [("1. Phải làm guong, bút phá.", ("làm gương",)), ("2. Xong.", ())]


@pytest.mark.parametrize(("line", "bare"), [("#### Điều 1. A", "Điều 1. A"), ("**I. MỤC**", "I. MỤC"), ("a", "a")])
def test_heading_loses_marks_of_layout(line: str, bare: str) -> None:
    assert heading(line) == bare


def test_ids_of_the_shipped_corpus_are_unique(shipped_corpus: Corpus) -> None:
    twice = [name for name, count in Counter(p.id for p in shipped_corpus.passages).items() if count > 1]
    assert twice == []


def test_shipped_passages_are_exact_disjoint_short_and_lose_nothing(shipped_corpus: Corpus) -> None:
    for name, text in shipped_corpus.texts.items():
        passages = tuple(p for p in shipped_corpus.passages if p.citation.document == name)
        assert lost(text, passages) == []
        assert all(p.text == text[p.start : p.end] and len(p.text) <= LIMIT for p in passages)
        assert all(one.end <= other.start for one, other in itertools.pairwise(passages))


@pytest.mark.parametrize("name", PLANS)
def test_words_of_a_plan_are_those_of_its_headings_and_passages(name: str, shipped_corpus: Corpus) -> None:
    text = shipped_corpus.texts[name]
    passages = [p for p in shipped_corpus.passages if p.citation.document == name]
    heads = [b for b in parse(text).blocks if not any(p.start <= b.start < p.end for p in passages)]
    told = sorted([(p.start, p.text) for p in passages] + [(b.start, heading(b.text)) for b in heads])
    assert [word for _, part in told for word in words(part)] == words(text)
    assert {heading(b.text) for b in heads} <= {head for p in passages for head in p.headings}


def test_official_laws_lose_no_article(shared: Path) -> None:
    files = sorted((shared / "laws").glob("*.txt"))
    if not files:
        pytest.skip("the reference laws are not beside this checkout")
    for file in files:
        text = read(file)
        passages = cut(text)
        assert lost(text, passages) == [], file.name
        assert max(len(p.text) for p in passages) <= LIMIT, file.name
        wanted = {block.label for block in parse(text).blocks if block.level is Level.ARTICLE}
        assert {p.citation.article for p in passages} - {""} == wanted, file.name
