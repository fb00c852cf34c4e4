"""The corpus on disk: read whole, or refused with the name of what is wrong."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from index.document import Corpus, Kind, TextKind
from index.errors import BadManifest, CorpusError, UnreadableFile
from index.manifest import corpus_hash, heldout, read_corpus, read_manifest, read_questions, read_toml

ENTRY = {"id": "a", "kind": "luat", "title": "T", "short": "S", "text": "cited-only"}


def entry(**values: object) -> str:
    rows = {key: value for key, value in (ENTRY | values).items() if value is not None}
    return "[[document]]\n" + "".join(f"{key} = {_toml(value)}\n" for key, value in rows.items())


def _toml(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)


def test_small_corpus_is_read_whole(small: Path) -> None:
    corpus = read_corpus(small)
    assert [*corpus.documents] == [
        "luat-duong-lang", "suoi-bac-2030", "doi-chim-2030", "chi-thi-18-ct-tw", "chi-thi-18-ct-ttg"
    ]  # fmt: skip
    assert [*corpus.texts] == ["luat-duong-lang", "suoi-bac-2030", "doi-chim-2030"]
    assert corpus.warnings == ("doi-chim-2030: II → IV",)
    law = corpus.documents["luat-duong-lang"]
    assert (law.kind, law.text, law.effective, law.articles) == (Kind.LAW, TextKind.DIGEST, date(2030, 1, 1), 6)
    assert (law.cautions[0].articles, law.cautions[0].text) == (("4",), "Điều 4 sắp đổi.")
    assert corpus.documents["suoi-bac-2030"].corrections[0].reading == "trồng cây xanh"


def test_locators_of_the_small_corpus(small: Path) -> None:
    found: dict[str, list[str]] = {}
    for passage in read_corpus(small).passages:
        found.setdefault(passage.citation.document, []).append(passage.citation.locator)
    assert found == {
        "luat-duong-lang": [
            "Điều 1", "Điều 2 khoản 1", "Điều 2 khoản 2", "Điều 3 khoản 1", "Điều 3 khoản 2", "Điều 4 khoản 1",
            "Điều 4 khoản 2", "Điều 5", "Điều 6",
        ],
        "suoi-bac-2030": [
            "mở đầu", "I.1.a", "I.1.b", "I.2", "II.1.a", "II.1.d", "II.1.đ", "II.1.e", "II.2", "III.1", "kết"
        ],
        "doi-chim-2030": ["mở đầu", "I", "II.1", "II.1 (chú thích 1)", "II.2", "IV.1", "kết"],
    }  # fmt: skip


def test_questions_go_to_their_passage_else_to_the_whole_article(small: Path) -> None:
    asked = {p.citation.locator: p.questions for p in read_corpus(small).passages if p.questions}
    assert asked["Điều 2 khoản 1"] == ("đường làng là đường nào?",)
    assert asked["Điều 3 khoản 1"] == (
        "sửa đường thì ai quyết?",
        "họp bàn chuyện đường cần bao nhiêu nhà đồng ý?",
        "góp bao nhiêu tiền sửa đường thì ai định",
    )
    assert asked["II.1.a"] == ("mấy giờ quét đường",)
    assert "II.1.d" not in asked


def test_only_the_questions_that_are_kept_are_read(small: Path) -> None:
    kept = read_corpus(small, lambda question: "góp" in question).passages
    assert {q for p in kept for q in p.questions if q.startswith(("góp", "mấy", "khi"))} == {
        "góp bao nhiêu tiền sửa đường thì ai định"
    }


@pytest.mark.parametrize(
    ("text", "culprit"),
    [
        (entry(colour="xanh"), "a: unknown key colour"),
        (entry(kind=None), "a: 'kind'"),
        (entry(title=None), "a: .*title"),
        (entry(text="photo"), "a: 'photo'"),
        (entry(kind="tho"), "a: 'tho'"),
        (entry(issued="hôm qua"), "a: a date"),
        (entry(expires=2024), "a: a date"),
        (entry(id="b") + entry() + entry(), "a: twice"),
        (entry(id=None), r"\?: .*id"),
        (entry(corrections=[]) + "[[document.corrections]]\nprinted = 'x'\n", r"manifest.toml: "),
        (entry() + "[[document.corrections]]\nread = 'x'\n", "a: .*read"),
        (entry() + "[[document.cautions]]\ntext = 'x'\n", "a: 'articles'"),
        ("[[document]\nid=", r"manifest.toml: "),
        ("issued = 2024-02-30", r"manifest.toml: "),
    ],
)
def test_bad_manifest_names_the_culprit(tmp_path: Path, text: str, culprit: str) -> None:
    (tmp_path / "manifest.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BadManifest, match=culprit) as caught:
        list(read_manifest(tmp_path / "manifest.toml"))
    assert isinstance(caught.value, CorpusError)


@pytest.mark.parametrize("name", ["manifest.toml", "questions.jsonl", "laws/duong-lang.md", "plans/suoi-bac.txt"])
@pytest.mark.parametrize("damage", ["missing", "not UTF-8"])
def test_unreadable_file_of_a_corpus_is_named(small: Path, name: str, damage: str) -> None:
    path = small / name
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:60] + b"\xff\xfe")
    with pytest.raises(UnreadableFile, match=path.name):
        read_corpus(small)


def test_empty_text_of_a_corpus_is_named(small: Path) -> None:
    (small / "plans/doi-chim.txt").write_text("\n \n", encoding="utf-8")
    with pytest.raises(UnreadableFile, match=r"doi-chim\.txt: empty"):
        read_corpus(small)


@pytest.mark.parametrize(
    "line", ["{", '"chữ"', "[1]", '{"question": "a", "document": "b"}', '{"question": "a", "locator": "b"}', "3"]
)
def test_bad_question_is_named_by_its_line(tmp_path: Path, line: str) -> None:
    path = tmp_path / "questions.jsonl"
    good = '{"question": "ai?", "document": "a", "locator": "Điều 1"}'
    path.write_text(f"{good}\n{line}\n", encoding="utf-8")
    with pytest.raises(BadManifest, match=r"questions\.jsonl, line 2"):
        read_questions(path)


def test_toml_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"glossary\.toml"):
        read_toml(tmp_path / "glossary.toml")


def test_hash_changes_with_bytes_and_names_and_nothing_else(small: Path, tmp_path: Path) -> None:
    first = corpus_hash(small)
    (small / "anh.png").write_bytes(b"x")
    assert corpus_hash(small) == first
    shutil.copytree(small, tmp_path / "again")
    assert corpus_hash(tmp_path / "again") == first
    path = small / "plans/suoi-bac.txt"
    path.write_text(path.read_text(encoding="utf-8").replace("sáng", "tối"), encoding="utf-8")
    second = corpus_hash(small)
    path.rename(path.with_name("suoi.txt"))
    assert len({first, second, corpus_hash(small)}) == 3


def test_a_quarter_of_the_questions_is_held_out() -> None:
    held = [heldout(f"câu hỏi {number}") for number in range(2000)]
    assert 0.2 < sum(held) / len(held) < 0.3
    assert held == [heldout(f"câu hỏi {number}") for number in range(2000)]


def test_shipped_corpus_holds_a_law_and_five_plans(shipped_corpus: Corpus) -> None:
    assert [*shipped_corpus.texts] == [
        "luat-10-2022-qh15", "nhon-hau-2024", "hong-linh-2023", "hon-quan-2024", "minh-tam-2024", "thuy-hung-2024"
    ]  # fmt: skip
    assert shipped_corpus.warnings == ("hong-linh-2023: II → IV",)
    assert shipped_corpus.documents["luat-10-2022-qh15"].text is TextKind.DIGEST
    expired = [d.id for d in shipped_corpus.documents.values() if d.kind is Kind.PLAN and d.expired(date(2026, 11, 20))]
    assert len(expired) == 5


def test_every_shipped_question_leads_to_a_passage(shipped_corpus: Corpus, corpus_folder: Path) -> None:
    told = {(p.citation.document, question) for p in shipped_corpus.passages for question in p.questions}
    stray = [
        (document, locator, question)
        for (document, locator), questions in read_questions(corpus_folder / "questions.jsonl").items()
        for question in questions
        if (document, question) not in told
    ]
    assert stray == []
