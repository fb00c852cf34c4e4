"""Whether the texts answer: probabilities of a fitted model; its figures belong to the evaluation."""

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from index.scope import CLASSES, Scope, features, fitted
from index.search import Index


def scope(size: int = 6, scale: float = 1.0) -> Scope:
    nothing = np.zeros(size, dtype=np.float32)
    return Scope(np.eye(4, size, dtype=np.float32), nothing[:4], nothing, np.full(size, scale, dtype=np.float32))


def test_probabilities_sum_to_one() -> None:
    judged = scope().judge(np.array([3, 1, 0, 0, 9, 9], dtype=np.float32))
    odds = [getattr(judged, name) for name in CLASSES]
    assert sum(odds) == pytest.approx(1)
    assert odds == sorted(odds, reverse=True)
    assert judged.answerable > judged.elsewhere > judged.foreign == judged.talk


def test_large_features_do_not_overflow() -> None:
    judged = scope(4, 1e4).judge(np.array([1, 0, 0, 0], dtype=np.float32))
    assert judged.answerable > 0.9
    assert judged == scope(4, 1e9).judge(np.array([1, 0, 0, 0], dtype=np.float32))  # beyond the clip more says nothing


def test_evidence_follows_the_vector_in_the_order_of_its_names() -> None:
    read = features(np.array([0.5, 0.25], dtype=np.float32), {"b": 2.0, "a": 1.0})
    assert read.tolist() == [0.5, 0.25, 1.0, 2.0]
    assert read.dtype == np.float32


def test_a_fitted_model_is_read_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "scope.safetensors"
    tensors = {"weights": np.zeros((4, 2)), "bias": np.array([5.0, 0, 0, 0])}
    tensors |= {"mean": np.zeros(2), "scale": np.ones(2)}
    save_file({name: value.astype(np.float32) for name, value in tensors.items()}, path)
    assert fitted(path).judge(np.zeros(2, dtype=np.float32)).answerable > 0.9


@pytest.mark.parametrize("question", ["họp thôn khi nào", "xin chào", "giá vàng hôm nay", "", "???", "a" * 3000])
def test_shipped_model_judges_any_question(shipped_index: Index, question: str) -> None:
    judged = shipped_index.search(shipped_index.query(question)).judgement
    odds = [getattr(judged, name) for name in CLASSES]
    assert all(0 <= odd <= 1 for odd in odds)
    assert sum(odds) == pytest.approx(1, abs=1e-5)
