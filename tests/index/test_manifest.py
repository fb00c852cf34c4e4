"""The corpus on disk: read whole, or refused with the name of what is wrong."""

import json
import re
import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from index.document import Corpus, Kind, TextKind, Visibility
from index.errors import BadManifest, CorpusError, UnreadableFile
from index.gazetteer import ID as GAZETTEER
from index.manifest import (
    HELD,
    corpus_hash,
    heldout,
    read_corpus,
    read_documents,
    read_manifest,
    read_questions,
    read_toml,
)

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


def test_shipped_corpus_holds_the_laws_and_five_plans(shipped_corpus: Corpus, corpus_folder: Path) -> None:
    held = {d.id: d for d in shipped_corpus.documents.values() if d.text in HELD}
    assert [*shipped_corpus.texts] == [*held, GAZETTEER]
    kinds = Counter(document.kind for document in held.values())
    assert (kinds[Kind.PLAN], kinds.total() - kinds[Kind.PLAN]) == (5, 19)
    assert all((d.text is TextKind.OFFICIAL) == (d.kind is Kind.PLAN) for d in held.values())
    assert {d.file for d in held.values()} == {
        file.relative_to(corpus_folder).as_posix() for file in corpus_folder.rglob("*/*") if file.is_file()
    }
    expired = [d.id for d in held.values() if d.kind is Kind.PLAN and d.expired(date(2026, 11, 20))]
    assert len(expired) == 5


def test_what_is_odd_in_the_numbering_of_the_shipped_texts_is_known(shipped_corpus: Corpus) -> None:
    chosen = {d.id for d in shipped_corpus.documents.values() if d.chosen}
    odd = [w for w in shipped_corpus.warnings if w.partition(":")[0] not in chosen]
    assert odd == ["luat-35-2013-qh13: IV → VI", "hong-linh-2023: II → IV"]


def test_a_law_that_is_held_whole_has_every_article(shipped_corpus: Corpus) -> None:
    for document in shipped_corpus.documents.values():
        if document.kind is Kind.PLAN or document.text not in HELD:
            continue
        own = {p.citation.article for p in shipped_corpus.passages if p.citation.document == document.id} - {""}
        plain = {article for article in own if article.isdigit()}
        if document.chosen:
            assert max(map(int, plain)) <= document.articles, document.id
        else:
            assert plain == {str(number) for number in range(1, document.articles + 1)}, document.id


def test_the_articles_that_the_manifest_speaks_of_are_there(shipped_corpus: Corpus) -> None:
    places = {(p.citation.document, p.citation.article, p.citation.clause) for p in shipped_corpus.passages}
    articles = {(document, article) for document, article, _ in places}
    for document in shipped_corpus.documents.values():
        if document.in_force_by:
            assert (document.id, document.in_force_by) in articles
        for caution in document.cautions:
            for article in caution.articles:
                assert (document.id, article) in articles, (document.id, article)
                assert not caution.clause or (document.id, article, caution.clause) in places


def test_amendments_are_told_on_both_sides(shipped_corpus: Corpus) -> None:
    held = {d.number: d for d in shipped_corpus.documents.values() if d.text in HELD and d.number}
    for document in held.values():
        for number in document.amends:
            assert number not in held or document.number in held[number].amended_by, (document.number, number)
        for number in document.amended_by:
            assert number not in held or not held[number].amends or document.number in held[number].amends
        assert {*document.unmerged} <= {*document.amended_by}, document.number


def test_every_mark_of_change_names_a_document_that_changes_it(shipped_corpus: Corpus) -> None:
    for passage in shipped_corpus.passages:
        document = shipped_corpus.documents[passage.citation.document]
        for number in re.findall(r"số ([\w/-]+)", passage.validity.by):
            assert number in document.amended_by, (passage.id, number)


def test_the_documents_are_known_without_reading_a_text(small: Path) -> None:
    whole = read_corpus(small).documents
    for file in ("laws/duong-lang.md", "plans/suoi-bac.txt", "plans/doi-chim.txt", "questions.jsonl"):
        (small / file).unlink()
    assert read_documents(small) == whole


def test_the_documents_of_the_shipped_corpus_are_those_of_its_texts(
    shipped_corpus: Corpus, corpus_folder: Path
) -> None:
    assert read_documents(corpus_folder) == shipped_corpus.documents


def test_the_documents_of_a_bad_manifest_are_refused(small: Path) -> None:
    (small / "manifest.toml").write_text(entry() + entry(), encoding="utf-8")
    with pytest.raises(BadManifest, match="a: twice"):
        read_documents(small)
    (small / "manifest.toml").unlink()
    with pytest.raises(UnreadableFile, match=r"manifest\.toml"):
        read_documents(small)


@pytest.mark.parametrize(
    ("text", "seen"),
    [(entry(), Visibility.PUBLIC), (entry(visibility="staff"), Visibility.STAFF)],
)
def test_a_document_is_for_all_unless_the_manifest_says_otherwise(text: str, seen: Visibility, tmp_path: Path) -> None:
    (tmp_path / "manifest.toml").write_text(text, encoding="utf-8")
    assert [d.visibility for d in read_manifest(tmp_path / "manifest.toml")] == [seen]


def test_a_visibility_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "manifest.toml").write_text(entry(visibility="friends"), encoding="utf-8")
    with pytest.raises(BadManifest, match="a: 'friends'"):
        list(read_manifest(tmp_path / "manifest.toml"))


def test_lists_of_a_manifest_are_tuples_and_empty_where_nothing_is_said(tmp_path: Path) -> None:
    told = entry(amends=["1/2030/QH16"], replaced_by=["2/2031/QH17", "3/2031/QH17"])
    (tmp_path / "manifest.toml").write_text(told, encoding="utf-8")
    document = next(read_manifest(tmp_path / "manifest.toml"))
    assert (document.amends, document.replaced_by) == (("1/2030/QH16",), ("2/2031/QH17", "3/2031/QH17"))
    assert document.amended_by == document.unmerged == document.replaces == document.aliases == ()


def test_every_shipped_question_leads_to_a_passage(shipped_corpus: Corpus, corpus_folder: Path) -> None:
    told = {(p.citation.document, question) for p in shipped_corpus.passages for question in p.questions}
    stray = [
        (document, locator, question)
        for (document, locator), questions in read_questions(corpus_folder / "questions.jsonl").items()
        for question in questions
        if (document, question) not in told
    ]
    assert stray == []
