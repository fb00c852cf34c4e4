"""The command: danbiet ask | search | procedure | run | corpus | embedder | evaluate."""

import argparse
import asyncio
import json
import logging
import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from typing import TextIO

from bot.app import open_answerer, open_index, today
from bot.batch import answer_json, run_batch
from bot.config import Settings
from bot.corpus_command import add_corpus
from bot.embedder_command import add_embedder
from bot.errors import BotError
from bot.evaluate_command import add_evaluate
from bot.messages import say
from bot.procedure_command import add_procedure
from bot.terminal import Parser, Work, day, progress
from index.errors import CorpusError


def main(arguments: Sequence[str] | None = None) -> int:
    """Return the exit status of one command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # the contract is UTF-8 whatever the terminal says
            stream.reconfigure(encoding="utf-8")
    options = _parser().parse_args(sys.argv[1:] if arguments is None else arguments)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(message)s")
    try:
        return int(options.work(Settings.from_env(), options))
    except BrokenPipeError:  # `danbiet … | head`: nobody reads on
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (BotError, CorpusError, OSError) as error:
        print(say("cli.failed", reason=error), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 0


def _ask(settings: Settings, options: argparse.Namespace) -> int:
    if options.batch:
        with _lines(options.batch) as lines:
            return run_batch(open_answerer(settings, progress(), staff=True), lines, sys.stdout, today())
    question = " ".join(options.question)
    answerer = open_answerer(settings, progress(), staff=True)  # the command line is the staff's
    if options.json:
        row = {"id": None, "question": question, "place": options.place, "on": str(options.on or today())}
        print(json.dumps(answer_json(answerer, row, today()), ensure_ascii=False))
        return 0
    answer = answerer.answer(question, (), options.place or "", on=options.on or today())
    print(answer.text)
    if answer.more:
        print(f"\n{say('web.more')}:\n{answer.more}")
    for choice in answer.choices:
        print(f"  • {choice}")
    return 0


def _search(settings: Settings, options: argparse.Namespace) -> int:
    index = open_index(settings, progress())
    results = index.search(index.query(" ".join(options.question)), options.limit)
    for hit in results.hits:
        citation = hit.passage.citation
        print(f"{hit.score:.3f}  {citation.document} {citation.locator}  {' '.join(hit.passage.text.split())[:100]}")
    print(say("cli.confidence", value=f"{results.confidence:.2f}"))
    return 0


def _run(settings: Settings, _options: argparse.Namespace) -> int:
    from bot.serve import rooms, serve  # noqa: PLC0415 - asking needs no web server

    with rooms(settings, progress()) as house:
        asyncio.run(serve(settings, house, lambda address: print(say("cli.ready", address=address), flush=True)))
    print(say("cli.stopped"))
    return 0


def _lines(name: str) -> TextIO:
    if name == "-":
        return open(sys.stdin.fileno(), encoding="utf-8-sig", errors="replace", closefd=False)
    return open(name, encoding="utf-8-sig", errors="replace")  # noqa: PTH123


def _parser() -> argparse.ArgumentParser:
    parser = Parser("danbiet", description=say("cli.about"))
    commands = parser.add_commands()

    def command(name: str, work: Work) -> Parser:
        return commands.add(name, say(f"cli.{name}"), work)

    ask = command("ask", _ask)
    ask.arguments.add_argument("question", nargs="*", help=say("cli.question"))
    ask.options.add_argument("--json", action="store_true", help=say("cli.json"))
    ask.options.add_argument("--batch", metavar="FILE", help=say("cli.batch"))
    ask.options.add_argument("--place", help=say("cli.place"))
    ask.options.add_argument("--on", type=day, help=say("cli.on"))
    search = command("search", _search)
    search.arguments.add_argument("question", nargs="+", help=say("cli.question"))
    search.options.add_argument("--limit", type=int, default=10, help=say("cli.limit"))
    command("run", _run)
    add_corpus(commands)
    add_procedure(commands)
    add_embedder(commands)
    add_evaluate(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
