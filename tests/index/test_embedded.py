"""Texts are read once: what an earlier index read is taken from it."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.embedded import Reader


class Counting:
    """A model that counts what it reads: a text's vector is its length and its first letter."""

    name, dim = "counting", 2

    def __init__(self) -> None:
        self.read: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.read += texts
        return np.array([(len(text), ord(text[0])) for text in texts], dtype=np.float32)

    def ask(self, questions: Sequence[str]) -> NDArray[np.float32]:
        return -self.encode(questions)


@pytest.fixture
def model() -> Counting:
    return Counting()


def test_each_text_has_its_row(model: Counting, tmp_path: Path) -> None:
    texts = [chr(97 + number % 26) * (number + 1) for number in range(150)]
    vectors = Reader(model).read(texts, tmp_path / "a")
    assert vectors.dtype == np.float32
    np.testing.assert_array_equal(vectors, Counting().encode(texts))


def test_only_what_is_new_is_read(model: Counting, tmp_path: Path) -> None:
    first = Reader(model).read(["một", "hai", "ba"], tmp_path / "live" / "shipped")
    model.read.clear()
    heard: list[int] = []
    again = Reader(model, [tmp_path / "live"], heard.append).read(["ba", "bốn", "một"], tmp_path / "new")
    assert model.read == ["bốn"]
    np.testing.assert_array_equal(again[[0, 2]], first[[2, 0]])
    assert sum(heard) == len("babốnmột")


def test_nothing_to_read_is_no_fault(model: Counting, tmp_path: Path) -> None:
    assert Reader(model).read([], tmp_path / "a").shape == (0, 2)
    assert Reader(model, [tmp_path / "a"]).read(["một"], tmp_path / "b").shape == (1, 2)


def test_question_is_kept_apart_from_the_passage_of_the_same_words(model: Counting, tmp_path: Path) -> None:
    Reader(model).read(["một"], tmp_path / "live" / "passages")
    Reader(model).read(["một"], tmp_path / "live" / "asked", asked=True)
    model.read.clear()
    reader = Reader(model, [tmp_path / "live"])
    assert reader.read(["một"], tmp_path / "a")[0, 0] == 3
    assert reader.read(["một"], tmp_path / "b", asked=True)[0, 0] == -3
    assert model.read == []
