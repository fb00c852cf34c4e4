"""The JSON contract: a question object in, an answer object out, one line each; others evaluate through it."""

import json
import logging
from collections.abc import Iterable, Mapping
from datetime import date
from time import perf_counter
from typing import Any, Never, TextIO

from bot.answer.answerer import Answerer
from bot.domain import Answer, Outcome
from bot.messages import say
from index.document import Document, Hit

_log = logging.getLogger(__name__)


def run_batch(answerer: Answerer, lines: Iterable[str], out: TextIO, today: date) -> int:
    """Write one answer line for each question line, in order, and return 0; a malformed line gives an error line."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        name: object = None
        try:
            row = _question(_parsed(line))
            name = row.get("id")
            answered = answer_json(answerer, row, today)
        except (ValueError, RecursionError) as error:
            answered = _failed(None, number, say("cli.bad_line", reason=error))
        except Exception:
            _log.exception("line %d could not be answered", number)
            answered = _failed(name, number, say("contact.broken"))
        print(_written(answered), file=out, flush=True)
    return 0


def answer_json(answerer: Answerer, row: Mapping[str, Any], today: date) -> dict[str, Any]:
    """Return the answer to one question as the contract has it; raises ValueError for a date that is none."""
    on = _day(row["on"]) if row.get("on") else today
    started = perf_counter()
    answer = answerer.answer(row["question"], row.get("history") or (), row.get("place") or "", on=on)
    elapsed = (perf_counter() - started) * 1000
    hits = answer.retrieved or answerer.nearest(row["question"])
    return {
        "id": row.get("id"),
        "status": answer.outcome.value,
        "answer": answer.text,
        "more": answer.more,
        "understood": answer.understood,
        "choices": list(answer.choices),
        "citations": _citations(answer),
        "retrieved": [_retrieved(hit, answerer.document(hit.passage.citation.document)) for hit in hits],
        "confidence": round(answer.confidence, 4),
        "elapsed_ms": round(elapsed, 2),
    }


def _parsed(line: str) -> object:
    """Return what a line holds; raises ValueError, or RecursionError for a line nested thousands deep."""
    value = json.loads(line, parse_constant=_no_constant)
    # an escaped half of a surrogate pair is JSON, but neither text nor printable
    return json.loads(_written(value)) if "\\u" in line else value


def _no_constant(name: str) -> Never:
    raise ValueError(name)  # NaN is Python's, not JSON's: an id would be echoed as no JSON


def _written(value: object) -> str:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8")


def _question(row: object) -> dict[str, Any]:
    """Return row when it is a question of the contract; raises ValueError saying what is wrong with it."""
    if not isinstance(row, dict):
        raise ValueError(say("cli.not_an_object"))
    if not isinstance(row.get("question"), str):
        raise ValueError(say("cli.no_question"))
    history = row.get("history")
    if not isinstance(history, list | None) or not all(isinstance(turn, str) for turn in history or ()):
        raise ValueError(say("cli.bad_history"))
    for key in ("place", "on"):
        if not isinstance(row.get(key), str | None):
            raise ValueError(say("cli.bad_value", key=key))
    return row


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(say("cli.bad_date", value=text[:40])) from None


def _failed(name: object, number: int, words: str) -> dict[str, Any]:
    """Return the line for a question that got no answer, with every key of one that did."""
    return {
        "id": name,
        "line": number,
        "status": Outcome.ERROR.value,
        "answer": words,
        "more": "",
        "understood": "",
        "choices": [],
        "citations": [],
        "retrieved": [],
        "confidence": 0.0,
        "elapsed_ms": 0.0,
    }


def _citations(answer: Answer) -> list[dict[str, Any]]:
    return [
        {
            "document": source.document,
            "number": source.number or None,
            "title": source.title,
            "locator": source.locator,
            "quote": source.quote,
            "text_kind": source.text_kind,
        }
        for source in answer.sources
    ]


def _retrieved(hit: Hit, document: Document) -> dict[str, Any]:
    return {
        "document": document.id,
        "number": document.number or None,
        "locator": hit.passage.citation.locator,
        "text": hit.passage.text,
        "score": round(hit.score, 4),
    }
