"""BM25 over tokens: rarer counts more, unknown counts nothing, what is saved is what is loaded, parts are one whole."""

from collections.abc import Sequence
from pathlib import Path

import bm25s
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.lexical import FIELDS, PASSAGE_FIELDS, LexicalIndex
from index.text import tokens

TEXTS = ("họp thôn bầu trưởng thôn", "niêm yết tại trụ sở", "họp dân bàn mức góp", "Quyết định 217-QĐ/TW")
ROWS = st.lists(st.lists(st.sampled_from(["a", "b", "c", "d", "e"]), max_size=8), min_size=1, max_size=12)
ASKED = st.lists(st.sampled_from(["a", "b", "c", "d", "e", "z"]), max_size=6)


def fields(rows: Sequence[Sequence[str]]) -> dict[str, list[list[str]]]:
    return {name: [list(row) for row in rows] for name in PASSAGE_FIELDS}


@pytest.fixture
def lexical() -> LexicalIndex:
    given_fields = {name: [tokens(text) for text in TEXTS] for name in PASSAGE_FIELDS}
    given_fields["questions"] = [[], tokens("dán ở đâu"), [], []]
    given_fields["title"] = [[] for _ in TEXTS]
    return LexicalIndex.build(given_fields)


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
        assert all(score.shape == (4,) and not score.any() for score in scores.values())


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


@given(ROWS, ASKED)
def test_scores_are_those_of_bm25s(rows: list[list[str]], asked: list[str]) -> None:
    if not any(rows):
        return
    ours = LexicalIndex.build(fields(rows)).scores(asked)
    for name in PASSAGE_FIELDS:
        k1, b = FIELDS[name]
        theirs = bm25s.BM25(k1=k1, b=b, method="lucene", backend="numpy")
        theirs.index([list(row) for row in rows], show_progress=False)
        known = [token for token in asked if token in theirs.vocab_dict]
        wanted = theirs.get_scores(known) if known else np.zeros(len(rows))
        np.testing.assert_allclose(ours[name], wanted, rtol=1e-5, atol=1e-6)


@given(ROWS, ROWS, ASKED)
def test_two_parts_score_as_one(first: list[list[str]], second: list[list[str]], asked: list[str]) -> None:
    apart = [LexicalIndex.build(fields(rows)) for rows in (first, second)]
    both = LexicalIndex([part._parts[0] for part in apart], [part._held[0] for part in apart])
    whole = LexicalIndex.build(fields([*first, *second]))
    for name, scores in whole.scores(asked).items():
        np.testing.assert_allclose(both.scores(asked)[name], scores, rtol=1e-5, atol=1e-6)
    assert [both.idf(token) for token in asked] == pytest.approx([whole.idf(token) for token in asked])


@given(st.lists(ROWS, min_size=1, max_size=4), ASKED)
def test_an_article_counts_for_each_of_its_passages(articles: list[list[list[str]]], asked: list[str]) -> None:
    passages = [row for article in articles for row in article]
    wholes = [[token for row in article for token in row] for article in articles]
    owner = np.repeat(np.arange(len(articles)), [len(article) for article in articles]).astype(np.uint32)
    shared = LexicalIndex.build(fields(passages) | {"article": wholes}, owner)
    each = LexicalIndex.build(fields(passages) | {"article": [wholes[place] for place in owner]})
    for name, scores in each.scores(asked).items():
        np.testing.assert_allclose(shared.scores(asked)[name], scores, rtol=1e-5, atol=1e-6)
    assert [shared.idf(token) for token in asked] == pytest.approx([each.idf(token) for token in asked])


@given(ROWS, ASKED)
def test_rows_are_the_passages_that_hold_every_token(rows: list[list[str]], asked: list[str]) -> None:
    found = LexicalIndex.build(fields(rows)).rows("body", asked)
    assert found.tolist() == [place for place, row in enumerate(rows) if set(asked) <= set(row)]


@given(ROWS, ROWS, ASKED, st.data())
def test_which_passages_hold_which_tokens(
    first: list[list[str]], second: list[list[str]], asked: list[str], data: st.DataObject
) -> None:
    one, two = LexicalIndex.build(fields(first)), LexicalIndex.build(fields(second))
    both = LexicalIndex([*one._parts, *two._parts], [*one._held, *two._held])
    rows = [*first, *second]
    places = data.draw(st.lists(st.integers(0, len(rows) - 1), max_size=6, unique=True))
    found = both.holds("body", asked, places)
    assert found.shape == (len(places), len(asked))
    assert found.tolist() == [[token in rows[place] for token in asked] for place in places]


@pytest.mark.parametrize(("passages", "counts"), [(2_000, True), (20_000, False)])
def test_in_a_large_library_a_word_of_everywhere_says_nothing(passages: int, counts: bool) -> None:
    lexical = LexicalIndex.build({"body": [["xa", f"thon {number % 500}"] for number in range(passages)]})
    assert lexical.scores(["xa"])["body"].any() == counts
    assert lexical.scores(["thon 7"])["body"].argmax() == 7
    assert lexical.knows("xa")
