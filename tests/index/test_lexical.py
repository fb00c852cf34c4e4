"""BM25 over tokens: rarer counts more, unknown counts nothing, what is saved is what is loaded."""

from pathlib import Path

import numpy as np
import pytest

from index.lexical import PASSAGE_FIELDS, LexicalIndex
from index.text import tokens

TEXTS = ("họp thôn bầu trưởng thôn", "niêm yết tại trụ sở", "họp dân bàn mức góp", "Quyết định 217-QĐ/TW")


@pytest.fixture
def lexical() -> LexicalIndex:
    fields = {name: [tokens(text) for text in TEXTS] for name in PASSAGE_FIELDS}
    fields["questions"] = [[], tokens("dán ở đâu"), [], []]
    fields["title"] = [[] for _ in TEXTS]
    return LexicalIndex.build(fields)


def test_a_passage_scores_by_the_words_it_holds(lexical: LexicalIndex) -> None:
    scores = lexical.scores(tokens("bau truong thon"))["body"]
    assert scores.shape == (4,)
    assert scores.dtype == np.float32
    assert scores.argmax() == 0
    assert scores[1] == 0


def test_a_symbol_is_found_whole(lexical: LexicalIndex) -> None:
    assert lexical.scores(tokens("217 -QĐ/TW"))["body"].argmax() == 3
    assert lexical.knows("217/qd/tw")
    assert not lexical.knows("217/qd/tu")


def test_each_field_is_scored_by_itself(lexical: LexicalIndex) -> None:
    scores = lexical.scores(tokens("dán ở đâu"))
    assert set(scores) == set(PASSAGE_FIELDS)
    assert scores["questions"].argmax() == 1
    assert not scores["title"].any()


def test_unknown_words_and_no_words_score_nothing(lexical: LexicalIndex) -> None:
    for wanted in ([], tokens("xyzzy plugh"), ["∅"]):
        scores = lexical.scores(wanted)
        assert all(score.shape == (4,) and not score.any() for name, score in scores.items() if name != "title")


def test_a_rare_word_weighs_more_and_an_unknown_one_most(lexical: LexicalIndex) -> None:
    assert lexical.idf("hop") < lexical.idf("bau") < lexical.idf("xyzzy")


def test_saved_is_loaded(lexical: LexicalIndex, tmp_path: Path) -> None:
    lexical.save(tmp_path)
    again = LexicalIndex.load(tmp_path)
    wanted = tokens("họp bàn niêm yết dán 217-QĐ/TW")
    for name, scores in lexical.scores(wanted).items():
        np.testing.assert_array_equal(scores, again.scores(wanted)[name])
    assert again.idf("bau") == lexical.idf("bau")
    assert again.knows("hop thon")


def test_an_empty_field_cannot_be_asked_for(lexical: LexicalIndex) -> None:
    assert not lexical.scores(tokens("họp"))["title"].any()
