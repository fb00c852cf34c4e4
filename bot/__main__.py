"""The command: danbiet ask | search | run | corpus | evaluate."""

import argparse
import asyncio
import json
import logging
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Never, TextIO

from tqdm import tqdm

from bot.app import CORPUS, Progress, build_index, open_answerer, open_index, open_library, today
from bot.batch import answer_json, run_batch
from bot.config import Settings
from bot.errors import BotError, Refused
from bot.messages import listing, say
from index.document import Kind, Visibility
from index.errors import CorpusError

if TYPE_CHECKING:
    from bot.intake import Given

ACTIONS = ("check", "build", "add", "remove", "list", "show", "status", "verify")


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
            return run_batch(open_answerer(settings, _progress(), staff=True), lines, sys.stdout, today())
    question = " ".join(options.question)
    answerer = open_answerer(settings, _progress(), staff=True)  # the command line is the staff's
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
    index = open_index(settings, _progress())
    results = index.search(index.query(" ".join(options.question)), options.limit)
    for hit in results.hits:
        citation = hit.passage.citation
        print(f"{hit.score:.3f}  {citation.document} {citation.locator}  {' '.join(hit.passage.text.split())[:100]}")
    print(say("cli.confidence", value=f"{results.confidence:.2f}"))
    return 0


def _run(settings: Settings, _options: argparse.Namespace) -> int:
    from bot.serve import rooms, serve  # noqa: PLC0415 - asking needs no web server

    with rooms(settings, _progress()) as house:
        asyncio.run(serve(settings, house, lambda address: print(say("cli.ready", address=address), flush=True)))
    print(say("cli.stopped"))
    return 0


def _corpus(settings: Settings, options: argparse.Namespace) -> int:
    if options.action == "build":
        return _build(settings)
    if options.action == "check":
        return _check()
    return _keep(settings, options)


def _build(settings: Settings) -> int:
    report = build_index(settings, _progress())
    print(say("cli.built", documents=report.documents, passages=report.passages))
    for warning in report.warnings:
        print(say("cli.warning", warning=warning))
    return 0


def _check() -> int:
    from index.check import check  # noqa: PLC0415 - only this command checks

    problems, notes = check(CORPUS)
    for note in notes:
        print(note)
    for problem in problems:
        print(say("cli.problem", problem=problem), file=sys.stderr)
    return 1 if problems else 0


def _keep(settings: Settings, options: argparse.Namespace) -> int:
    """Do what the keeper of the library asked for."""
    from bot.librarian import Librarian, table  # noqa: PLC0415 - asking needs no file formats

    librarian = Librarian(open_library(settings), CORPUS, today(), print, _agree(options))
    if options.action == "list":
        return _printed(librarian.listed())
    if options.action == "status":
        return _printed(table(librarian.status()))
    if not options.paths:
        raise Refused(say("corpus.needs_path", action=options.action))
    if options.action == "show":
        return _printed(line for name in options.paths for line in librarian.shown(name))
    if options.action == "verify":
        for name in options.paths:
            librarian.verify(name, options.by or "", options.on or today())
        return 0
    if options.action == "remove":
        removed = [librarian.remove(name) for name in options.paths]
        return _build(settings) if any(removed) else 1
    outcome = librarian.add(*_given(options), replace=options.replace, progress=_progress(say("cli.reading")))
    return (_build(settings) if outcome.changed else 0) or int(not outcome.complete)


def _given(options: argparse.Namespace) -> tuple[list[Path], "Given"]:
    """Return the files and what the keeper says of them; raises Refused for one that is not there."""
    from bot.intake import Given  # noqa: PLC0415 - the same

    paths = [Path(name) for name in options.paths]
    for path in paths:
        if not path.exists():
            raise Refused(say("corpus.no_such_file", name=path))
    seen = Visibility.PUBLIC if options.public else Visibility.STAFF if options.staff else None
    kind = Kind(options.kind) if options.kind else None
    return paths, Given(options.number or "", kind, options.place or "", options.year, seen)


