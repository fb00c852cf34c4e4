"""Places are found by name in any spelling, and never inside other words."""

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answer.places import Places
from index.document import Document, Kind, TextKind
from index.text import fold


def found(places: Places, text: str) -> list[str]:
    return [place.id for place in places.find(text)]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("kế hoạch của Minh Tâm", ["minh-tam"]),
        ("ke hoach cua minh tam", ["minh-tam"]),
        ("MINH TÂM", ["minh-tam"]),
        ("xã Minh  Tâm?", ["minh-tam"]),
        ("nhơn hâu", ["nhon-hau"]),  # one mark forgotten
        ("Thuỵ Hùng", ["thuy-hung"]),
        ("Hón Quản", ["hon-quan"]),
        ("phường Bắc Hồng Lĩnh", ["bac-hong-linh"]),
        ("Bắc Hồng Lĩnh và Hồng Lĩnh", ["bac-hong-linh", "hong-linh"]),
        ("so Nhon Hau voi Minh Tam", ["nhon-hau", "minh-tam"]),
        ("An Nhơn, trước là Nhơn Hậu", ["an-nhon", "nhon-hau"]),
        ("Minh Tâm, vẫn Minh Tâm", ["minh-tam"]),
        ("xã phải công khai gì", []),
        ("", []),
    ],
)
def test_places_are_found_in_the_order_of_their_mention(text: str, ids: list[str], places: Places) -> None:
    assert found(places, text) == ids
    assert found(places, unicodedata.normalize("NFD", text)) == ids


def test_a_word_with_other_marks_is_another_word(places: Places) -> None:
    assert found(places, "thuyết minh tạm ứng kinh phí") == []
    assert found(places, "thuyết minh tạm ứng cho Minh Tâm") == ["minh-tam"]


def test_a_name_inside_a_longer_word_is_not_a_place(places: Places) -> None:
    assert found(places, "minh tamm, xminh tam") == []


@pytest.mark.parametrize("name", ["minh-tam", "xã Minh Tâm", "minh tam", "Toi o Minh Tam, thon 3"])
def test_a_place_is_got_by_id_or_name(name: str, places: Places) -> None:
    place = places.get(name)
    assert place is not None
    assert place.name == "xã Minh Tâm"


@pytest.mark.parametrize("name", ["Tân Lập", "", " ", "😀", "minh", "\x00"])
def test_an_unknown_place_is_none(name: str, places: Places) -> None:
    assert places.get(name) is None


def test_a_unit_of_today_speaks_through_those_it_was_made_from(places: Places) -> None:
    an_nhon, nhon_hau = places.get("an-nhon"), places.get("nhon-hau")
    assert an_nhon and nhon_hau
    assert places.plans(an_nhon) == places.plans(nhon_hau) == ("nhon-hau-2024",)


def test_every_place_leads_to_a_plan_and_knows_its_kin(places: Places) -> None:
    ids = {place.id for place in places.all()}
    assert len(ids) == len(places.all())
    for place in places.all():
        assert places.plans(place)
        assert {*place.successors, *place.predecessors} <= ids


def test_names_are_taken_out_so_that_the_same_is_asked_elsewhere(places: Places) -> None:
    assert places.without("Hạn báo cáo 6 tháng của xã Minh Tâm?") == "Hạn báo cáo 6 tháng của ?"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("kế hoạch của xã Tân Lập có gì", "xã Tân Lập"),
        ("Xã Tân Lập có kế hoạch không", "Xã Tân Lập"),
        ("phường 5 có kế hoạch chưa", "phường 5"),
        ("thành phố Hồ Chí Minh", "thành phố Hồ Chí Minh"),
        ("tỉnh Đắk Lắk", "tỉnh Đắk Lắk"),
        ("xã Minh Tâm", ""),
        ("kế hoạch của xã đã hết hạn chưa", ""),
        ("kế hoạch xã ấy", ""),
        ("xã 6 tháng báo cáo kế hoạch một lần", ""),
        ("xã phải làm gì", ""),
    ],
)
def test_a_place_that_is_not_held_is_noticed_by_its_capitals(text: str, name: str, places: Places) -> None:
    assert places.unknown(text) == name


def plan(place: str, name: str, year: int = 2031) -> Document:
    """Return a plan that was added."""
    title = f"Kế hoạch thực hiện dân chủ ở cơ sở năm {year} của {name}"
    short = f"Kế hoạch năm {year} của {name}"
    return Document(f"{place}-{year}", Kind.PLAN, title, short, TextKind.OFFICIAL, place=place, year=year)


