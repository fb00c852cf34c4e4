"""The library: all of an import or nothing, no text replaced unasked, nothing left of what is removed."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from index.document import Caution, Correction, Document, Kind, TextKind, Visibility
from index.errors import Conflict, CorpusError, UnreadableFile
from index.library import HOME, Added, CodifiedPlace, Entry, Library, Standing, Verification, document_id, number_key

ROOT = Path(__file__).parents[3]
DAY = date(2030, 5, 1)
TEXT = """Điều 1. Bến đò
Bến đò là nơi đò ghé.
Điều 2. Người trông bến
1. Treo đèn lúc trời tối.
2. Không chở quá tải.
Điều 3. Hiệu lực
Nghị định này có hiệu lực từ ngày 01/5/2030.
"""


def decree(number: int, **given: object) -> Document:
    symbol = f"{number}/2030/NĐ-CP"
    values = {"text": TextKind.OFFICIAL, "number": symbol, "effective": DAY} | given
    return Document(
        document_id(Kind.DECREE, symbol), Kind.DECREE, "Nghị định về bến đò", f"Nghị định {symbol}", **values
    )  # type: ignore[arg-type]


FIRST = Entry(decree(901), TEXT, DAY)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / HOME)


def test_reading_an_absent_library_makes_nothing(library: Library, tmp_path: Path) -> None:
    assert list(library.documents()) == []
    assert (library.text("a"), library.document("a"), library.official("a", "1"), library.state()) == ("", None, "", "")
    assert not library.remove("a")
    assert list(tmp_path.iterdir()) == []


def test_what_is_added_is_held(library: Library) -> None:
    full = decree(
        902,
        visibility=Visibility.STAFF,
        corrections=(Correction("đò", "Đò"),),
        cautions=(Caution(("1", "2"), "sắp đổi"),),
        amended_by=("903/2030/NĐ-CP",),
        year=2030,
    )
    assert library.add([FIRST, Entry(full, TEXT)]) == Added((FIRST.document.id, full.id), (), (), (), ())
    assert list(library.documents()) == [FIRST.document, full]
    assert library.document(full.id) == full
    assert library.text(full.id) == TEXT


def test_what_the_codification_says_of_articles_is_held(library: Library) -> None:
    places = (
        CodifiedPlace("1", ("Chương I",), "(Điều 1)", DAY, ("Điều 2 Luật số 1/2031/QH17",), "http://a", ("b",), ("c",)),
        CodifiedPlace("2"),
    )
    library.add([replace(FIRST, articles=places)])
    assert library.articles(FIRST.document.id) == places
    assert library.articles("none") == ()


def test_the_same_again_changes_nothing(library: Library) -> None:
    library.add([FIRST])
    before = library.state()
    assert library.add([FIRST]).same == (FIRST.document.id,)
    assert library.state() == before


def test_the_same_text_may_be_told_more_of(library: Library) -> None:
    library.add([FIRST])
    more = replace(FIRST, document=replace(FIRST.document, visibility=Visibility.STAFF))
    assert [standing for _, standing in library.compare([more, FIRST])] == [Standing.UPDATED, Standing.SAME]
    assert library.add([more]).updated == (FIRST.document.id,)
    assert library.document(FIRST.document.id) == more.document


def test_another_text_is_a_conflict_and_nothing_of_the_import_stays(library: Library) -> None:
    library.add([FIRST])
    before = library.state()
    other = replace(FIRST, text=TEXT.replace("đèn", "cờ"))
    with pytest.raises(Conflict) as caught:
        library.add([Entry(decree(905), TEXT), other])
    assert caught.value.document == FIRST.document.id
    assert isinstance(caught.value, CorpusError)
    assert (library.state(), library.text(FIRST.document.id)) == (before, TEXT)
    assert library.document(decree(905).id) is None


def test_a_conflict_is_settled_only_when_asked(library: Library) -> None:
    other = replace(FIRST, text=TEXT.replace("đèn", "cờ"))
    library.add([FIRST])
    assert library.add([other], keep=True).kept == (FIRST.document.id,)
    assert library.text(FIRST.document.id) == TEXT
    assert library.official(FIRST.document.id, "2", "1") == "1. Treo đèn lúc trời tối."
    assert library.add([other], replace=True).replaced == (FIRST.document.id,)
    assert library.official(FIRST.document.id, "2", "1") == "1. Treo cờ lúc trời tối."


def test_an_import_that_fails_midway_leaves_nothing(library: Library) -> None:
    def failing() -> Iterator[Entry]:
        yield FIRST
        raise RuntimeError("the disk was pulled out")

    with pytest.raises(RuntimeError):
        library.add(failing())
    assert library.keys() == {}


def test_nothing_is_left_of_what_is_removed(library: Library, tmp_path: Path) -> None:
    library.add([FIRST, Entry(decree(906), "Điều 1. Phao\nCó phao cứu sinh.\n")])
    library.verify(FIRST.document.id, "1", "Lê Thị Suối", DAY)
    assert library.remove(FIRST.document.id)
    assert library.text(FIRST.document.id) == ""
    assert library.verifications() == ()
    left = b"".join(path.read_bytes() for path in (tmp_path / HOME).parent.iterdir())
    assert "Treo đèn".encode() not in left
    assert b"phao" in left
    assert not library.remove(FIRST.document.id)


def test_checks_are_recorded_once_and_for_shipped_texts_too(library: Library) -> None:
    for _ in range(2):
        library.verify("luat-10-2022-qh15", "13", "Lê Thị Suối", DAY)
    library.verify("luat-10-2022-qh15", "", "Trần Văn Đồi", date(2030, 4, 1))
    checks = (
        Verification("luat-10-2022-qh15", "", "Trần Văn Đồi", date(2030, 4, 1)),
        Verification("luat-10-2022-qh15", "13", "Lê Thị Suối", DAY),
    )
    assert library.verifications() == library.verifications("luat-10-2022-qh15") == checks
    assert library.verifications("another") == ()


def test_official_wording_is_that_of_the_article_or_the_clause(library: Library) -> None:
    library.add([FIRST])
    name = FIRST.document.id
    assert library.official(name, "2") == "1. Treo đèn lúc trời tối.\n2. Không chở quá tải."
    assert library.official(name, "2", "2") == "2. Không chở quá tải."
    assert library.official(name, "2", "9") == library.official(name, "8") == ""


def test_state_changes_with_what_is_held_and_back(library: Library) -> None:
    library.add([FIRST])
    first = library.state()
    library.add([Entry(decree(907), TEXT)])
    assert library.state() != first
    library.remove(decree(907).id)
    assert library.state() == first
    library.verify(FIRST.document.id, "1", "a", DAY)
    assert library.state() == first


def test_a_damaged_library_is_named(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    path.write_bytes(b"no database" * 1000)
    with pytest.raises(UnreadableFile, match=r"library\.db"):
        list(Library(path).documents())


def test_nobody_else_may_read_it(library: Library, tmp_path: Path) -> None:
    library.add([FIRST])
    assert (tmp_path / HOME).parent.stat().st_mode & 0o077 == 0


IMPORTING = """
import sys
from pathlib import Path
from index.document import Document, Kind, TextKind
from index.library import Entry, Library

