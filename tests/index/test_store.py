"""The passages table: what goes in comes out, in order."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.document import Citation, Corpus, Passage
from index.store import read_passages, write_passages

WORDS = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
PASSAGES = st.builds(
    Passage,
    WORDS,
    st.builds(Citation, WORDS, WORDS, WORDS, st.sampled_from(["a", "d", "đ", "e", ""]), WORDS),
    st.lists(WORDS, max_size=3).map(tuple),
    WORDS,
    st.integers(0, 10**9),
    st.integers(0, 10**9),
    st.lists(WORDS, max_size=3).map(tuple),
    st.lists(WORDS, max_size=2).map(tuple),
)


def test_shipped_passages_come_back_as_they_were(shipped_corpus: Corpus, tmp_path: Path) -> None:
    write_passages(tmp_path / "passages.db", shipped_corpus.passages)
    assert read_passages(tmp_path / "passages.db") == shipped_corpus.passages


@settings(max_examples=25)
@given(st.lists(PASSAGES, min_size=1, max_size=4))
def test_any_passage_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, passages: list[Passage]) -> None:
    path = tmp_path_factory.mktemp("store") / "passages.db"
    write_passages(path, passages)
    assert read_passages(path) == tuple(passages)


def test_order_is_that_of_the_source_not_of_the_ids(tmp_path: Path) -> None:
    points = ["e", "đ", "d", "a"]
    written = [Passage(point, Citation("d", "1", "1", point), (), point, 0, 1) for point in points]
    write_passages(tmp_path / "p.db", written)
    assert [p.id for p in read_passages(tmp_path / "p.db")] == points