ROWS = (
    {"id": "suoi-bac", "name": "xã Suối Bạc", "aliases": ["Suối Bạc", "suối"], "successors": ["song-bac"]},
    {"id": "song-bac", "name": "phường Sông Bạc", "aliases": ["Sông Bạc"], "predecessors": ["suoi-bac"]},
)


def test_the_place_of_an_added_plan_is_found_by_its_name() -> None:
    places = Places(ROWS, [plan("cau-khi", "xã Cầu Khỉ")])
    for text in ("kế hoạch xã Cầu Khỉ", "ke hoach cua xa cau khi", "XÃ CẦU KHỈ", "ở xã Cầu  Khỉ thì sao"):
        assert found(places, text) == ["cau-khi"]
        assert found(places, unicodedata.normalize("NFD", text)) == ["cau-khi"]
    place = places.get("cau-khi")
    assert place is not None
    assert (place.name, place.fate) == ("xã Cầu Khỉ", "")
    assert places.plans(place) == ("cau-khi-2031",)
    assert places.without("Hạn báo cáo của xã Cầu Khỉ?") == "Hạn báo cáo của ?"


@pytest.mark.parametrize(
    ("name", "asked", "others"),
    [
        ("phường 5", "kế hoạch phường 5 có gì", ["họp sau 5 ngày", "khoản 5", "5", "phường 15", "5 phường"]),
        (
            "xã Dân Chủ",
            "kế hoạch của xã Dân Chủ",
            ["thực hiện dân chủ ở cơ sở", "luật dân chủ cơ sở", "xã thực hiện dân chủ", "phường dân chủ"],
        ),
    ],
)
def test_an_added_place_whose_name_may_be_any_words_is_found_with_its_sort_alone(
    name: str, asked: str, others: list[str]
) -> None:
    places = Places((), [plan("x", name)])
    for text in (asked, fold(asked), asked.upper()):
        assert found(places, text) == ["x"], text
    for text in others:
        assert found(places, text) == [], text
        assert places.without(text) == text
    assert places.without(asked) == " ".join(asked.replace(name, "").split())


def test_a_place_is_no_more_unknown_once_a_plan_of_it_was_added() -> None:
    asked = "kế hoạch của xã Cầu Khỉ có gì"
    assert Places(ROWS).unknown(asked) == "xã Cầu Khỉ"
    assert Places(ROWS, [plan("cau-khi", "xã Cầu Khỉ")]).unknown(asked) == ""


def test_the_added_plan_of_a_known_place_stands_beside_its_own_and_keeps_what_is_known() -> None:
    places = Places(ROWS, [plan("suoi-bac", "xã Suối Bạc", 2030), plan("suoi-bac", "xã Suối Bạc", 2031)])
    assert [place.id for place in places.all()] == ["suoi-bac", "song-bac"]
    place, later = places.get("suối"), places.get("song-bac")
    assert place and later
    assert places.plans(place) == ("suoi-bac-2030", "suoi-bac-2031")
    assert places.plans(later) == ("suoi-bac-2030", "suoi-bac-2031")


def test_the_added_plan_of_a_unit_of_today_speaks_before_those_it_was_made_from() -> None:
    places = Places(ROWS, [plan("suoi-bac", "xã Suối Bạc", 2030), plan("song-bac", "phường Sông Bạc", 2031)])
    place, earlier = places.get("song-bac"), places.get("suoi-bac")
    assert place and earlier
    assert places.plans(place) == ("song-bac-2031",)
    assert places.plans(earlier) == ("suoi-bac-2030",)


@pytest.mark.parametrize(
    "document",
    [
        replace(plan("cau-khi", "xã Cầu Khỉ"), text=TextKind.CITED_ONLY),
        replace(plan("cau-khi", "xã Cầu Khỉ"), kind=Kind.DECISION),
        plan("", "xã Cầu Khỉ"),
    ],
)
def test_what_is_not_the_held_plan_of_a_place_makes_none_known(document: Document) -> None:
    places = Places(ROWS, [document])
    assert places.get("xã Cầu Khỉ") is None
    assert len(places.all()) == 2


@given(st.lists(st.sampled_from(("Cầu Khỉ", "Suối Bạc", "Đồi Chim", "Bến Tre Già")), unique=True))
def test_every_added_place_is_found_in_the_order_of_its_mention(names: list[str]) -> None:
    ids = {name: "-".join(fold(name).split()) for name in ("Cầu Khỉ", "Suối Bạc", "Đồi Chim", "Bến Tre Già")}
    places = Places((), [plan(place, f"xã {name}") for name, place in ids.items()])
    assert found(places, ", ".join(f"xã {name}" for name in names)) == [ids[name] for name in names]
