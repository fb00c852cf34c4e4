"""The codification: every trap of its HTML, both editions alike, each article back to its law, bad files refused."""

import gzip
from datetime import date
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.codification import CodifiedArticle, entries, is_codification, read_codification, source_of
from index.codification.html import articles
from index.document import Kind, TextKind
from index.errors import BadSource, CorpusError, Damaged, Locked, Reason, TooLarge, UnknownFormat
from index.library import Entry
from index.library.text import passages_of
from tests.index.codification.subject import HTML, LINK, ROWS, folder, row, zipped

NOTE = "Nghị định số 92/2030/NĐ-CP, có hiệu lực thi hành kể từ ngày 01/07/2030)"


@pytest.fixture
def read(tmp_path: Path) -> list[CodifiedArticle]:
    return list(read_codification(folder(tmp_path)))


def article(note: str, url: str = "", title: str = "Điều 77.3.NĐ.2.7. Tên") -> CodifiedArticle:
    return CodifiedArticle("", (), title, note, url, "")


def by_id(found: list[Entry]) -> dict[str, Entry]:
    return {entry.document.id: entry for entry in found}


def test_bodies_and_titles_are_read_whole(read: list[CodifiedArticle]) -> None:
    assert tuple((found.title, found.body) for found in read) == ROWS
    assert {found.subject for found in read} == {"Đề mục 77.3 Bến đò"}


def test_headings_stand_above_their_articles(read: list[CodifiedArticle]) -> None:
    assert read[0].chapters == read[1].chapters == ("Chương I. NHỮNG ĐIỀU CHUNG",)
    assert read[2].chapters == read[3].chapters == ("Chương II. NGƯỜI LÁI", "Mục 1. TUỔI")


def test_annexes_are_no_clauses_and_a_chapters_references_no_articles(read: list[CodifiedArticle]) -> None:
    assert read[1].attachments == ("Mẫu số 1. Sổ đèn.docx",)
    assert [len(found.references) for found in read] == [0, 1, 0, 0, 0, 0, 0]
    assert read[1].url == f"{LINK}12#Chuong_II_Muc_1_Dieu_2"
    assert (read[-1].note, read[-1].url) == ("", "")


@given(st.integers(1, 400))
def test_where_the_file_is_cut_makes_no_difference(size: int) -> None:
    text = HTML.removeprefix("\ufeff")
    chunks = (text[start : start + size] for start in range(0, len(text), size))
    assert [(found.title, found.body) for found in articles(chunks)] == list(ROWS)


def test_all_editions_say_the_same(read: list[CodifiedArticle], tmp_path: Path) -> None:
    assert list(read_codification(zipped(tmp_path))) == read
    assert list(read_codification(tmp_path / "demuc" / "a.html")) == read
    lines = "\n".join([row(), "", row(title="Điều 77.3.LQ.2. Lái")])
    (tmp_path / "a.jsonl").write_text(lines, encoding="utf-8")
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    rows = list(read_codification(tmp_path / "a.jsonl"))
    assert rows == list(read_codification(tmp_path / "a.jsonl.gz"))
    assert (rows[0].body, rows[0].attachments) == ("Bến đò là nơi đò ghé.", ("Mẫu số 1.docx",))
    for name in ("", "BoPhapDien.zip", "a.jsonl", "a.jsonl.gz", "demuc/a.html"):
        assert is_codification(tmp_path / name), name


def test_a_note_tells_the_document_and_the_article(read: list[CodifiedArticle]) -> None:
    law = source_of(read[0])
    assert law is not None
    assert (law.type, law.kind, law.number, law.article, law.item) == ("Luật", Kind.LAW, "91/2030/QH16", "1", "11")
    assert (law.title, law.issued, law.issuer) == ("Luật Bến đò", date(2030, 3, 5), "Quốc hội")
    assert (law.effective, law.amended_by, law.main) == (date(2030, 7, 1), (), True)
    decree = source_of(read[1])
    assert decree is not None
    assert (decree.number, decree.article, decree.main) == ("92/2030/NĐ-CP", "2", False)
    assert decree.chapters == ("Chương II", "Mục 1")
    assert decree.effective is None  # there is no 31 June
    assert source_of(read[-1]) is None


def test_a_note_tells_what_changed_the_article(read: list[CodifiedArticle]) -> None:
    changed, repealed = source_of(read[2]), source_of(read[3])
    assert changed is not None and repealed is not None
    assert changed.amended_by == ("Điều 1 Luật số 95/2031/QH16", "Điều 3 Luật số 96/2033/QH16")
    assert (changed.repealed, repealed.repealed, repealed.article) == (False, True, "2a")


