"""Personal numbers and addresses in a text, covered by a bracketed word before anything is kept. Pure."""

import re
import unicodedata
from collections.abc import Callable

from bot.messages import say

_GAP = r"[ .\-_/]{0,2}"
_DIGITS = {ord("０") + digit: str(digit) for digit in range(10)}
# bounded and begun only at a border, or a long run of letters is tried from every one of them
_MAIL = re.compile(r"(?<![\w.+\-])[\w.+\-]{1,64} ?@ ?[\w\-]+(?:\.[\w\-]+)+")
_PHONE = re.compile(rf"(?<!\d)\(?(?:\+ ?84|0084|84|0){_GAP}(?:\(0\){_GAP})?[1-9](?:{_GAP}\)?{_GAP}\d){{8,9}}(?!\d)")
_DATE = re.compile(r"(?<!\d)\d{1,2}([/.\-])\d{1,2}\1\d{4}(?!\d)")
_PAPER_WORD = (
    r"(?:cccd|cmnd|cmt|c[ăa]n\s*c[ưu][ớo]c|ch[ứu]ng\s*minh|[đd][ịi]nh\s*danh"
    r"|gi[ấa]y\s*t[ờo]|h[ộo]\s*chi[ếe]u|bhxh|bhyt)"
)
_BANK_WORD = r"(?:stk|t[àa]i\s*kho[ảa]n|account|\btk\b)"
_BETWEEN = r"[^\d\n]{0,30}?"
_PAPER = re.compile(rf"({_PAPER_WORD}{_BETWEEN})(?<!\d)\d(?:{_GAP}\d){{8,11}}(?!\d)", re.IGNORECASE)
_ACCOUNT = re.compile(rf"({_BANK_WORD}{_BETWEEN})(?<!\d)\d(?:{_GAP}\d){{5,18}}(?!\d)", re.IGNORECASE)
_GROUPED = re.compile(r"(?<![\d.,\-])0\d\d([ .\-])\d{3}\1\d{3}\1\d{3}(?!\d)")
# What follows a sum of money or a count, and what makes a number the symbol of a document
_LONG = re.compile(
    r"(?<!\d)\d{9,}(?!\d)(?!\s?(?:đ|d|vnđ|vnd|đồng|dong|triệu|trieu|tỷ|tỉ|ty|ti|người|nguoi|hộ|ho|m2|usd)\b)"
    r"(?!\s?[/\-]\s?[A-Za-zĐ])",
    re.IGNORECASE,
)


def mask(text: str) -> str:
    """Return text (in NFC) with identity numbers, phones, e-mails and bank accounts covered; sums and symbols stay."""
    text = unicodedata.normalize("NFC", text).translate(_DIGITS)
    text = _MAIL.sub(_word("email"), text)
    text = _ACCOUNT.sub(_after("account"), text)
    text = _PAPER.sub(_after("paper"), text)
    text = _PHONE.sub(_phone, text)
    text = _GROUPED.sub(_word("paper"), text)
    return _LONG.sub(_word("paper"), text)


def _word(kind: str) -> str:
    return say(f"privacy.{kind}")


def _after(kind: str) -> Callable[[re.Match[str]], str]:
    return lambda match: match[0] if _DATE.search(match[0]) else match[1] + _word(kind)


def _phone(match: re.Match[str]) -> str:
    return match[0] if _DATE.search(match[0]) else _word("phone")
