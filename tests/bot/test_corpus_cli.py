"""The keeper's commands, as processes of their own: what is added answers, what is refused changes nothing."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from bot.answer.answerer import Answerer
from bot.app import CORPUS
from bot.messages import say
from index.embedder import Embedder
from index.library import HOME, Library
from index.search import Index
from tests.bot.test_intake import DECREE, PLAN, written
from tests.conftest import Danbiet, Finished

ON = "2031-05-01"
DECREE_ID, PLAN_ID = "nghi-dinh-7-2031-nd-cp", "ke-hoach-12-kh-ubnd-cau-khi-2031"
ARTICLE = "Điều 2 Nghị định 7/2031/NĐ-CP"
UNCHECKED = "chưa đối chiếu"


@pytest.fixture
def data(shipped_data: Path, tmp_path: Path) -> Path:
    """Return a data folder of the test's own, its index built."""
    return shutil.copytree(shipped_data, tmp_path / "data")


@pytest.fixture
def decree(tmp_path: Path) -> Path:
    """Return the file of a decree."""
    return written(tmp_path, DECREE, "nghi-dinh.txt")


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """Return the file of a plan, which is for staff unless the keeper says otherwise."""
    return written(tmp_path, PLAN, "ke-hoach.txt")


def state(data: Path) -> dict[str, bytes]:
    """Return every file of a data folder with its bytes; the journal of a database that was only read is none."""
    files = (path for path in data.rglob("*") if path.is_file() and path.suffix not in {".db-wal", ".db-shm"})
    return {path.relative_to(data).as_posix(): path.read_bytes() for path in files}


def held(data: Path) -> list[str]:
    return [document.id for document in Library(data / HOME).documents()]


def failed(done: Finished, *codes: int) -> str:
    """Return what a command said that failed as it should."""
    assert done.returncode in (codes or (1, 2)), done.stdout + done.stderr
    said = done.stdout + done.stderr
    assert "Traceback" not in said
    assert "$" not in said
    return said


def test_what_was_added_with_consent_answers_at_once(danbiet: Danbiet, data: Path, decree: Path) -> None:
    added = danbiet("corpus", "add", str(decree), "--yes", data=data)
    assert added.returncode == 0, added.stderr
    assert say("corpus.added", new=1, replaced=0, updated=0, same=0) in added.stdout
    assert say("corpus.articles", found=3, expected=4) in added.stdout
    answer = danbiet("ask", ARTICLE, "--on", ON, data=data)
    assert answer.returncode == 0, answer.stderr
    assert "Trưởng ấp cử người giữ cầu, mỗi tuần kiểm tra một lần." in answer.stdout
    assert "Căn cứ: Điều 2 Nghị định số 7/2031/NĐ-CP (nguyên văn; bản nạp ngày" in answer.stdout
    assert say("corpus.missing", articles="3") in answer.stdout


def test_without_consent_and_without_anybody_there_nothing_changes(danbiet: Danbiet, data: Path, decree: Path) -> None:
    before = state(data)
    said = failed(danbiet("corpus", "add", str(decree), data=data), 2)
    assert say("corpus.needs_yes") in said
    assert "--yes" in said
    assert state(data) == before
    assert held(data) == []


def test_the_same_file_again_changes_nothing(danbiet: Danbiet, data: Path, decree: Path) -> None:
    danbiet("corpus", "add", str(decree), "--yes", data=data)
    before = state(data)
    again = danbiet("corpus", "add", str(decree), "--yes", data=data)
    assert again.returncode == 0
    assert say("corpus.same") in again.stdout
    assert state(data) == before


