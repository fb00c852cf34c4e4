"""No claim without a source leaves, and no first screen is too long."""

from bot.answer.guard import LONGEST, guard
from bot.domain import Answer, Outcome, Source

SOURCE = Source("luat", "10/2022/QH15", "Luật", "Điều 1", "Điều 1", "Nguyên văn.", "digest")

CONTACT = "UBND xã"


def test_an_answer_without_a_source_becomes_a_refusal() -> None:
    kept = guard(Answer(Outcome.ANSWERED, "Xã phải cho mỗi hộ một tỷ đồng.", more="Thêm một tỷ."), CONTACT)
    assert kept.outcome is Outcome.NOT_FOUND
    assert "tỷ" not in kept.text + kept.more
    assert "chưa thấy văn bản nào" in kept.text


def test_a_refusal_needs_no_source() -> None:
    refusal = Answer(Outcome.OUT_OF_SCOPE, "Ngoài phạm vi.")
    assert guard(refusal, CONTACT) == refusal


def test_an_answer_with_a_source_stays_as_it_is() -> None:
    answer = Answer(Outcome.ANSWERED, "x" * LONGEST, more="Còn nữa.", sources=(SOURCE,))
    assert guard(answer, CONTACT) == answer


def test_a_screen_that_is_too_long_is_cut_and_nothing_of_it_is_lost() -> None:
    text = "Xã niêm yết ba mươi ngày. " * 60
    kept = guard(Answer(Outcome.ANSWERED, text, more="Còn nữa.", sources=(SOURCE,)), CONTACT)
    assert len(kept.text) <= LONGEST == 1_200
    assert kept.text.endswith("…")
    assert text.startswith(kept.text.removesuffix("…"))
    assert text.strip() in kept.more and kept.more.endswith("Còn nữa.")
    assert kept.sources == (SOURCE,)
