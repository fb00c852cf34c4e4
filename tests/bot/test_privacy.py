"""Personal numbers are covered, everything else stays as it was."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages import say
from bot.privacy import mask

GOLDEN = Path(__file__).parents[1] / "golden"
WORDS = [say(f"privacy.{kind}") for kind in ("paper", "phone", "email", "account")]
COVER = re.compile("|".join(map(re.escape, WORDS)))


def rows() -> list[dict[str, object]]:
    return [json.loads(line) for line in (GOLDEN / "private.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("row", rows(), ids=lambda row: str(row["id"]))
def test_secrets_go_and_the_rest_stays(row: dict[str, object]) -> None:
    text, secrets = str(row["text"]), row["secrets"]
    assert isinstance(secrets, list)
    wanted = text
    for secret in secrets:
        wanted = wanted.replace(str(secret), "§", 1)
    assert COVER.sub("§", mask(text)) == wanted


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("cccd 034187654321", "paper"),
        ("gọi 0912 345 678", "phone"),
        ("mail a.b@example.vn", "email"),
        ("stk 10987654321", "account"),
    ],
)
def test_the_word_says_what_was_there(text: str, word: str) -> None:
    assert mask(text).endswith(say(f"privacy.{word}"))


def test_two_dates_are_no_phone() -> None:
    text = "từ 01/06/2025 30/06/2025 đến 01-07-2025"
    assert mask(text) == text


@given(st.text("0123456789 .-/đdABCabc:,@+()", max_size=60))
def test_no_long_number_survives_but_sums_and_symbols(text: str) -> None:
    for left in re.finditer(r"(?<!\d)[0-9]{9,}(?!\d)", mask(text)):
        assert re.match(r"\s?(?:đ|d|[/\-]\s?[A-Za-zĐ])", mask(text)[left.end() :], re.IGNORECASE)


@given(st.integers(10**8, 10**12 - 1), st.sampled_from(["", "số ", "của tôi là ", "x"]))
def test_a_bare_long_number_is_covered(number: int, before: str) -> None:
    assert str(number) not in mask(f"{before}{number} nhé")


@given(st.text())
def test_covering_twice_changes_nothing(text: str) -> None:
    assert mask(mask(text)) == mask(text)