def test_a_plan_that_was_added_answers_to_its_place_and_its_number(danbiet: Danbiet, data: Path, plan: Path) -> None:
    assert danbiet("corpus", "add", str(plan), "--yes", "--public", data=data).returncode == 0
    duty = "Trưởng ấp báo cáo Ủy ban nhân dân xã trước ngày 10 tháng 6"
    for asked in ("xã Cầu Khỉ trưởng ấp báo cáo trước ngày nào", "ke hoach 12/KH-UBND bao cao truoc ngay nao"):
        answer = danbiet("ask", asked, "--on", ON, data=data)
        assert duty in answer.stdout, asked
    assert "Kế hoạch năm 2031 của xã Cầu Khỉ" in danbiet("ask", "kế hoạch 12/KH-UBND nói gì", data=data).stdout
    for foreign in ("xã Cầu Khỉ thời tiết thế nào", "kế hoạch 12/KH-UBND giá vàng bao nhiêu"):
        assert "Căn cứ" not in danbiet("ask", foreign, "--on", ON, data=data).stdout


def test_another_text_of_a_held_number_waits_for_replace(danbiet: Danbiet, data: Path, decree: Path) -> None:
    danbiet("corpus", "add", str(decree), "--yes", data=data)
    before = state(data)
    decree.write_text(DECREE.replace("mỗi tuần", "mỗi tháng"), encoding="utf-8")
    said = failed(danbiet("corpus", "add", str(decree), "--yes", data=data), 1)
    assert say("corpus.conflict") in said
    assert "+Trưởng ấp cử người giữ cầu, mỗi tháng" in said
    assert state(data) == before
    replaced = danbiet("corpus", "add", str(decree), "--yes", "--replace", data=data)
    assert replaced.returncode == 0
    assert say("corpus.added", new=0, replaced=1, updated=0, same=0) in replaced.stdout
    answer = danbiet("ask", ARTICLE, "--on", ON, data=data).stdout
    assert "mỗi tháng" in answer and "mỗi tuần" not in answer


def test_replace_alone_is_no_consent(danbiet: Danbiet, data: Path, decree: Path) -> None:
    danbiet("corpus", "add", str(decree), "--yes", data=data)
    before = state(data)
    decree.write_text(DECREE.replace("mỗi tuần", "mỗi tháng"), encoding="utf-8")
    failed(danbiet("corpus", "add", str(decree), "--replace", data=data), 2)
    assert state(data) == before


def test_a_staff_plan_answers_on_the_command_line_and_nobody_else(
    danbiet: Danbiet, data: Path, plan: Path, embedder: Embedder
) -> None:
    added = danbiet("corpus", "add", str(plan), "--yes", data=data)
    assert added.returncode == 0
    assert say("corpus.staff") in added.stdout
    asked = "ai nhận kế hoạch của xã Cầu Khỉ"
    answer = danbiet("ask", "--json", "--on", ON, asked, data=data)
    assert answer.returncode == 0, answer.stderr
    assert PLAN_ID in answer.stdout
    index = Index.open(data, CORPUS, embedder)
    public = Answerer.of(index, CORPUS)
    for question in (asked, "kế hoạch xã Cầu Khỉ: trưởng ấp báo cáo trước ngày nào", "12/KH-UBND là của ai"):
        told = public.answer(question, on=date(2031, 5, 1))
        assert all(source.document != PLAN_ID for source in told.sources)
        assert all(hit.passage.citation.document != PLAN_ID for hit in told.retrieved)
        assert "Trưởng ấp báo cáo" not in f"{told.text}{told.more}"
    assert public.places.get("xã Cầu Khỉ") is None


def test_a_plan_added_for_all_answers_all(danbiet: Danbiet, data: Path, plan: Path, embedder: Embedder) -> None:
    added = danbiet("corpus", "add", str(plan), "--public", "--yes", data=data)
    assert added.returncode == 0
    assert say("corpus.public") in added.stdout
    public = Answerer.of(Index.open(data, CORPUS, embedder), CORPUS)
    assert public.places.get("xã Cầu Khỉ") is not None
    told = public.answer("số kế hoạch của xã Cầu Khỉ là gì", on=date(2031, 5, 1))
    assert {source.document for source in told.sources} == {PLAN_ID}


