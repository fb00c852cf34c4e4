"""The passages table: what goes in comes out, in order."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.document import ALWAYS, Citation, Corpus, Passage, Validity
from index.store import Passages, group_of, write_passages

WORDS = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
DAYS = st.one_of(st.none(), st.dates(date(1945, 9, 2), date(2100, 1, 1)))
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
    st.one_of(st.just(ALWAYS), st.builds(Validity, DAYS, DAYS, WORDS, WORDS, st.booleans(), st.booleans())),
)


def test_shipped_passages_come_back_as_they_were(shipped_corpus: Corpus, tmp_path: Path) -> None:
    write_passages(tmp_path / "passages.db", shipped_corpus.passages)
    assert tuple(Passages(tmp_path / "passages.db")) == tuple(shipped_corpus.passages)


@settings(max_examples=25)
@given(st.lists(PASSAGES, min_size=1, max_size=4))
def test_any_passage_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, passages: list[Passage]) -> None:
    path = tmp_path_factory.mktemp("store") / "passages.db"
    write_passages(path, passages)
    found = Passages(path)
    assert tuple(found) == tuple(found[:]) == tuple(passages)


def test_order_is_that_of_the_source_not_of_the_ids(tmp_path: Path) -> None:
    points = ["e", "đ", "d", "a"]
    written = [Passage(point, Citation("d", "1", "1", point), (), point, 0, 1) for point in points]
    write_passages(tmp_path / "p.db", written)
    assert [p.id for p in Passages(tmp_path / "p.db")] == points


@pytest.fixture
def two(tmp_path: Path) -> Passages:
    for name, number in (("first", "1"), ("second", "2")):
        rows = [Passage(f"{name} {n}", Citation(name, number, str(n)), (), "văn bản", 0, 7) for n in (1, 2)]
        write_passages(tmp_path / name, rows)
    return Passages(tmp_path / "first", tmp_path / "second")


def test_tables_follow_one_another(two: Passages) -> None:
    assert len(two) == 4
    assert [two[place].id for place in (0, 1, 2, 3, -1)] == ["first 1", "first 2", "second 1", "second 2", "second 2"]
    with pytest.raises(IndexError):
        two[4]


def test_passages_are_found_by_document_and_by_group(two: Passages) -> None:
    assert [passage.id for passage in two.of("second")] == ["second 1", "second 2"]
    assert two.of("third") == []
    assert two.group(group_of(two[0])) == [two[0], two[1]]
    assert two.group(("second", "1")) == []


def test_passages_outlive_their_files(two: Passages, tmp_path: Path) -> None:
    for name in ("first", "second"):
        (tmp_path / name).unlink()
    assert two[3].id == "second 2"
