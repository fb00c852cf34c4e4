"""What kind of thing a question asks for and a passage gives: a period, a share, how many people. Pure."""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache

from index.text import syllables


class AnswerKind(StrEnum):
    """The kinds of answer that show in the words of a question and of a text."""

    PERIOD = "period"
    SHARE = "share"
    COUNT = "count"
    MONEY = "money"
    WHO = "who"
    LIST = "list"
    FORM = "form"


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(rf"\b(?:{pattern})" for pattern in patterns))


_HOW_MANY = "(?:may|bao nhieu|bn|toi thieu|toi da|it nhat)"
_PEOPLE = "nguoi|ng|thanh vien|vi|dua|ong|ba|pho|dai bieu|dai dien|uy vien|ban"

# Over folded syllables: how people ask, and how texts tell.
_ASKED: Mapping[AnswerKind, re.Pattern[str]] = {
    AnswerKind.PERIOD: _any(
        rf"(?:{_HOW_MANY}|trong) (?:lau |bao nhieu |may )?(?:ngay|thang|nam|gio|tuan|hom|bua|buoi|lan)\b",
        "bao lau|thoi han|nhiem ky|tu luc|(?:muon|tre|cham) nhat|han (?:chot|nop|gui|may|bao)",
        "(?:khi|luc|ngay) nao|bao gio|bi gio|(?:chung|hoi) nao",
    ),
    AnswerKind.SHARE: _any(
        "phan tram|ty le|phan (?:may|nao)|qua ban|hon nua|nua so|may chuc|du (?:so|phieu|nguoi|tuc so)",
        r"(?:may|bao nhieu|bn) (?:phan|ho|nha|phieu)\b|bao nhieu (?:dan|nguoi) (?:dong y|gio tay|di hop|du)",
    ),
    AnswerKind.COUNT: _any(rf"{_HOW_MANY} (?:mot )?(?:{_PEOPLE})\b"),
    AnswerKind.MONEY: _any(r"tien\b|kinh phi|chi phi|le phi|phi\b|ngan sach|boi duong|phu cap|thu lao"),
    AnswerKind.WHO: _any(
        r"ai\b|o dau|dau\b|thang nao|(?:co quan|nguoi|cap|ong|don vi|ben|cho|to chuc|dua|phong|ban) nao\b"
    ),
    AnswerKind.LIST: _any(
        r"gom\b|nhung (?:gi|ai|noi dung|viec|truong hop|hinh thuc|quyen)|gi (?:nua|khac)",
        "cac (?:loai|hinh thuc|truong hop|buoc)|may (?:cach|loai|buoc|hinh thuc)",
    ),
    AnswerKind.FORM: _any(r"mau\b|giay to|giay gi|ho so|bien ban|van ban|don\b|ghi (?:gi|nhung)"),
}
_GIVEN: Mapping[AnswerKind, re.Pattern[str]] = {
    AnswerKind.PERIOD: _any(
        r"\d+ (?:ngay|thang|nam|gio|tuan|lan|quy)\b|thoi han|lien tuc|hang (?:nam|quy|thang)|ngay \d"
    ),
    AnswerKind.SHARE: _any(r"\d+ phan tram|\d \d tong|tong so|qua ban|phan tram|2 3\b|1 3\b"),
    AnswerKind.COUNT: _any(r"\d+ (?:den \d+ )?(?:nguoi|thanh vien|dai bieu|dai dien|vi|pho|uy vien|hoa giai vien)\b"),
    AnswerKind.MONEY: _any(r"kinh phi|ngan sach|chi phi|tien\b|boi duong|thu lao|dong\b|phi\b"),
    AnswerKind.WHO: _any(
        r"do (?:ubnd|hdnd|chu tich|truong|nguoi|mttq|co quan|cong doan|ban)\b",
        "trach nhiem|giai quyet|tham quyen|chu tri|trieu tap",
    ),
    AnswerKind.LIST: _any(r"gom\b|sau day|nhu sau"),
    AnswerKind.FORM: _any("mau so|bien ban|ho so|van ban|noi dung (?:chinh|gom)|ghi ro|giay to"),
}


def asked(text: str) -> frozenset[AnswerKind]:
    """Return the kinds of answer a question asks for."""
    return _kinds(_ASKED, text)


@lru_cache(maxsize=4096)
def given(text: str) -> frozenset[AnswerKind]:
    """Return the kinds of answer a passage gives."""
    return _kinds(_GIVEN, text)


def _kinds(patterns: Mapping[AnswerKind, re.Pattern[str]], text: str) -> frozenset[AnswerKind]:
    spoken = " ".join(syllables(text.replace("%", " phan tram ")))
    return frozenset(kind for kind, pattern in patterns.items() if pattern.search(spoken))