def test_a_checked_article_is_no_more_told_as_unchecked(danbiet: Danbiet, data: Path) -> None:
    checked, other = "Điều 13 luật dân chủ cơ sở", "Điều 14 luật dân chủ cơ sở"
    assert UNCHECKED in danbiet("ask", checked, data=data).stdout
    done = danbiet("corpus", "verify", "luat-10-2022-qh15#13", "--by", "Lò Thị Sen", data=data)
    assert done.returncode == 0, done.stderr
    assert "Lò Thị Sen" in done.stdout
    answer = danbiet("ask", checked, data=data).stdout
    assert UNCHECKED not in answer
    assert "tóm lược theo bản gốc 2022" in answer
    assert UNCHECKED in danbiet("ask", other, data=data).stdout
    status = danbiet("corpus", "status", data=data).stdout
    row = next(line for line in status.splitlines() if line.startswith("10/2022/QH15"))
    assert "Lò Thị Sen" in row and say("status.article", article="13") in row


def test_a_law_checked_whole_is_checked_in_every_article(danbiet: Danbiet, data: Path) -> None:
    done = danbiet("corpus", "verify", "luat-42-2013-qh13", "--by", "Lò Thị Sen", "--on", "2026-11-01", data=data)
    assert done.returncode == 0, done.stderr
    for article in (1, 15, 36):
        assert UNCHECKED not in danbiet("ask", f"Điều {article} Luật Tiếp công dân", data=data).stdout
    assert UNCHECKED in danbiet("ask", "Điều 1 Luật Khiếu nại", data=data).stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("luat-10-2022-qh15#999", "--by", "Sen"), ("luat-10-2022-qh15", "999")),
        (("luat-khong-co", "--by", "Sen"), ("luat-khong-co",)),
        (("luat-10-2022-qh15#13",), ("--by",)),
        (("luat-10-2022-qh15#13", "--by", " "), ("--by",)),
        (("luat-10-2022-qh15#13", "--by", "Sen", "--on", "2999-01-01"), ("2999-01-01",)),
    ],
)
def test_a_check_that_cannot_be_is_refused_and_not_written(
    arguments: tuple[str, ...], told: tuple[str, ...], danbiet: Danbiet, data: Path
) -> None:
    before = state(data)
    said = failed(danbiet("corpus", "verify", *arguments, data=data), 2)
    assert all(words in said for words in told)
    assert state(data) == before


def test_what_was_removed_answers_no_more(danbiet: Danbiet, data: Path, decree: Path, plan: Path) -> None:
    danbiet("corpus", "add", str(decree), str(plan), "--yes", data=data)
    assert held(data) == [DECREE_ID, PLAN_ID]
    before = state(data)
    assert say("corpus.needs_yes") in failed(danbiet("corpus", "remove", DECREE_ID, data=data), 2)
    assert state(data) == before
    removed = danbiet("corpus", "remove", DECREE_ID, "--yes", data=data)
    assert removed.returncode == 0, removed.stderr
    assert held(data) == [PLAN_ID]
    assert "Trưởng ấp cử người giữ cầu" not in danbiet("ask", ARTICLE, "--on", ON, data=data).stdout
    assert not any("thân tre bắc qua mương".encode() in content for content in state(data).values())


@pytest.mark.parametrize("name", ["luat-10-2022-qh15", "minh-tam-2024", "van-ban-nao-do"])
def test_what_was_not_added_is_not_removed(name: str, danbiet: Danbiet, data: Path) -> None:
    before = state(data)
    assert name in failed(danbiet("corpus", "remove", name, "--yes", data=data), 2)
    assert state(data) == before