def entries():
    for number in range(400):
        yield Entry(Document(f"d{number}", Kind.DECREE, "t", "s", TextKind.OFFICIAL), f"text {number} " * 500)
        print(number, flush=True)

Library(Path(sys.argv[1])).add(entries())
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system cannot kill a process at once")
@pytest.mark.parametrize("after", [0, 3, 150, 399])
def test_a_killed_import_leaves_all_or_nothing(library: Library, tmp_path: Path, after: int) -> None:
    library.add([FIRST])
    command = [sys.executable, "-c", IMPORTING, str(tmp_path / HOME)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout or ():
            if int(line) >= after:
                break
        time.sleep(0.002 * (after % 7))
        os.kill(process.pid, signal.SIGKILL)
    assert len(library.keys()) in {1, 401}
    assert library.text(FIRST.document.id) == TEXT
    with sqlite3.connect(tmp_path / HOME) as database:
        assert database.execute("pragma integrity_check").fetchone() == ("ok",)
    database.close()


def test_ids_and_numbers() -> None:
    assert document_id(Kind.DECREE, "59/2023/NĐ-CP", "xã Suối Bạc", 2023) == "nghi-dinh-59-2023-nd-cp"
    assert document_id(Kind.PLAN, "48 /KH-UBND", "xã Suối Bạc", 2030) == "ke-hoach-48-kh-ubnd-xa-suoi-bac-2030"
    assert document_id(Kind.LAW, "02/2011/QH13") == "luat-02-2011-qh13"
    assert number_key("059 /2023/NĐ-CP") == "59/2023/nd/cp"
    assert number_key("11-QĐi/TW") == number_key("11-QĐ/TW") != number_key("11-QĐ/TU")
