"""Two wordings of one clause live in one digest; the day decides which answers."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from index.chunker import chunk
from index.document import Document, Kind, Passage, TextKind, Validity
from index.errors import BadManifest
from index.in_force import InForce
from index.parser import parse

LAW = """# Luật Qua cầu, tóm lược

## Chương I
Việc chung

#### Điều 1. Qua cầu
? qua cầu giờ nào?
Ai qua cầu cũng theo Điều này:
@ từ 01/7/2031 ← khoản 1 Điều 1 Luật số 5/2031/QH17; trước đó: 05 giờ
1. Cầu mở lúc 06 giờ.
a) Người già qua trước.
@ đến 30/6/2031
1. Cầu mở lúc 05 giờ.
2. Cầu đóng lúc 20 giờ.

#### Điều 2. Phí qua cầu
@ từ 01/7/2031 ← khoản 2 Điều 1 Luật số 5/2031/QH17
? có phải trả tiền không?
1. Không thu phí.
2. Biển báo ghi rõ.

#### Điều 2. Phí
@ đến 30/6/2031
? mấy đồng một lượt?
1. Thu hai đồng.

#### Điều 3. Người gác
@ đến 30/6/2031 ← bãi bỏ: khoản 3 Điều 1 Luật số 5/2031/QH17
Cầu có một người gác.

#### Điều 4. Thuyền
@ từ 01/7/2031 ← khoản 4 Điều 1 Luật số 5/2031/QH17; mới
Thuyền đi bên trái.
"""
DOCUMENT = Document("cau", Kind.LAW, "Luật Qua cầu", "Luật Qua cầu", TextKind.DIGEST, effective=date(2030, 1, 1))
OLD, NEW = date(2031, 6, 30), date(2031, 7, 1)


def passages(text: str = LAW) -> tuple[Passage, ...]:
    return chunk(DOCUMENT, text, parse(text))


def on(day: date) -> list[str]:
    found = passages()
    return [p.text for p, valid in zip(found, InForce.of(found, {"cau": DOCUMENT}).on(day), strict=True) if valid]


def test_the_day_decides_which_wording_answers() -> None:
    assert [text for text in on(NEW) if "mở lúc" in text] == ["1. Cầu mở lúc 06 giờ.\na) Người già qua trước."]
    assert [text for text in on(OLD) if "mở lúc" in text] == ["1. Cầu mở lúc 05 giờ."]
    assert "2. Cầu đóng lúc 20 giờ." in on(OLD)
    assert "2. Cầu đóng lúc 20 giờ." in on(NEW)
    assert ("1. Thu hai đồng." in on(OLD), "1. Thu hai đồng." in on(NEW)) == (True, False)
    assert ("Thuyền đi bên trái." in on(OLD), "Thuyền đi bên trái." in on(NEW)) == (False, True)


def test_what_was_repealed_without_another_rule_is_still_found() -> None:
    assert "Cầu có một người gác." in on(NEW)


def test_nothing_answers_before_its_law_began() -> None:
    assert on(date(2029, 12, 31)) == []


@pytest.mark.parametrize(("kind", "answers"), [(Kind.DECREE, False), (Kind.PLAN, True)])
def test_a_decree_that_ran_out_is_silent_and_a_plan_is_not(kind: Kind, answers: bool) -> None:
    ended = replace(DOCUMENT, kind=kind, expires=date(2032, 1, 1))
    always = [passage for passage in passages() if passage.validity == Validity()]
    assert InForce.of(always, {"cau": ended}).on(date(2033, 1, 1)).all() == answers


def test_marks_are_no_text_and_ids_stay_apart() -> None:
    found = passages()
    assert all("@" not in passage.text for passage in found)
    assert len({passage.id for passage in found}) == len(found)
    assert "cau#art_1__cl_1@2031-06-30" in {passage.id for passage in found}


def test_a_mark_governs_its_clause_alone_and_one_under_the_heading_the_article() -> None:
    by_text = {passage.text: passage.validity for passage in passages()}
    assert by_text["2. Cầu đóng lúc 20 giờ."] == Validity()
    assert by_text["Ai qua cầu cũng theo Điều này:"] == Validity()
    assert by_text["1. Không thu phí."] == by_text["2. Biển báo ghi rõ."]
    assert by_text["1. Không thu phí."].since == NEW


def test_a_chapter_title_on_the_next_line_belongs_to_its_heading() -> None:
    assert "Chương I. Việc chung" in passages()[0].headings


def test_a_mark_that_cannot_be_read_names_itself() -> None:
    with pytest.raises(BadManifest, match="@ từ bao giờ"):
        passages(LAW.replace("@ đến 30/6/2031\n1. Cầu", "@ từ bao giờ\n1. Cầu"))


def test_articles_that_an_amending_law_quotes_are_not_its_own() -> None:
    text = """Điều 1. Sửa đổi Luật Qua cầu
1. Sửa đổi, bổ sung Điều 7 như sau:
“Điều 7. Lan can
1. Lan can cao hai mét.
2. Lan can sơn trắng.”.
2. Bãi bỏ Điều 8.
Điều 2. Sửa đổi Luật Đò ngang
1. Sửa đổi Điều 3 như sau:
Điều 3. Bến
1. Bến có đèn.
2. Bãi bỏ Điều 4.
Điều 3. Hiệu lực
Luật này có hiệu lực từ năm sau.
"""
    found = chunk(DOCUMENT, text, parse(text))
    assert [p.citation.locator for p in found] == [
        "Điều 1 khoản 1", "Điều 1 khoản 2", "Điều 2 khoản 1", "Điều 2 khoản 2", "Điều 3",
    ]  # fmt: skip
    assert found[0].text.endswith("2. Lan can sơn trắng.”.")


@pytest.mark.parametrize("name", ["136-2025-QH15", "155-2026-ND-CP", "156-2026-ND-CP", "154-2026-ND-CP"])
def test_official_texts_give_every_passage_a_name_of_its_own(shared: Path, name: str) -> None:
    text = (shared / "laws" / f"{name}.txt").read_text(encoding="utf-8")
    found = chunk(DOCUMENT, text, parse(text))
    assert len({passage.id for passage in found}) == len(found)
