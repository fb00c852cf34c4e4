"""The command danbiet procedure: the steps of the law with their days, a calendar file, a skeleton of the minutes."""

import argparse
from datetime import date
from pathlib import Path

from bot.answer.cite import day as spoken_day
from bot.answer.procedures import Procedure, long_line, procedures
from bot.app import CORPUS, now, today
from bot.config import Settings
from bot.errors import Refused
from bot.messages import say
from bot.terminal import Commands, day
from index.reader import read_toml


def add_procedure(commands: Commands) -> None:
    """Add the command."""
    command = commands.add("procedure", say("cli.procedure"), _procedure)
    command.arguments.add_argument("name", nargs="?", metavar=say("procedure.arg"), help=say("procedure.arg_help"))
    options = command.options
    options.add_argument("--on", type=day, metavar="2026-12-20", help=say("procedure.on_help"))
    options.add_argument("--ics", type=Path, metavar="FILE", help=say("procedure.ics_help"))
    options.add_argument("--docx", type=Path, metavar="FILE", help=say("procedure.docx_help"))


def _procedure(_settings: Settings, options: argparse.Namespace) -> int:
    rows = read_toml(CORPUS / "procedures.toml")["procedure"]
    known = {procedure.id: procedure for procedure in procedures(rows)}
    if not options.name:
        for procedure in known.values():
            print(f"{procedure.id:<30} {procedure.name}")
        return 0
    if options.name not in known:
        raise Refused(say("procedure.unknown", name=options.name))
    procedure = known[options.name]
    print(told(procedure, options.on, today()))
    if options.ics:
        if options.on is None:
            raise Refused(say("procedure.needs_day"))
        from bot.procedure_files import calendar  # noqa: PLC0415 - no other command pays for it

        options.ics.write_bytes(calendar(procedure, options.on, now()))
        print(say("procedure.written", file=options.ics))
    if options.docx:
        if not procedure.minutes:
            raise Refused(say("procedure.no_minutes", name=procedure.name))
        from bot.procedure_files import minutes  # noqa: PLC0415 - no other command pays for it

        minutes(procedure, options.docx, options.on)
        print(say("procedure.written", file=options.docx))
    return 0


def told(procedure: Procedure, on: date | None, today: date) -> str:
    """Return a procedure in full, with the days of its steps where day 0 is known."""
    lines = [say("procedure.head", name=procedure.name, count=len(procedure.steps))]
    if on:
        lines.append(say("procedure.counted", day=procedure.day, date=spoken_day(on)))
    dated = procedure.dated(on) if on else [(step, None) for step in procedure.steps]
    lines += [f"{number}. {long_line(step, day, today)}" for number, (step, day) in enumerate(dated, 1)]
    if procedure.note:
        lines.append(say("answer.note", note=procedure.note))
    return "\n".join(lines)
