"""Questions as they are typed: nothing is lost that the other spellings need."""

import random
import tomllib

from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.spelling import SPELLINGS, spoken
from index.text import fold, syllables
from tests.conftest import ROOT

QUESTION = "Xã phải công khai những gì cho người dân, dán ở đâu và trong bao nhiêu ngày?"
TEXTS = st.text(st.sampled_from("aàáâbcdđeêghiklmnoôơpqrstuưvxy ?,.05"), max_size=80)


@given(TEXTS, st.sampled_from(sorted(SPELLINGS)), st.integers(0, 99))
def test_any_text_can_be_spelt(text: str, name: str, seed: int) -> None:
    spelt = SPELLINGS[name](text, random.Random(seed))
    assert spelt == SPELLINGS[name](text, random.Random(seed))
    assert not text.strip() or spelt.strip()


@given(TEXTS, st.integers(0, 99))
def test_half_the_marks_fold_to_the_same_words(text: str, seed: int) -> None:
    assert syllables(SPELLINGS["half"](text, random.Random(seed))) == syllables(text)


def test_stripped_is_folded() -> None:
    assert SPELLINGS["stripped"](QUESTION, random.Random(1)) == fold(QUESTION)


def test_phone_spellings_change_most_questions() -> None:
    for name in ("phone", "unseen"):
        spelt = [SPELLINGS[name](QUESTION, random.Random(seed)) for seed in range(50)]
        assert len(set(spelt)) > 40
        assert sum(text != QUESTION.lower() for text in spelt) > 45


def test_the_unseen_way_shares_no_word_for_word_with_the_known_one() -> None:
    tables = tomllib.loads((ROOT / "bot" / "evaluation" / "spelling.toml").read_text(encoding="utf-8"))
    known = {(formal, said) for formal, several in tables["known"].items() for said in several}
    unseen = {(formal, said) for formal, several in tables["unseen"].items() for said in several}
    assert not known & unseen
    assert {word for _, said in known for word in said.split()} == set(spoken())
