"""Confidences of answerable and other questions, set against one another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.abstention import abstention, calibration_error, reliability

SURE = st.lists(st.floats(0, 1), min_size=1, max_size=30)


def test_all_apart() -> None:
    found = abstention([0.9] * 20, [0.1, 0.2])
    assert (found["auroc"], found["false_answers"]["value"], found["n"]) == (1, 0, 2)


def test_working_point_keeps_ninety_five_of_a_hundred() -> None:
    known = [n / 100 for n in range(100)]
    found = abstention(known, [0.04, 0.05, 0.06])
    assert found["limit"] == 0.05
    assert sum(one >= found["limit"] for one in known) == 95
    assert found["false_answers"]["value"] == pytest.approx(2 / 3, abs=1e-4)


def test_nothing_to_set_against() -> None:
    assert abstention([0.5], [])["auroc"] is None
    assert abstention([], [0.5])["auroc"] is None


@given(SURE, SURE)
def test_auroc_is_the_share_of_pairs_in_order(known: list[float], unknown: list[float]) -> None:
    pairs = [(one > other) + (one == other) / 2 for one in known for other in unknown]
    assert abstention(known, unknown)["auroc"] == pytest.approx(sum(pairs) / len(pairs), abs=1e-4)


def test_reliability_counts_every_question_once() -> None:
    bins = reliability([0.05, 0.95, 1.0, 0.91], [False, True, True, False])
    assert [(one["n"], one["answerable"]) for one in bins] == [(1, 0), (3, pytest.approx(0.6667))]
    assert calibration_error(bins) == pytest.approx((0.05 + 3 * abs(0.9533 - 0.6667)) / 4, abs=1e-3)
    assert calibration_error([]) is None
