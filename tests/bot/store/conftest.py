from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from bot.store.database import open_database


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def database(folder: Path) -> Iterator[Database]:
    database = open_database(folder / "bot.db")
    yield database
    database.close()
