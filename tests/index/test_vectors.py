"""Nearest vectors: every vector has a score, whatever faiss pads."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.vectors import VectorIndex


def unit(count: int, dim: int = 32) -> NDArray[np.float32]:
    rows = np.random.default_rng(count).normal(size=(count, dim)).astype(np.float32)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


@pytest.mark.parametrize("count", [1, 2, 7, 300])
def test_scores_are_inner_products_in_order(count: int) -> None:
    rows = unit(count)
    scores = VectorIndex.build(rows).scores(rows[:1])
    assert scores.shape == (count,)
    assert scores == pytest.approx(rows @ rows[0], abs=0.05)
    assert scores.argmax() == 0


def test_a_zero_query_scores_zero() -> None:
    scores = VectorIndex.build(unit(5)).scores(np.zeros((1, 32), dtype=np.float32))
    assert scores == pytest.approx(np.zeros(5), abs=1e-6)


def test_padding_is_dropped() -> None:
    rows = unit(3)
    rows[1] = np.nan  # faiss finds no place for it and pads its answer with -1
    scores = VectorIndex.build(rows[:1]).scores(rows[1:2])
    assert scores.shape == (1,)
    assert not np.isneginf(scores).any()
    assert abs(float(np.nan_to_num(scores[0]))) < 1e30


def test_saved_is_loaded(tmp_path: Path) -> None:
    rows = unit(20)
    index = VectorIndex.build(rows)
    index.save(tmp_path / "rows.faiss")
    np.testing.assert_array_equal(VectorIndex.load(tmp_path / "rows.faiss").scores(rows[3:4]), index.scores(rows[3:4]))


def test_parts_follow_one_another(tmp_path: Path) -> None:
    rows = unit(20)
    for number, part in enumerate((rows[:5], rows[5:])):
        VectorIndex.build(part).save(tmp_path / str(number))
    scores = VectorIndex.load(tmp_path / "0", tmp_path / "1").scores(rows[7:8])
    assert scores == pytest.approx(rows @ rows[7], abs=0.05)
    assert scores.argmax() == 7


def test_only_the_nearest_need_be_exact() -> None:
    rows = unit(50)
    scores = VectorIndex.build(rows).scores(rows[9:10], nearest=3)
    assert scores.argmax() == 9
    assert len(set(scores.tolist())) == 3
