"""The files that the page loads, held in memory under an address that changes with their content."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

_FOLDER = Path(__file__).parent
_TYPES = {
    "chat.css": "text/css; charset=utf-8",
    "chat.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """One static file; `url` carries the hash of `content`, so that it may be cached for ever."""

    url: str
    content: bytes
    media_type: str


def assets() -> dict[str, Asset]:
    """Return the static files by name."""
    return {name: _asset(name) for name in _TYPES}


def _asset(name: str) -> Asset:
    content = (_FOLDER / name).read_bytes()
    stem, _, suffix = name.rpartition(".")
    return Asset(f"/static/{stem}.{sha256(content).hexdigest()[:12]}.{suffix}", content, _TYPES[name])
