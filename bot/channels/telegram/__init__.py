"""Telegram by polling; python-telegram-bot is known in this package only."""

from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.reception import Inbox

__all__ = ["Inbox", "TelegramChannel"]