def _agree(options: argparse.Namespace) -> Callable[[str], bool]:
    """Return what asks the keeper; with --yes nobody is asked, and without anybody there it is said so."""

    def agree(question: str) -> bool:
        if options.yes:
            return True
        if not sys.stdin.isatty():
            raise Refused(say("corpus.needs_yes"))
        return input(say("corpus.yes_no", question=question)).strip().lower() in listing("corpus.yes_words")

    return agree


def _printed(lines: Iterable[str]) -> int:
    for line in lines:
        print(line)
    return 0


def _evaluate(settings: Settings, options: argparse.Namespace) -> int:
    from bot.evaluate import evaluate, table  # noqa: PLC0415 - only this command measures

    figures = evaluate(open_answerer(settings, _progress()), options.set)
    print(json.dumps(figures, ensure_ascii=False) if options.json else table(figures))
    return 0


def _progress(what: str = "") -> Progress:
    """Return a progress bar, of building the index unless told, on the error stream so that answers stay clean."""
    bars: list[tqdm[Never]] = []

    def told(done: int, total: int) -> None:
        if not bars:
            bars.append(tqdm(total=total, desc=what or say("cli.building"), file=sys.stderr, leave=False, unit=""))
        bars[0].update(done - bars[0].n)
        if done >= total:
            bars.pop().close()

    return told


def _lines(name: str) -> TextIO:
    if name == "-":
        return open(sys.stdin.fileno(), encoding="utf-8-sig", errors="replace", closefd=False)
    return open(name, encoding="utf-8-sig", errors="replace")  # noqa: PTH123


class _Parser(argparse.ArgumentParser):
    """A parser whose own words are Vietnamese too."""

    def __init__(self, prog: str, *, description: str) -> None:
        super().__init__(prog, description=description, add_help=False, formatter_class=_Words)
        self.arguments = self.add_argument_group(say("cli.arguments"))
        self.options = self.add_argument_group(say("cli.options"))
        self.options.add_argument("-h", "--help", action="help", help=say("cli.help"))


class _Words(argparse.HelpFormatter):
    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, say("cli.usage") + " " if prefix is None else prefix)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser("danbiet", description=say("cli.about"))
    commands = parser.add_subparsers(required=True, title=say("cli.arguments"), metavar=say("cli.command"))

    def command(name: str, work: Callable[[Settings, argparse.Namespace], int]) -> _Parser:
        made = commands.add_parser(name, help=say(f"cli.{name}"), description=say(f"cli.{name}"))
        made.set_defaults(work=work)
        return made

    ask = command("ask", _ask)
    ask.arguments.add_argument("question", nargs="*", help=say("cli.question"))
    ask.options.add_argument("--json", action="store_true", help=say("cli.json"))
    ask.options.add_argument("--batch", metavar="FILE", help=say("cli.batch"))
    ask.options.add_argument("--place", help=say("cli.place"))
    ask.options.add_argument("--on", type=date.fromisoformat, help=say("cli.on"))
    search = command("search", _search)
    search.arguments.add_argument("question", nargs="+", help=say("cli.question"))
    search.options.add_argument("--limit", type=int, default=10, help=say("cli.limit"))
    command("run", _run)
    corpus = command("corpus", _corpus)
    corpus.arguments.add_argument("action", choices=ACTIONS, help=say("cli.action"))
    corpus.arguments.add_argument("paths", nargs="*", help=say("corpus.paths"))
    for name in ("public", "staff", "yes", "replace"):
        corpus.options.add_argument(f"--{name}", action="store_true", help=say(f"corpus_help.{name}"))
    for name in ("number", "place", "by"):
        corpus.options.add_argument(f"--{name}", help=say(f"corpus_help.{name}"))
    corpus.options.add_argument("--kind", choices=[kind.value for kind in Kind], help=say("corpus_help.kind"))
    corpus.options.add_argument("--year", type=int, help=say("corpus_help.year"))
    corpus.options.add_argument("--on", type=date.fromisoformat, help=say("corpus_help.on"))
    evaluate = command("evaluate", _evaluate)
    evaluate.arguments.add_argument("set", choices=("golden",), help=say("cli.set"))
    evaluate.options.add_argument("--json", action="store_true", help=say("cli.json"))
    return parser


if __name__ == "__main__":
    sys.exit(main())
