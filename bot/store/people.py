"""Who is asking, without keeping who it is: a keyed hash of the channel's own id of the chat."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from bot.domain import Address
from bot.errors import StoreError
from bot.messages import say

KEY_BYTES = 32


def load_key(folder: Path) -> bytes:
    """Return the 32 bytes of folder/key, made at first use; raises StoreError when it cannot be read or made."""
    path = folder / "key"
    try:
        if not path.exists():
            _make_key(path)
        key = path.read_bytes()
    except OSError as error:
        raise StoreError(say("store.key_closed", path=path, reason=error)) from error
    if len(key) != KEY_BYTES:
        raise StoreError(say("store.key_damaged", path=path, bytes=KEY_BYTES))
    return key


def person(key: bytes, address: Address) -> str:
    """Return the 64 hex digits that stand for this chat, the same as long as the key is."""
    return hmac.digest(key, f"{address.channel}:{address.chat}".encode(), hashlib.sha256).hex()


def _make_key(path: Path) -> None:
    """Make the key file whole and once: a link, unlike a rename, fails when another process was first."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"key.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(descriptor)
        path.hardlink_to(draft)
    except FileExistsError:
        pass  # the key of the process that was first is the key
    finally:
        draft.unlink()
