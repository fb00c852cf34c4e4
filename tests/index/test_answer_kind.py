"""What is asked for and what is given."""

import pytest

from index.answer_kind import AnswerKind, asked, given
from index.text import fold

PERIOD, SHARE, COUNT = AnswerKind.PERIOD, AnswerKind.SHARE, AnswerKind.COUNT
MONEY, WHO, LIST, FORM = AnswerKind.MONEY, AnswerKind.WHO, AnswerKind.LIST, AnswerKind.FORM


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("dán bao lâu", PERIOD),
        ("báo trước mấy ngày", PERIOD),
        ("hạn nộp báo cáo", PERIOD),
        ("mấy phần trăm đồng ý thì được", SHARE),
        ("cần bao nhiêu hộ", SHARE),
        ("ban thanh tra có mấy người", COUNT),
        ("tối đa bao nhiêu phó trưởng ban", COUNT),
        ("kinh phí lấy ở đâu", MONEY),
        ("ai triệu tập", WHO),
        ("cơ quan nào giải quyết", WHO),
        ("gồm những gì", LIST),
        ("cần giấy tờ gì", FORM),
    ],
)
def test_what_a_question_asks_for(question: str, kind: AnswerKind) -> None:
    assert kind in asked(question)
    assert asked(fold(question)) == asked(question)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Niêm yết ít nhất 30 ngày liên tục.", PERIOD),
        ("từ 50% tổng số đại diện hộ", SHARE),
        ("ít nhất 2/3 tổng số hộ", SHARE),
        ("có từ 05 đến 09 thành viên", COUNT),
        ("do ngân sách nhà nước bảo đảm", MONEY),
        ("do Chủ tịch Ủy ban nhân dân cấp xã quyết định", WHO),
        ("gồm các nội dung sau đây", LIST),
        ("lập biên bản theo Mẫu số 02", FORM),
    ],
)
def test_what_a_passage_gives(text: str, kind: AnswerKind) -> None:
    assert kind in given(text)


def test_a_sentence_without_any_gives_nothing() -> None:
    assert given("Nhân dân làm chủ.") == frozenset()
    assert asked("hương ước là gì") == frozenset()
