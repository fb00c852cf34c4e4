"""A Bot API server for tests: as strict as Telegram's own, with faults on request."""

import asyncio
import copy
import html
import json
import re
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web

TOKEN = "123456:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc"
ME = {"id": 123456, "is_bot": True, "first_name": "Dân Biết", "username": "danbiet_bot"}
Params = dict[str, Any]
_JSON = {"allowed_updates", "commands", "link_preview_options", "reply_markup", "reply_parameters"}
_TAGS = {"b", "i", "u", "s", "code", "pre", "a", "blockquote", "tg-spoiler"}


class Fault(Exception):
    """An answer with ok: false."""

    def __init__(self, status: int, description: str, **parameters: object) -> None:
        super().__init__(description)
        self.status, self.description, self.parameters = status, description, parameters


@dataclass
class Call:
    """One request; `fault` is None when it was served."""

    method: str
    params: Params
    at: float
    fault: Fault | None = None


@dataclass
class FakeTelegram:
    """Serves one bot on 127.0.0.1; `port` stays the same from one `async with` to the next."""

    port: int = 0
    rate: int = 0  # messages a second before 429; 0: any number
    calls: list[Call] = field(default_factory=list)
    blocked: set[int] = field(default_factory=set)
    messages: dict[int, list[Params]] = field(default_factory=lambda: defaultdict(list))
    updates: deque[Params] = field(default_factory=deque)
    faults: dict[str, deque[Fault | None]] = field(default_factory=lambda: defaultdict(deque))
    _queries: set[str] = field(default_factory=set)
    _last: int = 100  # the last id given, of whatever kind
    _runner: web.AppRunner | None = None
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._serve)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1, handler_cancellation=True, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._runner
        await self._runner.cleanup()

    async def say(self, chat: int, text: str = "", /, **more: object) -> int:
        """A person writes; `more` are further fields of the message, such as photo or chat."""
        message = {"message_id": self._id(), "date": int(time.time()), "chat": {"id": chat, "type": "private"}}
        message |= _by(chat) | ({"text": text} if text else {})
        if text.startswith("/"):
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]
        return await self.push(message=message | more)

    async def press(self, chat: int, label: str, message: Params | None = None, **more: object) -> int:
        """A person presses a button of a message, the last of the chat if none is given."""
        message = message or self.messages[chat][-1]
        data = next((data for text, data in buttons(message) if text == label), label)
        id = f"q{self._id()}"
        query = {"id": id, "chat_instance": "1", "data": data, "message": copy.deepcopy(message)}
        self._queries.add(id)
        return await self.push(callback_query=query | _by(chat) | more)

    async def push(self, **update: object) -> int:
        """Anything happens; the update's id is returned."""
        number = self._id()
        self.updates.append(update | {"update_id": number})
        await self._notify()
        return number

    def sent(self, chat: int) -> list[str]:
        return [message["text"] for message in self.messages[chat]]

    def of(self, method: str, *, served: bool = False) -> list[Call]:
        return [call for call in self.calls if call.method == method and not (served and call.fault)]

    def fail(self, method: str, *faults: Fault | None) -> None:
        """Let the next calls of a method fail, in this order; None lets one pass."""
        self.faults[method].extend(faults)

    async def until(self, holds: Callable[[], object], timeout: float = 5) -> None:
        """Wait until something holds; looked at after each call and update."""
        async with self._changed, asyncio.timeout(timeout):
            await self._changed.wait_for(lambda: bool(holds()))

    async def _serve(self, request: web.Request) -> web.Response:
        method = request.match_info["method"].lower()
        call = Call(request.match_info["method"], await _params(request), time.monotonic())
        self.calls.append(call)
        try:
            if request.match_info["token"] != TOKEN:
                raise Fault(401, "Unauthorized")
            if self.faults[call.method] and (fault := self.faults[call.method].popleft()):
                raise fault
            if not (handler := getattr(self, f"_do_{method}", None)):
                raise Fault(404, "Not Found")
            return web.json_response({"ok": True, "result": await handler(call.params)})
        except Fault as fault:
            call.fault = fault
            body = {"ok": False, "error_code": fault.status, "description": fault.description}
            body |= {"parameters": fault.parameters} if fault.parameters else {}
            return web.json_response(body, status=fault.status)
        finally:
            await self._notify()

    async def _do_getme(self, _: Params) -> Params:
        return ME

    async def _do_deletewebhook(self, params: Params) -> bool:
        _check(params.get("drop_pending_updates") != "true", "questions would be lost")
        return True

    async def _do_setmycommands(self, params: Params) -> bool:
        _check(0 < len(params["commands"]) <= 100, "can't parse BotCommand")
        _check(all(re.fullmatch("[a-z0-9_]{1,32}", command["command"]) for command in params["commands"]), "COMMAND")
        return True

    async def _do_getupdates(self, params: Params) -> list[Params]:
        while self.updates and self.updates[0]["update_id"] < int(params.get("offset", 0)):
            self.updates.popleft()
        await self._notify()
        try:
            async with self._changed, asyncio.timeout(float(params.get("timeout", 0))):
                await self._changed.wait_for(lambda: self.updates)
        except TimeoutError:
            return []
        wanted = params.get("allowed_updates") or ["message", "edited_message", "callback_query"]
        return [update for update in self.updates if set(update) & set(wanted)][: int(params.get("limit", 100))]

    async def _do_sendchataction(self, params: Params) -> bool:
        self._open(params)
        return True

    async def _do_sendmessage(self, params: Params) -> Params:
        chat = self._open(params)
        self._capped()
        text = params.get("text", "").strip()
        shown = _parsed(text) if params.get("parse_mode") == "HTML" else text
        _check(bool(shown), "message text is empty")
        _check(len(shown.encode("utf-16-le")) // 2 <= 4096, "message is too long")
        message = {"message_id": self._id(), "date": int(time.time()), "text": shown, "raw": text, "from": ME}
        message |= {"chat": {"id": chat, "type": "private" if chat > 0 else "supergroup"}}
        self.messages[chat].append(message | _keyboard(params))
        return self.messages[chat][-1]

    async def _do_editmessagereplymarkup(self, params: Params) -> Params:
        chat = self._open(params)
        found = [message for message in self.messages[chat] if str(message["message_id"]) == params["message_id"]]
        _check(bool(found), "message to edit not found")
        keyboard = _keyboard(params)
        _check(keyboard.get("reply_markup") != found[0].pop("reply_markup", None), "message is not modified")
        found[0].update(keyboard)
        return found[0]

    async def _do_answercallbackquery(self, params: Params) -> bool:
        _check(params["callback_query_id"] in self._queries, "query is too old and response timeout expired")
        _check(len(params.get("text", "")) <= 200, "MESSAGE_TOO_LONG")
        self._queries.discard(params["callback_query_id"])
        return True

    def _open(self, params: Params) -> int:
        chat = int(params["chat_id"])
        if chat in self.blocked:
            raise Fault(403, "Forbidden: bot was blocked by the user")
        _check(chat != 0, "chat not found")
        return chat

    def _capped(self) -> None:
        recent = [call for call in self.of("sendMessage", served=True) if call.at > time.monotonic() - 1]
        if self.rate and len(recent) > self.rate:
            raise Fault(429, "Too Many Requests: retry after 1", retry_after=1)

    def _id(self) -> int:
        self._last += 1
        return self._last

    async def _notify(self) -> None:
        async with self._changed:
            self._changed.notify_all()


def buttons(message: Params) -> list[tuple[str, str]]:
    """Return (label, data) of the buttons under a message."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [(button["text"], button["callback_data"]) for row in rows for button in row]


def _by(person: int) -> Params:
    return {"from": {"id": person, "is_bot": False, "first_name": "Nguyễn Văn Riêng"}}


def _keyboard(params: Params) -> Params:
    _check(all(1 <= len(data.encode()) <= 64 for _, data in buttons(params)), "BUTTON_DATA_INVALID")
    return {"reply_markup": params["reply_markup"]} if params.get("reply_markup") else {}


def _parsed(text: str) -> str:
    """Return the text without its tags; refuses what Telegram cannot parse."""
    stack: list[str] = []
    for tag in re.finditer(r"<(/?)([\w-]*)([^>]*)(>?)", text):
        _check(bool(tag[4]) and tag[2] in _TAGS, f'can\'t parse entities: Unsupported start tag "{tag[2]}"')
        if not tag[1]:
            stack.append(tag[2])
        else:
            _check(bool(stack) and stack.pop() == tag[2], "can't parse entities: Unmatched end tag")
    _check(not stack, "can't parse entities: Can't find end tag")
    plain = re.sub(r"<[^>]*>", "", text)
    _check(not re.search(r"&(?!(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);)", plain), "can't parse entities: unescaped &")
    return html.unescape(plain)


def _check(holds: bool, description: str) -> None:
    if not holds:
        raise Fault(400, f"Bad Request: {description}")


async def _params(request: web.Request) -> Params:
    """Return the parameters of query and body; the JSON within a form is read."""
    if request.content_type == "application/json":
        return {**request.query, **await request.json()}
    found: Params = {**request.query, **await request.post()}
    return found | {key: json.loads(found[key]) for key in _JSON & set(found)}
