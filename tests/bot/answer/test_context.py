"""A follow-up becomes a whole question; a whole question stays what it is."""

from bot.answer.context import Understood, understand
from bot.answer.places import Places
from bot.answer.talk import Phrases
from index.text import fold


def meant(phrases: Phrases, places: Places, *turns: str) -> Understood:
    return understand(turns[-1], turns[:-1], phrases, places)


def ids(understood: Understood) -> list[str]:
    return [place.id for place in understood.places]


def test_a_first_question_stands_alone(phrases: Phrases, places: Places) -> None:
    understood = meant(phrases, places, "Xã phải công khai những gì?")
    assert (understood.text, understood.topic, understood.follows) == ("Xã phải công khai những gì?", "", False)


def test_the_village_is_asked_about_the_same(phrases: Phrases, places: Places) -> None:
    understood = meant(phrases, places, "Xã phải công khai những gì?", "thế còn cấp thôn?")
    assert understood.follows
    assert "cong khai" in fold(understood.topic)


def test_another_place_is_asked_the_same(phrases: Phrases, places: Places) -> None:
    understood = meant(phrases, places, "Hạn báo cáo 6 tháng của xã Nhơn Hậu?", "con Minh Tam thi sao?")
    assert understood.follows and understood.named
    assert ids(understood) == ["minh-tam"]
    assert "bao cao 6 thang" in fold(understood.topic)
    assert "nhon hau" not in fold(understood.topic)


def test_the_place_stays_when_only_the_time_changes(phrases: Phrases, places: Places) -> None:
    understood = meant(phrases, places, "Hạn báo cáo 6 tháng của xã Minh Tâm?", "cả năm thì sao")
    assert understood.follows
    assert ids(understood) == ["minh-tam"]
    assert "bao cao" in fold(understood.topic)


def test_the_topic_outlives_several_follow_ups(phrases: Phrases, places: Places) -> None:
    understood = meant(
        phrases, places, "Hạn báo cáo 6 tháng của xã Nhơn Hậu?", "con Minh Tam thi sao?", "thế Hồng Lĩnh?"
    )
    assert ids(understood) == ["hong-linh"]
    assert "bao cao 6 thang" in fold(understood.topic)
    assert "minh tam" not in fold(understood.topic)


def test_a_whole_question_starts_anew(phrases: Phrases, places: Places) -> None:
    understood = meant(
        phrases, places, "Xã phải công khai những gì?", "Thu tiền làm đường cần bao nhiêu hộ đồng ý biểu quyết?"
    )
    assert not understood.follows
    assert understood.text.startswith("Thu tiền")


def test_a_greeting_in_between_changes_no_topic(phrases: Phrases, places: Places) -> None:
    question, follow = "Hạn báo cáo 6 tháng của xã Nhơn Hậu?", "con Minh Tam thi sao?"
    plain = meant(phrases, places, question, follow)
    assert meant(phrases, places, question, "cảm ơn nhé", "alo", follow) == plain


def test_a_greeting_first_leaves_the_question_alone(phrases: Phrases, places: Places) -> None:
    assert meant(phrases, places, "xin chào", "Ai bầu trưởng thôn?") == meant(phrases, places, "Ai bầu trưởng thôn?")


def test_an_empty_history_line_is_harmless(phrases: Phrases, places: Places) -> None:
    assert meant(phrases, places, "", "🙂", "Ai bầu trưởng thôn?") == meant(phrases, places, "Ai bầu trưởng thôn?")


def test_the_same_question_again_is_no_follow_up_of_itself(phrases: Phrases, places: Places) -> None:
    question = "Thu tiền làm đường cần bao nhiêu hộ đồng ý biểu quyết?"
    again = meant(phrases, places, question, question)
    assert (again.text, again.follows) == (question, False)
