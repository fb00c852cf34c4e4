"""Everyday questions, each searched by itself."""

from pathlib import Path

import numpy as np
import pytest

from index.asked import AskedIndex, questions
from index.document import Citation, Passage
from index.embedder import Embedder
from index.text import tokens

PASSAGES = (
    Passage("a", Citation("d", "1"), (), "x", 0, 1, ("ai bầu trưởng thôn?", "họp khi nào?")),
    Passage("b", Citation("d", "2"), (), "y", 1, 2, ("họp khi nào?",)),
    Passage("c", Citation("d", "3"), (), "z", 2, 3),
)


@pytest.fixture
def asked(embedder: Embedder) -> AskedIndex:
    return AskedIndex.build(PASSAGES, embedder.encode(questions(PASSAGES)))


def test_each_question_stands_once() -> None:
    assert questions(PASSAGES) == ["ai bầu trưởng thôn?", "họp khi nào?"]
    assert questions(PASSAGES[2:]) == [""]


def test_a_passage_scores_by_its_nearest_question(asked: AskedIndex, embedder: Embedder) -> None:
    text = "trưởng thôn do ai bầu"
    words, meaning, *_ = asked.scores(tokens(text), embedder.encode([text]), 3)
    assert words.argmax() == meaning.argmax() == 0
    assert words[2] == meaning[2] == 0


def test_a_question_of_two_passages_leads_to_both(asked: AskedIndex, embedder: Embedder) -> None:
    words, meaning, *_ = asked.scores(tokens("họp khi nào"), embedder.encode(["họp khi nào"]), 3)
    assert words[0] == words[1] > 0
    assert meaning[0] == meaning[1] > 0.9


def test_without_questions_nothing_scores(embedder: Embedder) -> None:
    asked = AskedIndex.build(PASSAGES[2:], embedder.encode([""]))
    words, meaning, *_ = asked.scores(tokens("họp"), embedder.encode(["họp"]), 1)
    assert not words.any()
    assert not meaning.any()


def test_saved_is_loaded(asked: AskedIndex, embedder: Embedder, tmp_path: Path) -> None:
    asked.save(tmp_path)
    wanted = (tokens("bầu họp"), embedder.encode(["bầu họp"]), 3)
    for again, scores in zip(AskedIndex.load(tmp_path).scores(*wanted), asked.scores(*wanted), strict=True):
        np.testing.assert_array_equal(again, scores)
