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
    found = asked.scores(tokens(text), embedder.encode([text]), 3)
    words, meaning = found.nearest, found.asked
    assert words.argmax() == meaning.argmax() == 0
    assert words[2] == meaning[2] == 0


def test_a_question_of_two_passages_leads_to_both(asked: AskedIndex, embedder: Embedder) -> None:
    found = asked.scores(tokens("họp khi nào"), embedder.encode(["họp khi nào"]), 3)
    words, meaning = found.nearest, found.asked
    assert words[0] == words[1] > 0
    assert meaning[0] == meaning[1] > 0.9


def test_without_questions_nothing_scores(embedder: Embedder) -> None:
    asked = AskedIndex.build(PASSAGES[2:], embedder.encode([""]))
    found = asked.scores(tokens("họp"), embedder.encode(["họp"]), 1)
    assert not found.nearest.any()
    assert not found.asked.any()
    assert not any(column.any() for column in asked.of([0], found).values())


def test_saved_is_loaded(asked: AskedIndex, embedder: Embedder, tmp_path: Path) -> None:
    asked.save(tmp_path)
    wanted = (tokens("bầu họp"), embedder.encode(["bầu họp"]), 3)
    again, found = AskedIndex.load(tmp_path).scores(*wanted), asked.scores(*wanted)
    for name in ("nearest", "asked", "words", "cosines"):
        np.testing.assert_array_equal(getattr(again, name), getattr(found, name))


def test_what_the_questions_of_each_passage_tell(asked: AskedIndex, embedder: Embedder) -> None:
    found = asked.scores(tokens("ai bầu trưởng thôn"), embedder.encode(["ai bầu trưởng thôn"]), 3)
    told = asked.of([2, 0, 1, 7], found)
    none, both, shared, imported = range(4)
    assert told["own"][both] == pytest.approx(found.asked[0], abs=1e-6)
    assert told["own_words"][both] == 1
    assert told["own"][shared] == told["own_words"][shared] == 0  # its only question leads elsewhere too
    assert told["three"][both] == pytest.approx(found.cosines.mean(), abs=1e-6)
    assert told["votes"][both] > told["votes"][shared] > 0
    assert all(column[none] == column[imported] == 0 for column in told.values())
