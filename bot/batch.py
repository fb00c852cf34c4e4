"""The JSON contract: a question object in, an answer object out, one line each; others evaluate through it."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from time import perf_counter
from typing import Any, TextIO

from bot.answer.answerer import Answerer
from bot.domain import Answer, Outcome
from bot.messages import say
from index.document import Document, Hit


def run_batch(answerer: Answerer, lines: Iterable[str], out: TextIO, today: date) -> int:
    """Write one answer line for each question line, in order, and return 0; a malformed line gives an error line."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = _question(json.loads(line))
            answered = answer_json(answerer, row, today)
        except ValueError as error:
            answered = {
                "id": None,
                "line": number,
                "status": Outcome.ERROR.value,
                "answer": say("cli.bad_line", reason=error),
            }
        print(json.dumps(answered, ensure_ascii=False), file=out, flush=True)
    return 0


def answer_json(answerer: Answerer, row: Mapping[str, Any], today: date) -> dict[str, Any]:
    """Return the answer to one question as the contract has it; raises ValueError for a date that is none."""
    on = date.fromisoformat(row["on"]) if row.get("on") else today
    started = perf_counter()
    answer = answerer.answer(row["question"], row.get("history") or (), row.get("place") or "", on=on)
    elapsed = (perf_counter() - started) * 1000
    return {
        "id": row.get("id"),
        "status": answer.outcome.value,
        "answer": answer.text,
        "more": answer.more,
        "understood": answer.understood,
        "choices": list(answer.choices),
        "citations": _citations(answer),
        "retrieved": [_retrieved(hit, answerer.document(hit.passage.citation.document)) for hit in answer.retrieved],
        "confidence": round(answer.confidence, 4),
        "elapsed_ms": round(elapsed, 2),
    }


def _question(row: object) -> dict[str, Any]:
    """Return row when it is a question of the contract; raises ValueError saying what is wrong with it."""
    if not isinstance(row, dict):
        raise ValueError(say("cli.not_an_object"))
    if not isinstance(row.get("question"), str):
        raise ValueError(say("cli.no_question"))
    history = row.get("history") or []
    if not isinstance(history, list) or not all(isinstance(turn, str) for turn in history):
        raise ValueError(say("cli.bad_history"))
    for key in ("place", "on"):
        if not isinstance(row.get(key), str | None):
            raise ValueError(say("cli.bad_value", key=key))
    return row


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
