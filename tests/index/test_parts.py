"""What stays of the live index and what is made anew."""

from hypothesis import given
from hypothesis import strategies as st

from index.parts import LARGE, SMALL, Part, Plan, plan

SIZES = dict.fromkeys("abcdefgh", 100)
WANTED = st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from(["1", "2"]))
LIVE = st.lists(st.tuples(WANTED, st.sampled_from([1, SMALL - 1, SMALL, 9 * SMALL])), max_size=3)


def test_the_first_time_all_is_made() -> None:
    assert plan([], {"a": "1", "b": "1"}, SIZES) == Plan((), (("a", "b"),))


def test_what_did_not_change_stays_however_small() -> None:
    part = Part("x", {"a": "1"}, 3)
    assert plan([part], {"a": "1"}, SIZES) == Plan((part,), ())


def test_a_new_text_goes_with_the_small_parts_and_leaves_the_large() -> None:
    large, small = Part("x", {"a": "1"}, SMALL), Part("y", {"b": "1"}, 3)
    assert plan([large, small], {"a": "1", "b": "1", "c": "1"}, SIZES) == Plan((large,), (("b", "c"),))


def test_a_part_with_a_text_that_changed_or_went_is_made_anew() -> None:
    large = Part("x", {"a": "1", "b": "1"}, SMALL)
    assert plan([large], {"a": "2", "b": "1"}, SIZES) == Plan((), (("a", "b"),))
    assert plan([large], {"a": "1"}, SIZES) == Plan((), (("a",),))


def test_large_parts_are_made_apart() -> None:
    sizes = {"a": LARGE - 1, "b": 1, "c": 1, "d": 3 * LARGE, "e": 1}
    assert plan([], dict.fromkeys(sizes, "1"), sizes).made == (("a", "b"), ("c",), ("d",), ("e",))


@given(LIVE, WANTED)
def test_every_wanted_text_stands_once(live: list[tuple[dict[str, str], int]], wanted: dict[str, str]) -> None:
    parts: list[Part] = []
    for number, (documents, passages) in enumerate(live):
        own = {name: key for name, key in documents.items() if not any(name in part.documents for part in parts)}
        parts += [Part(str(number), own, passages)] if own else []
    found = plan(parts, wanted, SIZES)
    names = [*(name for part in found.kept for name in part.documents), *(name for made in found.made for name in made)]
    assert sorted(names) == sorted(wanted)
    assert all(wanted[name] == key for part in found.kept for name, key in part.documents.items())