BAD = {
    "la.xyz": b"ch\xe1\xbb\xaf ngh\xc4\xa9a\n" * 50,
    "hong.pdf": b"%PDF-1.4 hong",
    "hong.docx": b"PK\x03\x04 hong",
    "trong.txt": b"",
    "khoang-trang.txt": b" \n\t\n",
    "english.txt": b"The quick brown fox jumps over the lazy dog near the river bank.\n" * 30,
    "mat.txt": ("TỐI MẬT\n" + PLAN).encode(),
    "khong-ro.txt": ("Hôm nay trời đẹp, bà con ra đồng gặt lúa rồi cùng sửa đường.\n" * 9).encode(),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_named_and_leaves_everything_as_it_was(
    name: str, danbiet: Danbiet, data: Path, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(BAD[name])
    before = state(data)
    said = failed(danbiet("corpus", "add", str(tmp_path / name), "--yes", data=data))
    assert name in said
    assert state(data) == before


@pytest.mark.parametrize("name", ["khong-co.txt", "khong-co/"])
def test_a_file_that_is_not_there_is_named(name: str, danbiet: Danbiet, data: Path, decree: Path) -> None:
    before = state(data)
    said = failed(danbiet("corpus", "add", str(decree), str(decree.parent / name), "--yes", data=data), 2)
    assert "khong-co" in said
    assert state(data) == before


def test_a_good_file_is_taken_beside_a_bad_one_which_is_told(danbiet: Danbiet, data: Path, decree: Path) -> None:
    bad = decree.parent / "hong.pdf"
    bad.write_bytes(BAD["hong.pdf"])
    said = failed(danbiet("corpus", "add", str(bad), str(decree), "--yes", data=data), 1)
    assert "hong.pdf" in said
    assert held(data) == [DECREE_ID]


def test_what_the_keeper_says_of_a_file_stands_over_what_is_read(danbiet: Danbiet, data: Path, plan: Path) -> None:
    options = ("--number", "99/KH-UBND", "--place", "phường Bến Tre Già", "--year", "2032", "--yes")
    done = danbiet("corpus", "add", str(plan), *options, data=data)
    assert done.returncode == 0, done.stderr
    (document,) = Library(data / HOME).documents()
    assert (document.number, document.place, document.year) == ("99/KH-UBND", "ben-tre-gia", 2032)


def test_what_is_held_is_listed_and_shown(danbiet: Danbiet, data: Path, decree: Path) -> None:
    danbiet("corpus", "add", str(decree), "--yes", data=data)
    before = state(data)
    listed = danbiet("corpus", "list", data=data).stdout.splitlines()
    assert any(line.startswith(f"{DECREE_ID}  [{say('held.official')}, {say('corpus.public')}]") for line in listed)
    assert sum(line.startswith("luat-10-2022-qh15 ") for line in listed) == 1
    shown = danbiet("corpus", "show", DECREE_ID, data=data).stdout
    assert "7/2031/NĐ-CP" in shown and "nghi-dinh.txt" in shown
    article = danbiet("corpus", "show", f"{DECREE_ID}#2", data=data).stdout
    assert "Điều 2. Ai giữ cầu" in article and "mỗi tuần kiểm tra một lần" in article
    status = danbiet("corpus", "status", data=data).stdout.splitlines()
    assert sum(line.startswith("7/2031/NĐ-CP ") for line in status) == 1
    assert state(data) == before


@pytest.mark.parametrize("name", ["khong-co", f"{DECREE_ID}#2", "luat-10-2022-qh15#999"])
def test_what_is_not_held_is_not_shown(name: str, danbiet: Danbiet, data: Path) -> None:
    assert name.partition("#")[0] in failed(danbiet("corpus", "show", name, data=data), 2)


@pytest.mark.parametrize("action", ["add", "remove", "show", "verify"])
def test_a_command_that_needs_a_name_says_so(action: str, danbiet: Danbiet, data: Path) -> None:
    before = state(data)
    failed(danbiet("corpus", action, data=data), 2)
    assert state(data) == before


def test_an_official_edition_is_quoted_beside_our_own_words(danbiet: Danbiet, data: Path, tmp_path: Path) -> None:
    text = DECREE.replace("7/2031/NĐ-CP", "61/2023/NĐ-CP").replace("cầu khỉ", "hương ước")
    done = danbiet("corpus", "add", str(written(tmp_path, text, "61.txt")), "--yes", data=data)
    assert done.returncode == 0, done.stderr
    assert say("corpus.beside_digest") in done.stdout
    answer = json.loads(danbiet("ask", "--json", "Điều 2 Nghị định 61/2023/NĐ-CP", data=data).stdout)
    assert "Trưởng ấp cử người giữ cầu" not in json.dumps(answer["answer"], ensure_ascii=False)
    shown = danbiet("corpus", "show", "nghi-dinh-61-2023-nd-cp#2", data=data).stdout
    assert say("corpus.official") in shown and "Trưởng ấp cử người giữ cầu" in shown
