import multiprocessing
import os
import stat
from pathlib import Path

import pytest

from bot.domain import Address
from bot.errors import StoreError
from bot.store.people import KEY_BYTES, load_key, person


def test_the_key_is_made_once_and_kept(folder: Path) -> None:
    key = load_key(folder)
    assert len(key) == KEY_BYTES
    assert load_key(folder) == key
    assert [path.name for path in folder.iterdir()] == ["key"]


@pytest.mark.skipif(os.name == "nt", reason="POSIX rights")
def test_the_key_is_for_its_owner_alone(folder: Path) -> None:
    load_key(folder)
    assert stat.S_IMODE((folder / "key").stat().st_mode) == 0o600


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_a_key_of_wrong_length_is_refused_and_left_alone(folder: Path, length: int) -> None:
    folder.mkdir()
    (folder / "key").write_bytes(b"k" * length)
    with pytest.raises(StoreError, match="32 byte"):
        load_key(folder)
    assert (folder / "key").read_bytes() == b"k" * length


def test_a_key_that_cannot_be_read_is_refused(folder: Path) -> None:
    (folder / "key").mkdir(parents=True)
    with pytest.raises(StoreError, match="tệp khóa"):
        load_key(folder)


def test_racing_processes_get_the_same_key(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        for round in range(25):
            folder = tmp_path / str(round)
            assert len(set(pool.map(load_key, [folder] * 4, chunksize=1))) == 1
            assert [path.name for path in folder.iterdir()] == ["key"]


def test_who_came_second_takes_the_first_key(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = load_key(folder)
    seen = iter([False])
    monkeypatch.setattr(Path, "exists", lambda _: next(seen))
    assert load_key(folder) == key


def test_a_person_is_one_chat_of_one_channel() -> None:
    key = b"k" * KEY_BYTES
    addresses = [Address("telegram", "1"), Address("telegram", "11"), Address("web", "1")]
    hashes = [person(key, address) for address in addresses]
    assert len(set(hashes)) == 3
    assert person(key, Address("telegram", "1")) == hashes[0]
    assert person(b"x" * KEY_BYTES, addresses[0]) != hashes[0]
    assert all(len(hash) == 64 for hash in hashes)
