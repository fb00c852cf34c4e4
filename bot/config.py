"""Settings from the environment and one TOML file; the only reader of os.environ."""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from platformdirs import user_data_path

from bot.errors import BadSetting
from bot.messages import say

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
ROOT = Path(__file__).resolve().parent.parent
_FILE_KEYS = {"operator", "telephone", "place", "retention_days", "officers"}


@dataclass(frozen=True, slots=True)
class Settings:
    """How this house is run; empty strings mean "not set"."""

    data: Path
    host: str = "127.0.0.1"
    port: int = 8080
    public_url: str = ""
    telegram_token: str = ""
    telegram_api_url: str = ""
    telegram_proxy: str = ""
    embedding_model: str = ""
    cross_encoder: str = ""
    operator: str = ""
    telephone: str = ""
    place: str = ""
    retention_days: int = 180

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Return the settings; raises BadSetting naming the variable that cannot be used."""
        env = os.environ if environ is None else environ

        def get(name: str) -> str:
            return env.get(f"DANBIET_{name}", "").strip()

        return cls(
            data=_folder(get("DATA")) if get("DATA") else default_data(),
            host=_host(get("HOST") or "127.0.0.1"),
            port=_port(get("PORT") or "8080"),
            public_url=_url("PUBLIC_URL", get("PUBLIC_URL")),
            telegram_token=_token(get("TELEGRAM_TOKEN")),
            telegram_api_url=_url("TELEGRAM_API_URL", get("TELEGRAM_API_URL")),
            telegram_proxy=_url("TELEGRAM_PROXY", get("TELEGRAM_PROXY"), schemes=("http", "https", "socks5")),
            embedding_model=get("EMBEDDING_MODEL"),
            cross_encoder=get("CROSS_ENCODER"),
            **_file(get("SETTINGS")),
        )


def default_data() -> Path:
    """Return var/ in a checkout, the user's data folder elsewhere."""
    checkout = (ROOT / "pyproject.toml").is_file() and (ROOT / "corpus").is_dir()
    return ROOT / "var" if checkout else user_data_path("danbiet", appauthor=False)


def _bad(name: str, reason: str) -> BadSetting:
    return BadSetting(f"DANBIET_{name}: {reason}")


def _port(value: str) -> int:
    if not value.isdecimal() or not 0 <= int(value) <= 65535:
        raise _bad("PORT", say("setting.port", value=value))
    return int(value)


def _folder(value: str) -> Path:
    path = _path("DATA", value)
    if path.exists() and not path.is_dir():
        raise _bad("DATA", say("setting.folder", value=value))
    return path


def _path(name: str, value: str) -> Path:
    try:
        return Path(value).expanduser()
    except RuntimeError as error:  # ~somebody who has no home here
        raise _bad(name, say("setting.home", value=value)) from error


def _host(value: str) -> str:
    if not re.fullmatch(r"[\w.:%-]+", value) or "://" in value:
        raise _bad("HOST", say("setting.host", value=value))
    return value


def _url(name: str, value: str, schemes: tuple[str, ...] = ("http", "https")) -> str:
    try:
        parts = urlsplit(value)
        usable = parts.scheme in schemes and parts.hostname and (parts.port is None or parts.port)
    except ValueError:  # a bracket too few, a port too high
        usable = False
    if value and not usable:
        raise _bad(name, say("setting.url", value=value, schemes=", ".join(schemes)))
    return value.rstrip("/")


def _token(value: str) -> str:
    number, _, secret = value.partition(":")
    if value and not (number.isdecimal() and len(secret) >= 20):
        raise _bad("TELEGRAM_TOKEN", say("setting.token"))
    return value


def _file(value: str) -> dict[str, Any]:
    """Return the settings of the TOML file; officers are accepted and not yet used."""
    if not value:
        return {}
    path = _path("SETTINGS", value)
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))  # Windows editors put a mark in front
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _bad("SETTINGS", say("setting.unreadable", file=path.name, reason=error)) from error
    if unknown := set(content) - _FILE_KEYS:
        raise _bad("SETTINGS", say("setting.unknown", file=path.name, key=sorted(unknown)[0]))
    for key in ("operator", "telephone", "place"):
        if not isinstance(content.get(key, ""), str):
            raise _bad("SETTINGS", say("setting.text", key=key))
    days = content.get("retention_days", 180)
    if type(days) is not int or not 1 <= days <= 3650:
        raise _bad("SETTINGS", say("setting.days"))
    return {key: value for key, value in content.items() if key != "officers"}
