"""The command danbiet evaluate: the golden set or any folder in BEIR layout, measured through what serves people."""

import argparse
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.app import CORPUS, embedder, open_answerer
from bot.config import Settings
from bot.evaluation import golden
from bot.evaluation.beir import measure, opened, read_trial
from bot.evaluation.tables import retrieval, table
from bot.messages import say
from bot.terminal import Commands, progress
from index.ranking import Way

GOLDEN = "golden"
_PARTS = (golden.JUDGE, "ranking", "embedder", "all")


def add_evaluate(commands: Commands) -> None:
    """Add the command."""
    command = commands.add("evaluate", say("cli.evaluate"), _evaluate)
    command.arguments.add_argument("set", metavar=say("evaluate.set"), help=say("evaluate.set_help"))
    options = command.options
    options.add_argument("--embedder", metavar="NAME", help=say("evaluate.embedder"))
    options.add_argument("--only", choices=[*map(str, Way)], metavar="WAY", help=say("evaluate.only"))
    options.add_argument("--part", choices=_PARTS, default=golden.JUDGE, help=say("evaluate.part"))
    options.add_argument("--json", action="store_true", help=say("cli.json"))


def _evaluate(settings: Settings, options: argparse.Namespace) -> int:
    settings = replace(settings, embedding_model=options.embedder or settings.embedding_model)
    ways = [Way(options.only)] if options.only else list(Way)
    if options.set == GOLDEN:
        figures, shown = _golden(settings, options, ways)
    else:
        figures, shown = _folder(settings, Path(options.set), ways)
    print(json.dumps(figures, ensure_ascii=False) if options.json else shown)
    return 0


def _golden(settings: Settings, options: argparse.Namespace, ways: list[Way]) -> tuple[Mapping[str, Any], str]:
    part = "" if options.part == "all" else options.part
    with _apart(settings, options.embedder) as own:
        answerer = open_answerer(own, progress())
        answerer.index.way = ways[-1]
        figures = golden.evaluate(answerer, part)
        figures["ways"] = golden.ways(answerer, part, ways)
    lines = [table(figures), *retrieval(figures["ways"])]
    return figures, "\n".join(lines)


def _folder(settings: Settings, folder: Path, ways: list[Way]) -> tuple[Mapping[str, Any], str]:
    trial = read_trial(folder)
    with opened(trial, embedder(settings), CORPUS) as index:
        figures = measure(trial, index, ways)
    shown = say("evaluate.counts", name=trial.name, texts=len(trial.texts), questions=len(trial.questions))
    lines = [shown]
    for spelling, rows in figures["retrieval"].items():
        lines += [spelling, *retrieval(rows)]
    lines.append(f"{figures['ms']:.1f} ms a question")
    return figures, "\n".join(lines)


@contextmanager
def _apart(settings: Settings, name: str | None) -> Iterator[Settings]:
    """Yield settings under which another model's index stands beside the live one, and stays for the next time."""
    if not name:
        yield settings
        return
    data = settings.data / "trials" / embedder(settings).name.replace("/", "_")
    data.mkdir(parents=True, exist_ok=True)
    yield replace(settings, data=data)
