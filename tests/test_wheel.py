"""The wheel carries corpus, model, templates and words, and works far from the checkout."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PARTS = ("bot", "index", "corpus", "pyproject.toml", "LICENSE", "README.md")


def run(*command: object, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DANBIET_", "PYTHON"))}
    return subprocess.run(
        [sys.executable, *map(str, command)],
        cwd=cwd,
        env=kept | env,
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=120,
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel, built from a copy so that nothing is left in the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    for part in filter(Path.exists, (ROOT / part for part in PARTS)):
        target = folder / "source" / part.name
        target.parent.mkdir(exist_ok=True)
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(part, target, ignore=ignored) if part.is_dir() else shutil.copy(part, target)
    run("-m", "build", "--wheel", "--no-isolation", "--outdir", folder / "out", cwd=folder / "source")
    (found,) = (folder / "out").glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path) -> Path:
    """Return the folder the wheel was installed into."""
    target = wheel.parent / "installed"
    run("-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", target, wheel, cwd=wheel.parent)
    return target


def test_everything_that_is_read_at_run_time_travels_inside(wheel: Path) -> None:
    packed = set(zipfile.ZipFile(wheel).namelist())
    source = wheel.parents[1] / "source"
    files = [path for folder in ("bot", "index", "corpus") for path in (source / folder).rglob("*") if path.is_file()]
    names = {path.relative_to(source).as_posix() for path in files}
    assert len(names) > 50
    assert sorted(names - packed) == []
    assert not any(name.startswith(("tests/", "scripts/", "var/")) for name in packed)


def test_an_installed_wheel_answers_from_its_own_texts(installed: Path, tmp_path: Path) -> None:
    env = {"PYTHONPATH": str(installed), "DANBIET_DATA": str(tmp_path / "data")}
    where = run("-c", "import bot, index; print(*bot.__path__, *index.__path__)", cwd=tmp_path, **env)
    assert all(path.startswith(str(installed)) for path in where.stdout.split())
    done = run("-m", "bot", "ask", "--json", "Điều 13 khoản 2 nói gì?", cwd=tmp_path, **env)
    found = json.loads(done.stdout)
    assert found["status"] == "answered"
    assert [cited["locator"] for cited in found["citations"]] == ["Điều 13 khoản 2"]
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_the_command_is_installed_and_its_page_has_its_templates(installed: Path, tmp_path: Path) -> None:
    env = {"PYTHONPATH": str(installed)}
    assert "Dân Biết" in run(installed / "bin" / "danbiet", "--help", cwd=tmp_path, **env).stdout
    program = "from bot.channels.web.assets import assets; from bot.channels.web.pages import Pages; "
    program += "print(Pages(assets(), 'Máy tự động.').page(first=True))"
    assert "Máy tự động." in run("-c", program, cwd=tmp_path, PYTHONIOENCODING="utf-8", **env).stdout


def test_a_wheel_keeps_its_data_in_the_users_folder(installed: Path, tmp_path: Path) -> None:
    program = "from bot.config import Settings; print(Settings.from_env({}).data)"
    home = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "share")}
    done = run("-c", program, cwd=tmp_path, PYTHONPATH=str(installed), **home)
    assert done.stdout.strip().startswith(str(tmp_path))
    assert str(installed) not in done.stdout
