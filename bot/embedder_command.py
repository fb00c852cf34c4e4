"""The command danbiet embedder: which model reads the texts, and another one put in its place."""

import argparse
import os

from bot.app import CORPUS, chosen, embedder
from bot.config import Settings
from bot.errors import Refused
from bot.messages import say
from bot.terminal import Commands, progress
from index.build import build
from index.live import CHOSEN

SHIPPED = "shipped"


def add_embedder(commands: Commands) -> None:
    """Add the command with what stands under it."""
    own = commands.add("embedder", say("cli.embedder")).add_commands()
    own.add("show", say("embedder.show"), _show)
    put = own.add("set", say("embedder.set"), _set)
    put.arguments.add_argument("name", metavar=say("embedder.name"), help=say("embedder.name_help"))


def _show(settings: Settings, _options: argparse.Namespace) -> int:
    name = settings.embedding_model or chosen(settings.data) or SHIPPED
    model = embedder(settings)
    print(say("embedder.shown", name=name, label=model.name, dim=model.dim))
    return 0


def _set(settings: Settings, options: argparse.Namespace) -> int:
    """Read all texts with another model beside the live index, swap, and only then remember the choice.

    A death before leaves the house with the model it had.
    """
    if settings.embedding_model:
        raise Refused(say("embedder.by_setting", name=settings.embedding_model))
    name = "" if options.name == SHIPPED else options.name
    model = embedder(settings, name)
    report = build(CORPUS, settings.data, model, progress())
    pointer = settings.data / f".{CHOSEN}.{os.getpid()}"
    pointer.write_text(name, encoding="utf-8")
    pointer.replace(settings.data / CHOSEN)
    print(say("embedder.done", name=options.name, label=model.name, passages=report.passages))
    return 0
