"""What a keeper does with the library is shown first, asked, and never settles a conflict by itself."""

from datetime import date
from pathlib import Path

import pytest

from bot.errors import Refused
from bot.intake import Given
from bot.librarian import Librarian, table
from bot.messages import say
from index.library import Library
from tests.bot.test_intake import DECREE, PLAN, TODAY, written


class Desk:
    """A librarian at work beside the tiny corpus, what was told, and what the keeper answers."""

    def __init__(self, data: Path, corpus: Path) -> None:
        self.told: list[str] = []
        self.asked: list[str] = []
        self.agrees = True
        self.library = Library(data / "library.db")
        self.librarian = Librarian(self.library, corpus, TODAY, self.told.append, self.agree)

    def agree(self, question: str) -> bool:
        self.asked.append(question)
        return self.agrees

    @property
    def words(self) -> str:
        return "\n".join(self.told)

    @property
    def held(self) -> list[str]:
        return [document.id for document in self.library.documents()]


@pytest.fixture
def desk(tmp_path: Path, small: Path) -> Desk:
    return Desk(tmp_path, small)


def test_a_folder_is_taken_whole_after_one_question(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "received"
    folder.mkdir()
    written(folder, DECREE, "a.txt")
    written(folder, PLAN, "b.txt")
    (folder / "anh.ini").write_text("x", encoding="utf-8")
    outcome = desk.librarian.add([folder], Given())
    assert (outcome.changed, outcome.complete) == (2, True)
    assert desk.held == ["nghi-dinh-7-2031-nd-cp", "ke-hoach-12-kh-ubnd-cau-khi-2031"]
    assert desk.asked == [say("corpus.agree", count=2)]
    assert "7/2031/NĐ-CP" in desk.words


def test_without_consent_nothing_is_held(desk: Desk, tmp_path: Path) -> None:
    desk.agrees = False
    assert desk.librarian.add([written(tmp_path, DECREE)], Given()).changed == 0
    assert desk.held == []


def test_the_same_text_again_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    path = written(tmp_path, DECREE)
    desk.librarian.add([path], Given())
    outcome = desk.librarian.add([path], Given())
    assert (outcome.changed, outcome.complete) == (0, True)
    assert say("corpus.same") in desk.words


def test_another_text_under_a_held_number_waits_for_replace(desk: Desk, tmp_path: Path) -> None:
    desk.librarian.add([written(tmp_path, DECREE)], Given())
    other = written(tmp_path, DECREE.replace("mỗi tuần", "mỗi tháng"))
    outcome = desk.librarian.add([other], Given())
    assert (outcome.changed, outcome.complete) == (0, False)
    assert "mỗi tuần" in desk.library.text("nghi-dinh-7-2031-nd-cp")
    assert any("mỗi tháng" in line and line.strip().startswith("+") for line in desk.told)
    assert desk.librarian.add([other], Given(), replace=True).changed == 1
    assert "mỗi tháng" in desk.library.text("nghi-dinh-7-2031-nd-cp")


def test_a_bad_file_among_good_ones_is_told_and_left(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "hong.pdf").write_bytes(b"%PDF-1.4 broken")
    outcome = desk.librarian.add([tmp_path / "hong.pdf", written(tmp_path, PLAN)], Given())
    assert (outcome.changed, outcome.complete) == (1, False)
    assert "hong.pdf" in desk.words


def test_only_imported_documents_are_removed(desk: Desk, tmp_path: Path) -> None:
    desk.librarian.add([written(tmp_path, PLAN)], Given())
    with pytest.raises(Refused, match="luat-duong-lang"):
        desk.librarian.remove("luat-duong-lang")
    with pytest.raises(Refused, match="khong-co"):
        desk.librarian.remove("khong-co")
    assert desk.librarian.remove("ke-hoach-12-kh-ubnd-cau-khi-2031")
    assert desk.held == []


def test_a_check_by_a_named_person_stands_in_the_status(desk: Desk) -> None:
    desk.librarian.verify("luat-duong-lang#3", "Nguyễn Thị Sen", date(2026, 11, 1))
    lines = list(table(desk.librarian.status()))
    row = next(line for line in lines if line.startswith("99/2030/QH16"))
    assert "2026-11-01" in row
    assert row.endswith("Nguyễn Thị Sen")
    assert len({line.index("tóm lược") for line in lines if "tóm lược" in line}) == 1


@pytest.mark.parametrize(
    ("place", "by", "on"),
    [
        ("luat-duong-lang#99", "Sen", date(2026, 11, 1)),
        ("luat-khac", "Sen", date(2026, 11, 1)),
        ("luat-duong-lang", " ", date(2026, 11, 1)),
        ("luat-duong-lang", "Sen", date(2026, 11, 21)),
    ],
)
def test_a_check_of_nothing_by_nobody_or_tomorrow_is_refused(desk: Desk, place: str, by: str, on: date) -> None:
    with pytest.raises(Refused):
        desk.librarian.verify(place, by, on)
    assert desk.library.verifications() == ()


def test_an_article_is_shown_in_plain_words_and_as_printed(desk: Desk, tmp_path: Path) -> None:
    official = DECREE.replace("7/2031/NĐ-CP", "99/2030/QH16").replace("NGHỊ ĐỊNH", "LUẬT").replace("Số:", "Luật số:")
    desk.librarian.add([written(tmp_path, official, "99-2030-QH16.txt")], Given())
    told = "\n".join(desk.librarian.shown("luat-duong-lang#2"))
    assert "Người giữ đường" in told
    assert "Trưởng ấp cử người giữ cầu" in told
    assert say("corpus.official") in told


def test_every_document_is_listed_with_what_is_held_of_it(desk: Desk, tmp_path: Path) -> None:
    desk.librarian.add([written(tmp_path, PLAN)], Given())
    lines = list(desk.librarian.listed())
    assert len(lines) == 6
    assert any(line.startswith("chi-thi-18-ct-tw  [chỉ biết tên") for line in lines)
    assert any(line.startswith("ke-hoach-12-kh-ubnd-cau-khi-2031  [nguyên văn, chỉ cán bộ xem]") for line in lines)
