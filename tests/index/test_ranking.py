"""Which passages are put in order: the best, and ours among them beside whatever library."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.ranking import Way, fitted, heard, rarer, weights_of

SCORES = st.lists(st.tuples(st.one_of(st.just(-np.inf), st.integers(0, 6)), st.booleans()), min_size=1, max_size=120)


def test_a_flood_of_imported_passages_leaves_room_for_ours() -> None:
    total = np.concatenate([np.linspace(1, 0.5, 50), np.linspace(9, 8, 5_000)]).astype(np.float32)
    found = heard(total, np.arange(5_050) >= 50, 40)
    assert found == [*range(50, 60), *range(30)]


def test_few_of_ours_leave_the_rest_to_what_was_imported() -> None:
    total = np.array([1, *range(100, 0, -1)], dtype=np.float32)
    assert heard(total, np.arange(101) > 0, 40) == [*range(1, 40), 0]


@given(SCORES, st.integers(1, 50))
def test_without_a_flood_the_best_are_heard(rows: list[tuple[float, bool]], count: int) -> None:
    total = np.array([score for score, _ in rows], dtype=np.float32)
    imported = np.array([flag for _, flag in rows])
    found = heard(total, imported, count)
    plain = [int(place) for place in np.argsort(-total, kind="stable") if np.isfinite(total[place])]
    assert len(found) == min(count, len(plain))
    assert [place for place in found if not imported[place]] == [place for place in plain if not imported[place]][
        : len([place for place in found if not imported[place]])
    ]
    if sum(imported[place] for place in plain[:count]) <= 10:
        assert found == plain[:count]


def test_an_imported_passage_is_the_less_likely_the_more_there_are() -> None:
    assert rarer(np.zeros(5, dtype=bool)) == 0
    assert rarer(np.arange(3) < 1) == 0  # as many as when the reranker was fitted
    assert rarer(np.arange(1_001) > 0) == pytest.approx(np.log(2_000))
    assert rarer(np.ones(4, dtype=bool)) == pytest.approx(np.log(8))


def test_a_way_reads_only_what_is_its_own() -> None:
    weights = fitted()
    assert weights_of(Way.LEXICAL, weights)["dense"] == 0
    assert weights_of(Way.DENSE, weights)["body"] == 0
    assert weights_of(Way.RERANKED, weights) == weights
