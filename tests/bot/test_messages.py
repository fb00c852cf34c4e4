"""Every word a person reads exists, gets its values, is used, and is polite."""

import ast
import re
import string
import tomllib
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pytest

from bot.errors import MissingWords
from bot.messages import listing, say
from index.document import Kind, TextKind
from index.errors import Reason

# sections whose keys are the names of these
NAMED_BY: dict[str, type[StrEnum]] = {"source": Reason, "kind": Kind, "held": TextKind}
BOT = Path(__file__).parents[2] / "bot"
SECTIONS = tomllib.loads((BOT / "messages" / "vi.toml").read_text(encoding="utf-8"))
TEXTS = {f"{section}.{name}": text for section, names in SECTIONS.items() for name, text in names.items()}
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(BOT.rglob("*.py"))}
PAGES = "\n".join(path.read_text(encoding="utf-8") for path in sorted(BOT.rglob("*.html")))
IN_PAGES = re.findall(r'\b(say|listing)\("([\w.]+)"((?:, \w+=[^,)]+)*)\)', PAGES)


def calls() -> Iterator[tuple[ast.Call, str]]:
    """Yield each say(…) and listing(…) of the code with a key that stands there, either one of "a" if x else "b"."""
    for tree in TREES.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"say", "listing"}:
                keys = [node.args[0].body, node.args[0].orelse] if isinstance(node.args[0], ast.IfExp) else node.args
                yield from ((node, str(key.value)) for key in keys if isinstance(key, ast.Constant))


def values(text: str) -> set[str]:
    return set(string.Template(text).get_identifiers())


def literals() -> set[str]:
    nodes = (node for tree in TREES.values() for node in ast.walk(tree))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def built() -> set[str]:
    """Return the sections of keys that are put together, as in say(f"chitchat.{kind}")."""
    heads = {
        node.values[0].value
        for tree in TREES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant)
    }
    return {head.removesuffix(".") for head in heads if isinstance(head, str) and head.removesuffix(".") in SECTIONS}


def test_every_key_in_the_code_exists() -> None:
    asked = [key for _, key in calls()]
    assert len(asked) > 50
    assert [key for key in asked if key not in TEXTS] == []


def test_every_key_in_the_pages_exists() -> None:
    assert len(IN_PAGES) > 10
    assert [key for _, key, _ in IN_PAGES if key not in TEXTS] == []


def test_texts_are_said_and_lists_are_listed() -> None:
    spoken = [(call.func.id, key) for call, key in calls() if isinstance(call.func, ast.Name)]
    for function, key in (*spoken, *((function, key) for function, key, _ in IN_PAGES)):
        assert isinstance(TEXTS[key], list if function == "listing" else str), key


def test_every_template_gets_its_values() -> None:
    for call, key in calls():
        given = {word.arg for word in call.keywords}
        if isinstance(TEXTS[key], str) and None not in given:
            assert given >= values(TEXTS[key]), key
    for function, key, given_here in IN_PAGES:
        if function == "say":
            assert set(re.findall(r"(\w+)=", given_here)) >= values(TEXTS[key]), key


def test_no_words_are_left_over() -> None:
    written, sections = literals(), built()
    used = written | {key for _, key, _ in IN_PAGES}
    used |= {key for key in TEXTS if key.partition(".")[0] in sections and key.partition(".")[2] in written}
    used |= {f"{section}.{member.name.lower()}" for section, members in NAMED_BY.items() for member in members}
    assert sorted(set(TEXTS) - used) == []


def test_every_template_can_be_filled() -> None:
    for key, text in TEXTS.items():
        if isinstance(text, str):
            assert string.Template(text).is_valid(), key
            assert "$" not in say(key, **dict.fromkeys(values(text), "x")), key
        else:
            assert listing(key) == tuple(text)


def test_a_forgotten_value_is_an_error_not_a_hole() -> None:
    with pytest.raises(MissingWords, match="place_set"):
        say("contact.place_set")
    with pytest.raises(MissingWords, match=r"contact\.nonsense"):
        say("contact.nonsense")


def test_values_are_not_templates_themselves() -> None:
    assert "$contact" in say("answer.understood", question="$contact là gì?")


def test_people_are_addressed_politely() -> None:
    spoken = {key: "\n".join(text) if isinstance(text, list) else text for key, text in TEXTS.items()}
    rude = re.compile(r"\b(?:bạn|mày|em|tôi|tao)\b", re.IGNORECASE)
    assert [key for key, text in spoken.items() if rude.search(text)] == []
