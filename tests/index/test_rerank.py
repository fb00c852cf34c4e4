"""The best passages put in order once more."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index import rerank
from index.errors import StaleIndex
from index.ranking import Way
from index.rerank import Reranker, chances, features, table
from index.search import Index

ANY_QUESTION = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def model(size: int) -> Reranker:
    """Return a network that says a candidate's first feature, and of its second how much it is above nothing."""
    first, second = np.zeros(size, dtype=np.float32), np.zeros((size, 1), dtype=np.float32)
    first[0], second[1, 0] = 1, 1
    ones, nothing = np.ones(size, dtype=np.float32), np.zeros(size, dtype=np.float32)
    told = {"mean": nothing, "scale": ones, "linear": first, "hidden": second}
    return Reranker(told | {"hidden_bias": np.zeros(1, dtype=np.float32), "out": np.ones(1, dtype=np.float32)})


def test_linear_and_hidden_parts_are_added() -> None:
    read = np.array([[1, 2, 9], [1, -2, 9], [-9, 0, 9]], dtype=np.float32)
    assert model(3).logits(read).tolist() == [3, 1, -rerank.CLIP]


def test_other_features_than_those_it_was_fitted_on_are_noticed() -> None:
    with pytest.raises(StaleIndex, match="3 features, not 4"):
        model(3).logits(np.zeros((1, 4), dtype=np.float32))


@given(st.lists(st.floats(-50, 50, width=32), min_size=1, max_size=24))
def test_chances_sum_to_one_and_keep_the_order(logits: list[float]) -> None:
    found = chances(np.array(logits, dtype=np.float32))
    assert found.sum() == pytest.approx(1, abs=1e-4)
    assert all(found[one] >= found[other] for one in np.argsort(logits)[-1:] for other in range(len(logits)))


def test_no_candidates_have_no_chances() -> None:
    assert chances(np.zeros(0, dtype=np.float32)).shape == (0,)


@ANY_QUESTION
@given(st.text(st.sampled_from("abcđeêghiôơuưtnx àáảã?%5/-"), max_size=60))
def test_features_of_any_question_are_finite(shipped_index: Index, text: str) -> None:
    found = shipped_index.best(shipped_index.query(text))
    read = table(features(found))
    assert read.shape == (len(found.passages), len(features(found)))
    assert np.isfinite(read).all()


def test_reranked_passages_are_those_that_were_found(shipped_index: Index) -> None:
    query = shipped_index.query("trưởng thôn do ai bầu ra")
    before = {passage.id for passage in shipped_index.best(query).passages}
    hits = shipped_index.find(query, rerank.DEPTH).hits
    assert {hit.passage.id for hit in hits} == before
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert sum(hit.score for hit in hits) == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize("way", list(Way))
def test_every_way_finds(shipped_index: Index, way: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shipped_index, "way", way)
    hits = shipped_index.find(shipped_index.query("Ban Thanh tra nhân dân ở xã có mấy người"), 10).hits
    assert len(hits) == 10
    assert any("Thanh tra nhân dân" in hit.passage.text for hit in hits[:3])


def test_clause_that_gives_what_is_asked_for_stands_before_its_neighbours(shipped_index: Index) -> None:
    for question, locator in (
        ("bầu hòa giải viên cần bao nhiêu phần trăm đại diện hộ đồng ý", "Điều 8 khoản 3"),
        ("niêm yết thông tin ở xã ít nhất bao nhiêu ngày", "Điều 13 khoản 2"),
    ):
        assert shipped_index.find(shipped_index.query(question), 1).hits[0].passage.citation.locator == locator
