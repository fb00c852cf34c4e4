"""Numbers first, and the answer below them where a message is a question too."""

from collections.abc import Callable

import pytest

from bot.answer.alarm import alarmed, besides
from bot.answer.compose import SCREEN
from bot.domain import Answer, Outcome, Source

NUMBERS = "113, 114, 115"
ASKS = "bị dọa đánh vì tố cáo thì ai bảo vệ tôi"
SOURCES = (Source("luat", "", "", "Điều 1", "Điều 1", "Lời", "digest"),)


def answered(text: str = "Công an.\n\nCăn cứ: Điều 1.", confidence: float = 1.0) -> Callable[[], Answer]:
    return lambda: Answer(Outcome.ANSWERED, text, sources=SOURCES, confidence=confidence)


def alarm(text: str) -> Answer:
    found = alarmed(text, NUMBERS)
    assert found is not None
    return found


def test_a_message_without_danger_rings_nothing() -> None:
    assert alarmed("xã phải công khai những gì", NUMBERS) is None


def test_the_answer_stands_below_the_numbers() -> None:
    answer = besides(ASKS, alarm(ASKS), answered())
    assert answer.outcome is Outcome.ANSWERED
    assert NUMBERS in answer.text.split("\n\n")[0]
    assert answer.text.endswith("Công an.\n\nCăn cứ: Điều 1.")
    assert answer.sources == SOURCES
    assert answer.category == alarm(ASKS).category != ""


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (ASKS, answered(confidence=0.9)),  # not sure enough
        (ASKS, lambda: Answer(Outcome.NOT_FOUND, "", confidence=1.0)),
        ("cứu tôi với, chồng tôi đang đánh tôi ở nhà", answered()),  # a cry
        ("nó đánh tôi", answered()),  # too short to ask anything
        ("tôi không muốn sống nữa, ai giải quyết khiếu nại cho tôi", answered()),  # nothing may stand beside this
    ],
)
def test_who_only_needs_help_gets_the_numbers_alone(text: str, answer: Callable[[], Answer]) -> None:
    found = besides(text, alarm(text), answer)
    assert (found.outcome, found.text) == (Outcome.HANDED_OVER, alarm(text).text)


def test_whatever_breaks_the_numbers_go_out() -> None:
    def broken() -> Answer:
        raise RuntimeError("gone")

    assert besides(ASKS, alarm(ASKS), broken) == alarm(ASKS)


def test_a_long_answer_keeps_its_source_on_the_screen_and_its_rest_below() -> None:
    long = "Việc này dài. " * 100 + "\n\nCăn cứ: khoản 2 Điều 13."
    answer = besides(ASKS, alarm(ASKS), answered(long))
    assert len(answer.text) <= SCREEN
    assert answer.text.endswith("Căn cứ: khoản 2 Điều 13.")
    assert long.strip() in answer.more
