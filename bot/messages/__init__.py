"""Every word a person reads: say(key, **values) fills the templates of vi.toml."""

import string
import tomllib
from functools import cache
from pathlib import Path

from bot.errors import MissingWords


def say(key: str, /, **values: object) -> str:
    """Return the message `key` ("section.name") with its $values filled in.

    Raises MissingWords for an unknown key or a value that was not given.
    """
    section, _, name = key.partition(".")
    try:
        return string.Template(_words()[section][name]).substitute(values).strip()
    except KeyError as error:
        raise MissingWords(f"{key}: {error}") from error


def listing(key: str, /) -> tuple[str, ...]:
    """Return the lines of a list in vi.toml, such as the suggested first questions."""
    section, _, name = key.partition(".")
    return tuple(_lists()[section][name])


@cache
def _content() -> dict[str, dict[str, object]]:
    return tomllib.loads(Path(__file__).with_name("vi.toml").read_text(encoding="utf-8"))


@cache
def _words() -> dict[str, dict[str, str]]:
    return {
        section: {name: text for name, text in entries.items() if isinstance(text, str)}
        for section, entries in _content().items()
    }


@cache
def _lists() -> dict[str, dict[str, list[str]]]:
    return {
        section: {name: lines for name, lines in entries.items() if isinstance(lines, list)}
        for section, entries in _content().items()
    }
