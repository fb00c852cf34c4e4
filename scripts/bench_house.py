"""A house of its own for a benchmark: commands of danbiet, and a running one that is asked over HTTP."""

import html
import os
import re
import subprocess
import sys
import threading
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 120  # seconds for `danbiet run` to open its door


def environment(data: Path) -> dict[str, str]:
    """Return the environment of a house over data, with no door but the web page."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("DANBIET_")}
    return env | {"DANBIET_DATA": str(data), "DANBIET_PORT": "0", "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"}


@contextmanager
def running(data: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Yield the address and the process of a `danbiet run`."""
    run = [sys.executable, "-m", "bot", "run"]
    with subprocess.Popen(run, cwd=ROOT, env=environment(data), stdout=subprocess.PIPE, encoding="utf-8") as process:
        watch = threading.Timer(PATIENCE, process.kill)  # ends the wait below when the door never opens
        watch.start()
        try:
            line = next((line for line in process.stdout or () if "http" in line), "")
            if not (found := re.search(r"http://[\w.]+:\d+", line)):
                sys.exit("danbiet run did not open its door")
            yield found[0], process
        finally:
            watch.cancel()
            process.terminate()
            process.communicate()


def fetch(address: str, form: Mapping[str, str] | None = None) -> str:
    """Return the text of a page, fetched or posted to."""
    sent = urllib.parse.urlencode(form).encode() if form else None
    with urllib.request.urlopen(address, sent, timeout=PATIENCE) as response:
        return html.unescape(response.read().decode())


def resident(process: "subprocess.Popen[str]") -> float:
    """Return the resident memory of a process in MB (10⁶ bytes)."""
    told = subprocess.run(["ps", "-o", "rss=", "-p", str(process.pid)], capture_output=True, text=True, check=True)
    return round(int(told.stdout) * 1024 / 1e6, 1)
