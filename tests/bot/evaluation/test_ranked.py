"""The measures of a ranking, held to what they are by definition."""

import builtins
from math import log2
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BotError
from bot.evaluation.ranked import gains

NAMES = st.lists(st.sampled_from("abcdefghijklmnop"), unique=True)


def test_one_right_text_in_the_third_place() -> None:
    (found,) = gains([["x", "y", "a", "z"]], [["a"]], [["x"]])
    assert (found["hit@1"], found["hit@3"], found["R@5"]) == (0, 1, 1)
    assert found["MRR@10"] == pytest.approx(1 / 3)
    assert found["nDCG@10"] == pytest.approx(1 / log2(4))
    assert found["F2"] == 0


def test_nothing_found_gains_nothing() -> None:
    (found,) = gains([[]], [["a"]], [[]])
    assert set(found.values()) == {0}


def test_questions_keep_their_order() -> None:
    found = gains([["a"], ["b"], ["a"]], [["a"], ["a"], ["a"]], [["a"], [], ["b"]])
    assert [one["hit@1"] for one in found] == [1, 0, 1]
    assert [one["F2"] for one in found] == [1, 0, 0]


@given(st.lists(st.tuples(NAMES, NAMES.filter(bool)), min_size=1, max_size=4))
def test_measures_are_as_defined(rows: list[tuple[list[str], list[str]]]) -> None:
    found = gains([run for run, _ in rows], [gold for _, gold in rows], [run[:2] for run, _ in rows])
    for (run, gold), one in zip(rows, found, strict=True):
        ranks = [place for place, name in enumerate(run[:10], 1) if name in gold]
        for depth in (1, 3, 5, 10):
            inside = sum(rank <= depth for rank in ranks)
            assert one[f"hit@{depth}"] == (inside > 0)
            assert one[f"R@{depth}"] == pytest.approx(inside / len(gold))
        assert one["MRR@10"] == pytest.approx(1 / ranks[0] if ranks else 0)
        right = sum(name in gold for name in run[:2])
        assert one["F2"] == pytest.approx(5 * right / (4 * len(gold) + len(run[:2])) if run else 0)


def test_missing_library_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:  # noqa: ANN401
        if name == "ir_measures":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(BotError, match=r"danbiet\[eval\]"):
        gains([["a"]], [["a"]], [["a"]])
