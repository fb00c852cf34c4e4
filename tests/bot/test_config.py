"""Every setting is read, and a value that cannot be used is refused by the name of its variable."""

from pathlib import Path

import pytest

from bot.config import ROOT, Settings, default_data
from bot.errors import BadSetting
from tests.conftest import Danbiet

TOKEN = "123456:ABCDEFGHIJKLMNOPQRSTUVWX"


def settings(**values: str) -> Settings:
    return Settings.from_env({f"DANBIET_{name}": value for name, value in values.items()})


def test_nothing_set_serves_this_machine_only() -> None:
    plain = settings()
    assert (plain.host, plain.port, plain.telegram_token, plain.retention_days) == ("127.0.0.1", 8080, "", 180)
    assert plain.data == default_data() == ROOT / "var"


def test_each_variable_is_read(tmp_path: Path) -> None:
    read = settings(
        DATA=str(tmp_path),
        HOST="0.0.0.0",
        PORT="0",
        PUBLIC_URL="https://danbiet.example/",
        TELEGRAM_TOKEN=TOKEN,
        TELEGRAM_API_URL="http://127.0.0.1:8081",
        TELEGRAM_PROXY="socks5://proxy.example:1080",
        EMBEDDING_MODEL="/models/one",
    )
    assert read == Settings(
        tmp_path,
        host="0.0.0.0",
        port=0,
        public_url="https://danbiet.example",
        telegram_token=TOKEN,
        telegram_api_url="http://127.0.0.1:8081",
        telegram_proxy="socks5://proxy.example:1080",
        embedding_model="/models/one",
    )


def test_empty_and_padded_values_count_as_a_person_means_them() -> None:
    assert settings(PORT=" 9000 ", HOST="", TELEGRAM_TOKEN=" ").port == 9000
    assert settings(HOST="", TELEGRAM_TOKEN=" ") == settings()


def test_a_home_folder_may_be_written_with_a_tilde(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert settings(DATA="~/danbiet").data == tmp_path / "danbiet"


@pytest.mark.parametrize("host", ["localhost", "::1", "fe80::1%eth0", "may-chu.xa.example", "0.0.0.0"])
def test_hosts_that_people_write_are_taken(host: str) -> None:
    assert settings(HOST=host).host == host


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "abc"),
        ("PORT", "-1"),
        ("PORT", "65536"),
        ("PORT", "80 80"),
        ("HOST", "http://127.0.0.1"),
        ("HOST", "hai máy"),
        ("PUBLIC_URL", "danbiet.example"),
        ("PUBLIC_URL", "ftp://danbiet.example"),
        ("PUBLIC_URL", "https://"),
        ("PUBLIC_URL", "http://[::1"),
        ("PUBLIC_URL", "http://danbiet.example:99999"),
        ("TELEGRAM_API_URL", "127.0.0.1:8081"),
        ("TELEGRAM_PROXY", "socks4://proxy.example"),
        ("TELEGRAM_TOKEN", "khong-phai-ma"),
        ("TELEGRAM_TOKEN", "123456:ngan"),
        ("DATA", "~khongcoainhuthe/danbiet"),
        ("DATA", __file__),
        ("SETTINGS", "/khong/co/tep.toml"),
        ("SETTINGS", "~khongcoainhuthe/tep.toml"),
    ],
)
def test_a_malformed_value_is_refused_by_its_name(name: str, value: str) -> None:
    with pytest.raises(BadSetting, match=f"^DANBIET_{name}: ") as refused:
        settings(**{name: value})
    assert "\n" not in str(refused.value)


def test_a_token_is_never_repeated() -> None:
    with pytest.raises(BadSetting) as refused:
        settings(TELEGRAM_TOKEN="123456:BIMAT")
    assert "BIMAT" not in str(refused.value)


def test_the_settings_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "danbiet.toml"
    file.write_text(
        'operator = "UBND xã Suối Bạc"\ntelephone = "0200 000 000"\nplace = "minh-tam"\nretention_days = 30\n'
        'officers = [{name = "A"}]\n',
        encoding="utf-8-sig",  # as Notepad writes it
    )
    read = settings(SETTINGS=str(file))
    assert (read.operator, read.telephone, read.place, read.retention_days) == (
        "UBND xã Suối Bạc",
        "0200 000 000",
        "minh-tam",
        30,
    )


@pytest.mark.parametrize(
    "content",
    [
        b"operator = ",
        b"operator = 5",
        b"telephone = 113",
        b"place = ['a']",
        b"retention_days = 0",
        b"retention_days = 4000",
        b"retention_days = '180'",
        b"retention_days = true",
        b"operater = 'UBND'",
        b"operator = '\xff\xfe'",
    ],
)
def test_a_settings_file_with_a_mistake_is_refused(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "danbiet.toml"
    file.write_bytes(content)
    with pytest.raises(BadSetting, match=r"^DANBIET_SETTINGS: "):
        settings(SETTINGS=str(file))


@pytest.mark.parametrize(("name", "value"), [("DANBIET_PORT", "abc"), ("DANBIET_SETTINGS", "/khong/co.toml")])
def test_the_command_says_in_one_line_which_variable_is_wrong(name: str, value: str, danbiet: Danbiet) -> None:
    done = danbiet("ask", "xã công khai gì", **{name: value})
    assert done.returncode != 0
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert name in done.stderr
