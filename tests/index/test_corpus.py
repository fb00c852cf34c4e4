"""The shipped corpus: plans faithful to what was received, a digest that is no copy and lacks no clause."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.document import Corpus
from index.parser import Block, Level, parse
from index.reader import read
from index.text import marked, words

LAW = "luat-10-2022-qh15"
RUN = 18  # syllables in common that would be more than a turn of phrase
LAYOUT = re.compile(r"</?sup>|\\\*|\*+|^#+", re.MULTILINE)
PLANS = ("hon-quan-2024", "hong-linh-2023", "minh-tam-2024", "nhon-hau-2024", "thuy-hung-2024")


def numbers(section: str, last: int) -> list[str]:
    return [f"{section}.{number}" for number in range(1, last + 1)]


def points(section: str, letters: str) -> list[str]:
    return [f"{section}.{letter}" for letter in letters.split()]


LOCATORS = {
    "nhon-hau-2024": ["mở đầu", *numbers("I", 4), *numbers("II", 8), *numbers("III", 2), "kết"],
    "hong-linh-2023": ["mở đầu", *numbers("I", 2), *numbers("II", 8), *numbers("IV", 4), "kết"],
    "minh-tam-2024": ["mở đầu", *numbers("I", 2), *numbers("II", 6), *numbers("III", 3), "kết"],
    "thuy-hung-2024": [
        "mở đầu", *numbers("I", 2), "II.1", "II.1 (chú thích 1)", *numbers("II", 9)[1:], *numbers("III", 5),
        *numbers("IV", 2), "kết",
    ],
    "hon-quan-2024": [
        "mở đầu", *points("I.1", "a b c"), *points("I.2", "a b"), *points("II.1", "a b c d"),
        *points("II.2", "a b c d đ e"), *points("III.1", "a b c d đ"), *points("III.2", "a b c"),
        *points("III.3", "a b c"), "III.4", *points("III.5", "a b c"), "III.6", "III.7", "III.8",
        *points("III.9", "a b c d đ e g h i k l"), "kết",
    ],
}  # fmt: skip


def articles(path: Path) -> Iterator[tuple[str, Block]]:
    """Yield the blocks under each article of a law, its heading and everyday questions aside."""
    article = ""
    for block in parse(read(path)).blocks:
        if block.level is Level.ARTICLE:
            article = block.label
        elif block.level > Level.ARTICLE and block.level is not Level.QUESTION:
            yield article, block


def numbering(path: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for article, block in articles(path):
        found.setdefault(article, []).extend([block.label] if block.level in {Level.CLAUSE, Level.POINT} else [])
    return found


@pytest.fixture
def digest(corpus_folder: Path) -> Path:
    return corpus_folder / "laws/10-2022-qh15.md"


@pytest.fixture
def official(shared: Path) -> Path:
    path = shared / "laws/10-2022-QH15.txt"
    if not path.is_file():
        pytest.skip("the official text of the law is not beside this checkout")
    return path


@pytest.mark.parametrize("name", PLANS)
def test_a_plan_has_the_words_of_its_source(name: str, shared: Path, corpus_folder: Path) -> None:
    source = shared / "plans" / f"{name}.txt"
    if not source.is_file():
        pytest.skip("the plans as received are not beside this checkout")
    received = words(LAYOUT.sub(" ", source.read_text(encoding="utf-8")))
    kept = words((corpus_folder / "plans" / f"{name}.txt").read_text(encoding="utf-8"))
    if name == "thuy-hung-2024":  # its footnote 1 stands behind the paragraph that carries its mark
        assert Counter(received) == Counter(kept)
    else:
        assert received == kept


@pytest.mark.parametrize("name", PLANS)
def test_a_plan_has_its_sections_and_no_other(name: str, shipped_corpus: Corpus) -> None:
    found = [p.citation.locator for p in shipped_corpus.passages if p.citation.document == name]
    assert list(dict.fromkeys(found)) == LOCATORS[name]


@pytest.mark.parametrize(
    ("name", "section", "heading", "words_held"),
    [
        ("nhon-hau-2024", "III.1", "1. Trên cơ sở những nội dung", "trước ngày 30/5/2024"),
        ("hong-linh-2023", "IV.4", "IV. TỔ CHỨC THỰC HIỆN", "trước ngày 10/6"),
        ("minh-tam-2024", "III.1", "1. Văn phòng - Thống kê xã", "trước ngày 10/5/2024"),
        ("minh-tam-2024", "III.2", "2. Đài Truyền thanh xã", "Tăng cường tuyên truyền"),
        ("hon-quan-2024", "III.1.đ", "1. Phòng Nội vụ", "Theo dõi, hướng dẫn"),
        ("hon-quan-2024", "III.9.g", "9. Các phòng ban chuyên môn", "chính quyền thân thiện"),
        ("thuy-hung-2024", "II.1 (chú thích 1)", "", "Gồm: (1) Kết luận số 120-KL/TW"),
        ("thuy-hung-2024", "IV.1", "IV- TỔ CHỨC THỰC HIỆN", "Khối Dân vận Đảng ủy chủ trì"),
        ("thuy-hung-2024", "kết", "", "Chu Việt Hoan"),
        ("nhon-hau-2024", "mở đầu", "", "Số: 48 /KH-UBND"),
    ],
)
def test_what_a_section_holds(name: str, section: str, heading: str, words_held: str, shipped_corpus: Corpus) -> None:
    passages = [p for p in shipped_corpus.passages if (p.citation.document, p.citation.section) == (name, section)]
    assert any(words_held in p.text for p in passages)
    assert all(p.heading.startswith(heading) for p in passages)


def test_the_digest_has_ninety_one_articles(shipped_corpus: Corpus) -> None:
    found = [p.citation.article for p in shipped_corpus.passages if p.citation.document == LAW]
    assert list(dict.fromkeys(found)) == [str(number) for number in range(1, 92)]


def test_every_article_of_the_digest_has_a_heading_and_questions(shipped_corpus: Corpus) -> None:
    law = [p for p in shipped_corpus.passages if p.citation.document == LAW]
    assert [p.id for p in law if not p.heading.startswith(f"Điều {p.citation.article}. ")] == []
    assert [p.id for p in law if not p.questions] == []


def test_the_digest_has_the_clauses_and_points_of_the_law(digest: Path, official: Path) -> None:
    ours, theirs = numbering(digest), numbering(official)
    assert [article for article in theirs if ours.get(article) != theirs[article]] == []
    assert [*ours] == [*theirs]


def test_the_digest_is_no_copy(digest: Path, official: Path) -> None:
    runs = {
        tuple(spelt[start : start + RUN])
        for _, block in articles(official)
        for spelt in [marked(block.text)]
        for start in range(len(spelt) - RUN + 1)
    }
    copied = [
        (article, " ".join(spelt[start : start + RUN]))
        for article, block in articles(digest)
        for spelt in [marked(block.text)]
        for start in range(len(spelt) - RUN + 1)
        if tuple(spelt[start : start + RUN]) in runs
    ]
    assert copied == []


def test_the_digest_says_that_it_is_one(digest: Path) -> None:
    first = read(digest).splitlines()[0]
    assert "tóm lược" in first
    assert "không phải nguyên văn" in first
