"""Danger to a person told in a message, in any spelling, is answered with emergency numbers before all else. Pure."""

import tomllib
from enum import StrEnum
from functools import cache
from pathlib import Path

from bot.answer.meaning import Vocabulary

_WORDS = Path(__file__).parents[2] / "corpus" / "danger.toml"


class Danger(StrEnum):
    """Which danger a message tells of."""

    FIRE = "fire"
    MEDICAL = "medical"
    CHILD = "child"
    SELF_HARM = "self_harm"
    VIOLENCE = "violence"
    DANGER = "danger"


_ALL = frozenset(map(str, Danger))


def danger(text: str) -> Danger | None:
    """Return the danger that text tells of, None for a message without one."""
    story = vocabulary().told(text, _ALL)
    return Danger(story.category) if story else None


@cache
def vocabulary() -> Vocabulary:
    """Return the words and stories of corpus/danger.toml, read once."""
    return Vocabulary(tomllib.loads(_WORDS.read_text(encoding="utf-8")))
