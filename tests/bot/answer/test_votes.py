"""A question that counts votes is answered with the arithmetic and the clause."""

import re
import tomllib
from datetime import date

import pytest

from bot.answer.answerer import Answerer
from bot.domain import Outcome
from index.search import Index
from tests.conftest import ROOT

ON = date(2026, 11, 20)
VOTES = tomllib.loads((ROOT / "corpus/votes.toml").read_text(encoding="utf-8"))["vote"]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Thu tiền làm đường, thôn 120 hộ mà 65 hộ giơ tay thì được chưa?", ["Chưa đủ", "từ 80", "mới có 65"]),
        ("góp tiền kéo điện, ấp 120 hộ, 80 hộ đồng ý, đủ chưa", ["Đủ.", "từ 80"]),
        ("ap 121 ho gop tien lam cau can bao nhieu ho dong y", ["từ 81"]),
        ("bầu trưởng thôn, 120 hộ, được 61 phiếu đồng ý, được chưa", ["Đủ.", "từ 61"]),
        ("bầu tổ trưởng, 120 hộ mà 60 hộ giơ tay đồng ý thì qua chưa", ["Chưa đủ", "từ 61"]),
        ("thôn 120 hộ, 60 hộ ký đơn kiến nghị cho thôi trưởng thôn, đủ chưa", ["Đủ.", "từ 60"]),
        ("em có sáng kiến, 11 hộ ký ủng hộ, thôn 120 hộ, đủ chưa", ["Chưa đủ", "từ 12", "Mặt trận"]),
        ("xã có 12 thôn, thu tiền làm đường trục xã thì cần mấy thôn đồng ý", ["từ 8", "thôn, tổ dân phố"]),
        (
            "buôn 120 nóc nhà, họp có 70 nhà tới, 65 nhà chịu góp tiền, qua chưa",
            ["Chỉ 70 hộ", "buôn có thể phát phiếu"],
        ),
        ("thông qua hương ước, thôn 100 hộ, 50 hộ đi họp, 50 hộ đồng ý, được chưa", ["Chưa đủ", "từ 51", "mới có 50"]),
    ],
)
def test_a_vote_is_counted_and_the_clause_named(answerer: Answerer, question: str, said: list[str]) -> None:
    answer = answerer.answer(question, on=ON)
    assert answer.outcome is Outcome.ANSWERED
    assert all(part in answer.text for part in (*said, "Căn cứ: "))
    assert answer.sources


def test_a_matter_that_is_not_named_is_told_both_ways(answerer: Answerer) -> None:
    answer = answerer.answer("120 hộ mà 65 hộ giơ tay thì được chưa", on=ON)
    assert "Tùy việc" in answer.text
    assert "từ 80" in answer.text and "từ 61" in answer.text


def test_a_follow_up_changes_only_what_it_names(answerer: Answerer) -> None:
    history = ["thu tiền làm đường, thôn 120 hộ, 79 hộ đồng ý, đủ chưa"]
    assert "từ 81" in answerer.answer("thế 121 hộ thì sao, đủ chưa?", history, on=ON).text


@pytest.mark.parametrize(
    "question",
    [
        "ấp tui 260 hộ, họp một lượt chen không nổi, chia cụm họp riêng được không",
        "công đoàn công ty 120 người, 65 người giơ tay thì được chưa",
        "Ban Thanh tra nhân dân có mấy người",
        "Dòng họ 60 nhà xây nhà thờ họ, 40 nhà đồng ý, bắt 20 nhà kia đóng tiền theo được không?",
    ],
)
def test_other_numbers_are_no_votes(answerer: Answerer, question: str) -> None:
    assert not re.search(r"(?m)^(?:Đủ|Chưa đủ)\.", answerer.answer(question, on=ON).text)


def test_every_rule_stands_where_it_is_said_to(shipped_index: Index) -> None:
    for vote in VOTES:
        for place in vote["source"]:
            document, _, locator = place.partition(" | ")
            _, article, *clause = locator.split()
            passages = [
                p for p in shipped_index.article(document, article) if not clause or p.citation.clause == clause[-1]
            ]
            told = vote["share"].removeprefix(">").replace("1/2", "50%").replace("1/10", "10%")
            assert any(told in passage.text for passage in passages), (vote["id"], place)