@pytest.mark.parametrize(
    ("note", "kind", "number", "label"),
    [
        (f"((Điều 5đ {NOTE}", Kind.DECREE, "92/2030/NĐ-CP", "5đ"),
        (f"(27 {NOTE}", Kind.DECREE, "92/2030/NĐ-CP", "27"),
        (f"(Mục IV {NOTE}", Kind.DECREE, "92/2030/NĐ-CP", "7"),
        (f"({NOTE}", Kind.DECREE, "92/2030/NĐ-CP", "7"),
        ("(Điều 3 Thông tư số: 02/2002/TT-BA, có hiệu lực từ ngày 01/01/2003)", Kind.CIRCULAR, "02/2002/TT-BA", "3"),
        ("(Điều 3 Thông tư số liên tịch 02/2002/TTLT/BA-BB)", Kind.JOINT_CIRCULAR, "02/2002/TTLT/BA-BB", "3"),
        ("(Điều 3 Thông tư số tịch 02/2002/TTLT/BA-BB)", Kind.JOINT_CIRCULAR, "02/2002/TTLT/BA-BB", "3"),
        ("(Điều 3 Thông tư số 21 - TC/TCT hướng dẫn)", Kind.CIRCULAR, "21-TC/TCT", "3"),
        ("(Điều 3 Thông tư số 60 TC/TCT, có hiệu lực từ ngày 01/01/1994)", Kind.CIRCULAR, "60 TC/TCT", "3"),
        ("(Điều 3 Bộ luật số 4/2030/QH16)", Kind.LAW, "4/2030/QH16", "3"),
    ],
)
def test_irregular_notes_are_understood(note: str, kind: Kind, number: str, label: str) -> None:
    found = source_of(article(note))
    assert found is not None
    assert (found.kind, found.number, found.article) == (kind, number, label)


def test_a_document_without_a_number_is_known_by_its_page() -> None:
    found = source_of(article("(Điều 3 Pháp lệnh Về bến đò, có hiệu lực từ ngày 01/01/1994)", f"{LINK}77#Dieu_3"))
    assert found is not None
    assert (found.number, found.item, found.kind) == ("", "77", Kind.ORDINANCE)
    assert source_of(article("(Điều 3 Pháp lệnh Về bến đò)")) is None


def test_documents_are_put_together_again(read: list[CodifiedArticle]) -> None:
    lost: list[CodifiedArticle] = []
    found = by_id(list(entries(read, source="bản in thử", retrieved_on=date(2031, 1, 1), unmapped=lost.append)))
    assert list(found) == ["luat-91-2030-qh16", "nghi-dinh-92-2030-nd-cp", "thong-tu-lien-tich-7-2030-ttlt-ba-bb"]
    assert [one.title for one in lost] == [ROWS[-1][0]]
    decree = found["nghi-dinh-92-2030-nd-cp"]
    assert decree.text.split("\n")[:5] == [
        "Chương I",
        "Điều 1. Phạm vi",
        "Nghị định này nói về đèn.",
        "Chương II",
        "Mục 1",
    ]
    assert [place.article for place in decree.articles] == ["1", "2"]
    assert decree.articles[1].references == (
        "Điều 77.3.LQ.1. Bến đò",
        "Điều 5.1.NĐ.1.8. Phà của Nghị định 5/2001/NĐ-CP",
    )
    document = decree.document
    assert (document.kind, document.text, document.number) == (Kind.DECREE, TextKind.OFFICIAL, "92/2030/NĐ-CP")
    assert (document.title, document.short) == ("Nghị định về đèn", "Nghị định số 92/2030/NĐ-CP")
    assert (document.issuer, document.issued, document.source) == ("Chính phủ", date(2030, 4, 6), "bản in thử")
    law = found["luat-91-2030-qh16"]
    assert law.document.amended_by == ("95/2031/QH16", "96/2033/QH16")
    assert law.document.short == "Luật Bến đò"
    assert "(Bị bãi bỏ bởi Điều 1 Luật số 95/2031/QH16.)" in law.text


def test_the_usual_parser_cuts_what_was_put_together(read: list[CodifiedArticle]) -> None:
    law = by_id(list(entries(read)))["luat-91-2030-qh16"]
    passages = passages_of(law.document, law.text, codified=True)
    assert [passage.citation.article for passage in passages] == ["1", "2", "2a"]
    assert passages[1].headings == ("Chương II. NGƯỜI LÁI", "Mục 1. TUỔI", "Điều 2.")


