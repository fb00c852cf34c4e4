"""A procedure as files: a calendar of its days, a skeleton of its minutes."""

from datetime import date as Day
from datetime import datetime, timedelta
from pathlib import Path

from docx import Document
from icalendar import Alarm, Calendar, Event

from bot.answer.cite import day as spoken_day
from bot.answer.procedures import Procedure
from bot.messages import say


def calendar(procedure: Procedure, on: Day, made: datetime) -> bytes:
    """Return an .ics file with an event for each step that has a day, to be counted from day 0."""
    whole = Calendar()
    whole.add("prodid", "-//danbiet//procedure//VI")
    whole.add("version", "2.0")
    whole.add("x-wr-calname", procedure.name)
    for number, (step, day) in enumerate(procedure.dated(on), 1):
        if day is None:
            continue
        event = Event()
        event.add("uid", f"{procedure.id}-{on}-{number}@danbiet")
        event.add("dtstamp", made)
        event.add("dtstart", day)
        event.add("summary", f"{procedure.short}: {step.what}")
        event.add("description", "\n".join(filter(None, (step.who, step.when, step.form, *step.source))))
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", step.what)
        alarm.add("trigger", timedelta(days=-1))
        event.add_component(alarm)
        whole.add_component(event)
    return bytes(whole.to_ical())


def minutes(procedure: Procedure, path: Path, on: Day | None = None) -> None:
    """Write a .docx with the headings that the paper of a procedure has to hold, to be filled in."""
    document = Document()
    document.add_heading(procedure.minutes, level=1)
    document.add_paragraph(say("procedure.skeleton"))
    if on:
        document.add_paragraph(f"{procedure.day}: {spoken_day(on)}")
    for number, heading in enumerate(procedure.minutes_holds, 1):
        document.add_heading(f"{number}. {heading}", level=2)
        document.add_paragraph("…")
    document.save(str(path))
