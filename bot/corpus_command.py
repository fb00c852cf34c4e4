"""The commands of the corpus: danbiet corpus add | remove | list | show | status | verify | check | build."""

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from bot.app import CORPUS, build_index, open_library, today
from bot.config import Settings
from bot.errors import Refused
from bot.messages import say
from bot.terminal import Commands, Parser, Work, agree, day, progress
from index.document import Kind, Visibility
from index.live import behind

if TYPE_CHECKING:  # reading files takes libraries that no other command needs
    from bot.intake import Given
    from bot.librarian import Librarian


def add_corpus(commands: Commands) -> None:
    """Add the command with all that stand under it."""
    own = commands.add("corpus", say("cli.corpus")).add_commands()

    def command(name: str, work: Work, *, paths: str = "") -> Parser:
        made = own.add(name, say(f"corpus_help.{name}"), work)
        if paths:
            made.arguments.add_argument("paths", nargs="+", metavar=paths, help=say("corpus_help.paths"))
        return made

    add = command("add", _add, paths=say("corpus_help.file"))
    for name in ("public", "staff", "yes", "replace"):
        add.options.add_argument(f"--{name}", action="store_true", help=say(f"corpus_help.{name}"))
    for name in ("number", "place"):
        add.options.add_argument(f"--{name}", help=say(f"corpus_help.{name}"))
    kinds = [kind.value for kind in Kind]
    add.options.add_argument(
        "--kind", choices=kinds, metavar="KIND", help=say("corpus_help.kind", kinds=", ".join(kinds))
    )
    add.options.add_argument("--year", type=int, help=say("corpus_help.year"))
    remove = command("remove", _remove, paths=say("corpus_help.id"))
    remove.options.add_argument("--yes", action="store_true", help=say("corpus_help.yes"))
    command("list", _list)
    command("show", _show, paths=say("corpus_help.id"))
    command("status", _status)
    verify = command("verify", _verify, paths=say("corpus_help.id"))
    verify.options.add_argument("--by", default="", help=say("corpus_help.by"))
    verify.options.add_argument("--on", type=day, help=say("corpus_help.on"))
    command("check", _check)
    command("build", _build)


def _add(settings: Settings, options: argparse.Namespace) -> int:
    paths = [Path(name) for name in options.paths]
    for name, path in zip(options.paths, paths, strict=True):
        if not name.strip() or not path.exists():  # Path("") would be the folder we stand in
            raise Refused(say("corpus.no_such_file", name=f"“{name}”"))
    librarian = _librarian(settings, yes=options.yes)
    outcome = librarian.add(paths, _given(options), replace=options.replace, progress=progress(say("cli.reading")))
    if outcome.changed or behind(settings.data):
        _rebuild(settings)
    return int(not outcome.complete)


def _remove(settings: Settings, options: argparse.Namespace) -> int:
    librarian = _librarian(settings, yes=options.yes)
    removed = [librarian.remove(name) for name in options.paths]
    if any(removed):
        _rebuild(settings)
    return int(not any(removed))


def _list(settings: Settings, _options: argparse.Namespace) -> int:
    return _printed(_librarian(settings).listed())


def _show(settings: Settings, options: argparse.Namespace) -> int:
    librarian = _librarian(settings)
    return _printed(line for name in options.paths for line in librarian.shown(name))


def _status(settings: Settings, _options: argparse.Namespace) -> int:
    from bot.librarian import table  # noqa: PLC0415 - as above

    return _printed(table(_librarian(settings).status()))


def _verify(settings: Settings, options: argparse.Namespace) -> int:
    librarian = _librarian(settings)
    for name in options.paths:
        librarian.verify(name, options.by, options.on or today())
    return 0


def _check(_settings: Settings, _options: argparse.Namespace) -> int:
    from index.check import check  # noqa: PLC0415 - only this command checks

    problems, notes = check(CORPUS)
    for note in notes:
        print(note)
    for problem in problems:
        print(say("cli.problem", problem=problem), file=sys.stderr)
    return 1 if problems else 0


def _build(settings: Settings, _options: argparse.Namespace) -> int:
    for warning in _rebuild(settings):
        print(say("cli.warning", warning=warning))
    return 0


def _rebuild(settings: Settings) -> tuple[str, ...]:
    """Build the index, tell what it holds, and return what looked odd in the texts."""
    report = build_index(settings, progress())
    print(say("cli.built", documents=report.documents, passages=report.passages))
    return report.warnings


def _librarian(settings: Settings, *, yes: bool = False) -> "Librarian":
    from bot.librarian import Librarian  # noqa: PLC0415 - as above

    return Librarian(open_library(settings), CORPUS, today(), print, (lambda _question: True) if yes else agree)


def _given(options: argparse.Namespace) -> "Given":
    """Return what the keeper says of the files."""
    from bot.intake import Given  # noqa: PLC0415 - as above

    seen = Visibility.PUBLIC if options.public else Visibility.STAFF if options.staff else None
    kind = Kind(options.kind) if options.kind else None
    return Given(options.number or "", kind, options.place or "", options.year, seen)


def _printed(lines: Iterable[str]) -> int:
    for line in lines:
        print(line)
    return 0
