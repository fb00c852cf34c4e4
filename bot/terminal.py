"""The terminal: parsers that speak Vietnamese, a progress bar, a question to whoever sits at the keyboard."""

import argparse
import sys
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, Never

from tqdm import tqdm

from bot.app import Progress
from bot.config import Settings
from bot.errors import Refused
from bot.messages import listing, say

Work = Callable[[Settings, argparse.Namespace], int]


def progress(what: str = "") -> Progress:
    """Return a progress bar, of building the index unless told, on the error stream so that answers stay clean."""
    bars: list[tqdm[Never]] = []

    def told(done: int, total: int) -> None:
        if not bars:
            bars.append(tqdm(total=total, desc=what or say("cli.building"), file=sys.stderr, leave=False, unit=""))
        bars[0].update(done - bars[0].n)
        if done >= total:
            bars.pop().close()

    return told


def day(text: str) -> date:
    """Return the date typed as an option; argparse tells the person when it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(say("terminal.bad_day", value=text[:40])) from None


def agree(question: str) -> bool:
    """Return whether the person at the keyboard says yes; raises Refused where nobody is there."""
    if not sys.stdin.isatty():
        raise Refused(say("corpus.needs_yes"))
    return input(say("corpus.yes_no", question=question)).strip().lower() in listing("corpus.yes_words")


class Parser(argparse.ArgumentParser):
    """A parser whose own words are Vietnamese too."""

    def __init__(self, prog: str, *, description: str) -> None:
        super().__init__(prog, description=description, add_help=False, formatter_class=_Words)
        self.arguments = self.add_argument_group(say("cli.arguments"))
        self.options = self.add_argument_group(say("cli.options"))
        self.options.add_argument("-h", "--help", action="help", help=say("cli.help"))

    def add_commands(self) -> "Commands":
        """Return what takes the commands under this one."""
        return Commands(self.add_subparsers(required=True, title=say("cli.arguments"), metavar=say("cli.command")))


class _Words(argparse.HelpFormatter):
    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, say("cli.usage") + " " if prefix is None else prefix)


class Commands:
    """The commands under a parser."""

    def __init__(self, actions: Any) -> None:  # noqa: ANN401 - argparse keeps its type to itself
        self._actions = actions

    def add(self, name: str, what: str, work: Work | None = None) -> Parser:
        """Return the parser of a new command that does `work`."""
        made: Parser = self._actions.add_parser(name, help=what, description=what)
        made.set_defaults(work=work)
        return made