def test_articles_are_sorted_by_number_then_letter_and_stand_once() -> None:
    labels = ["10", "2e", "1", "2đ", "2", "2d", "2"]
    given_articles = [
        article(f"(Điều {label} {NOTE}", title=f"Điều 77.3.NĐ.2.{label}. Tên {n}") for n, label in enumerate(labels)
    ]
    entry = next(entries(given_articles))
    assert [place.article for place in entry.articles] == ["1", "2", "2d", "2đ", "2e", "10"]


def test_one_number_of_two_years_is_two_documents() -> None:
    notes = (("73-CP", 5, 1993), ("73-CP", 6, 1995))
    found = list(
        entries(
            article(f"(Điều 1 Nghị định số {number} Về đò ngày 01/02/{year} của Chính phủ)", f"{LINK}{item}#Dieu_1")
            for number, item, year in notes
        )
    )
    assert [entry.document.id for entry in found] == ["nghi-dinh-73-cp-1993", "nghi-dinh-73-cp-1995"]


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("a.zip", b"PK\x03\x04 no zip", Damaged),
        ("a.jsonl.gz", b"\x1f\x8b no gzip", Damaged),
        ("a.jsonl", b"{", Damaged),
        ("a.jsonl", b"[1]", Damaged),
        ("a.jsonl", row(chuong="Chương I").encode(), Damaged),
        ("a.jsonl", b"[" * 100_000, Damaged),
        ("a.html", b"<html><form>login</form></html>", UnknownFormat),
    ],
)
def test_a_bad_file_is_named(tmp_path: Path, name: str, content: bytes, error: type[BadSource]) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(error) as caught:
        list(read_codification(tmp_path / name))
    assert caught.value.values["name"] == name


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="nowhere"):
        list(read_codification(tmp_path / "nowhere"))
    assert not is_codification(tmp_path / "nowhere")


def test_a_gzip_cut_short_is_damaged(tmp_path: Path) -> None:
    packed = gzip.compress("\n".join([row()] * 2000).encode())
    (tmp_path / "a.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    with pytest.raises(Damaged):
        list(read_codification(tmp_path / "a.jsonl.gz"))


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "a.zip", "w", ZIP_DEFLATED) as archive:
        archive.writestr("demuc/a.html", b"<p class='pDieu'>" + b" " * 30_000_000)
    with pytest.raises(TooLarge) as caught:
        list(read_codification(tmp_path / "a.zip"))
    assert caught.value.reason is Reason.UNPACKED_TOO_LARGE


def test_one_endless_line_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.codification.files._LONGEST", 1000)
    (tmp_path / "a.jsonl").write_text(row(body="đò " * 1000), encoding="utf-8")
    with pytest.raises(TooLarge):
        list(read_codification(tmp_path / "a.jsonl"))


def test_a_locked_zip_is_named(tmp_path: Path) -> None:
    path = zipped(tmp_path)
    content = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        place = content.find(mark)
        while place >= 0:
            content[place + offset] |= 1
            place = content.find(mark, place + 4)
    path.write_bytes(content)
    with pytest.raises(Locked):
        list(read_codification(path))


@pytest.mark.parametrize("name", ["../../demuc/a.html", "/demuc/a.html", "C:\\demuc\\a.html"])
def test_names_that_lead_out_of_a_zip_lead_nowhere(tmp_path: Path, name: str) -> None:
    inside = tmp_path / "x" / "y"
    inside.mkdir(parents=True)
    with ZipFile(inside / "a.zip", "w") as archive:
        archive.writestr(name, HTML)
    assert [found.title for found in read_codification(inside / "a.zip")] == [title for title, _ in ROWS]
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a.zip", "x", "y"]


def test_the_ministrys_files_are_mapped(shared: Path) -> None:
    sample = shared / "phapdien" / "demuc"
    if not sample.is_dir():
        pytest.skip("no codification beside this checkout")
    files = sorted(sample.glob("*.html"), key=lambda file: file.stat().st_size)[:6]
    found = [one for file in files for one in read_codification(file)]
    assert sum(source_of(one) is not None for one in found) >= 0.99 * len(found)
    lines = read_codification(shared / "phapdien" / "phapdien_2026-01.jsonl.gz")
    wanted = {one.title: one for one in found}
    rows = [one for one in lines if one.title in wanted and one.subject == wanted[one.title].subject]
    assert len(rows) == len(found)
    assert sum(wanted[one.title].body == one.body and wanted[one.title].note == one.note for one in rows) >= 0.99 * len(
        rows
    )
