"""Vietnamese, marked or not, is told from other languages by how its syllables are built."""

import pytest

from index.formats.syllable import VIETNAMESE, is_bare, is_marked, share, spelt
from tests.index.formats.rendering import TEXT


@pytest.mark.parametrize("word", ["nghiêng", "đường", "quyết", "gì", "giếng", "khuya", "xoong", "y", "ủy", "thuở"])
def test_a_syllable_is_known(word: str) -> None:
    assert is_marked(word)
    assert is_bare(word)


@pytest.mark.parametrize("word", ["duong", "quyet", "gieng", "nguoi", "thuc"])
def test_a_syllable_without_marks_is_known(word: str) -> None:
    assert is_bare(word)


@pytest.mark.parametrize("word", ["government", "céng", "hßa", "straße", "中华", "thưđ", "nguời"])
def test_other_words_are_not(word: str) -> None:
    assert not is_marked(word)


def test_vietnamese_without_marks_passes() -> None:
    text = "Moi xom chon hai nguoi trong gieng; nguoi duoc chon ghi muc nuoc vao so moi sang"
    assert share(text) == 1.0
    assert spelt("\n".join(TEXT)) > 0.95


@pytest.mark.parametrize(
    "text",
    [
        "The village may hold a meeting so that each household can say what it will give to the road in spring.",
        "Le village peut tenir une réunion pour que chaque famille dise ce qu'elle veut donner pour la route.",
        "Setiap rumah memilih dua orang yang menjaga sumur dan mencatat tinggi air setiap pagi di buku desa.",
        "El pueblo puede reunirse para que cada casa diga lo que quiere dar para el camino en la estación seca.",
        "每个村子选两个人看井，每天早上把水位写在本子上。",
    ],
)
def test_other_languages_fail(text: str) -> None:
    assert share(text) < VIETNAMESE / 1.5


def test_no_word_is_no_share() -> None:
    assert share("12/5 – 2025") == 0.0
