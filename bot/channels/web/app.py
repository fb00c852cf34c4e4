"""The web application: a page, a question, a thumb, the static files, a health check."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.channels.web.assets import Asset, assets
from bot.channels.web.form import COOKIE, fresh_id, read_form, session_of, valid_id
from bot.channels.web.headers import SAFE, SafeHeaders
from bot.channels.web.pages import Pages
from bot.channels.web.replies import Replies
from bot.dialogue import Door
from bot.domain import Address, Incoming, Outgoing
from bot.messages import say

CHANNEL = "web"
_FOREVER = "public, max-age=31536000, immutable"
_WORDS = {404: "web.lost", 405: "web.lost", 413: "web.too_long"}


def web_app(
    door: Door, *, now: Callable[[], datetime], first_words: str, secure: bool = False, max_age_days: int = 180
) -> Starlette:
    """Return the web door; `first_words` is the notice of the first contact, `secure` says that people use https."""
    files = assets()
    pages = Pages(files, first_words)
    desk = _Desk(door, pages, now, first_words, secure=secure, max_age=timedelta(days=max_age_days))
    app = Starlette(
        routes=[
            Route("/", desk.home),
            Route("/hoi", desk.ask, methods=["POST"]),
            Route("/hoi", _to_home, methods=["GET"]),
            Route("/danhgia", desk.thumb, methods=["POST"]),
            Route("/danhgia", _to_home, methods=["GET"]),
            Route("/health", _health),
            *(Route(file.url, _serve(file)) for file in files.values()),
        ],
        middleware=[Middleware(SafeHeaders), Middleware(GZipMiddleware)],
        exception_handlers={HTTPException: desk.refused, Exception: desk.broken},
    )
    # A redirect for a stray slash would be an answer in English.
    app.router.redirect_slashes = False
    return app


class _Desk:
    """What the routes share: the door, the templates, the clock and the cookie's settings."""

    def __init__(
        self,
        door: Door,
        pages: Pages,
        now: Callable[[], datetime],
        first_words: str,
        *,
        secure: bool,
        max_age: timedelta,
    ) -> None:
        self._door = door
        self._first_words = first_words
        self._pages = pages
        self._now = now
        self._secure = secure
        self._max_age = max_age
        self._replies = Replies(now)

    async def home(self, request: Request) -> Response:
        """Return the chat page, with question and answer when the address carries `q`."""
        question = request.query_params.get("q", "").strip()
        session = session_of(request)
        chat = session or fresh_id()
        first = not session
        if question.startswith("/"):
            # A link may suggest a command, only the person may give it.
            page = self._pages.page(first=first, draft=question)
        elif question:
            replies = await self._linked(request, chat, question)
            page = self._pages.page(first=first, question=question, replies=replies)
        else:
            page = self._pages.page(first=first)
        return self._remember(HTMLResponse(page), chat)

    async def ask(self, request: Request) -> Response:
        """Return the answer to a posted question: a fragment for chat.js, the whole page otherwise."""
        fields = await read_form(request)
        question = (fields.get("choice") or fields.get("q", "")).replace("\r\n", "\n").strip()
        session = session_of(request)
        chat = session or fresh_id()
        if not question:
            return self._remember(self._kindly(request, say("web.empty"), first=not session), chat)
        replies = await self._handle(chat, valid_id(fields.get("id", "")) or fresh_id(), question)
        if not replies:
            return self._remember(self._kindly(request, say("web.repeated"), question=question), chat)
        if _wants_fragment(request):
            return self._remember(HTMLResponse(self._pages.answers(replies)), chat)
        return self._remember(HTMLResponse(self._pages.page(first=False, question=question, replies=replies)), chat)

    async def thumb(self, request: Request) -> Response:
        """Return the words that thank for a thumb."""
        fields = await read_form(request)
        session = session_of(request)
        turn = fields.get("turn", "")
        if not (session and turn):
            return self._kindly(request, say("contact.too_old"))
        words = await self._door.feedback(Address(CHANNEL, session), turn, up=fields.get("up") == "1")
        if _wants_fragment(request):
            return HTMLResponse(self._pages.thanks(words))
        return HTMLResponse(self._pages.page(first=False, words=words))

    async def refused(self, request: Request, error: Exception) -> Response:
        """Return our own words for a request that cannot be served."""
        status = error.status_code if isinstance(error, HTTPException) else 500
        response = self._kindly(request, say(_WORDS.get(status, "web.unreadable")), status=status)
        if isinstance(error, HTTPException) and error.headers:
            response.headers.update(error.headers)
        return response

    async def broken(self, request: Request, _: Exception) -> Response:
        """Return our own words for a fault of ours; the server logs the fault itself."""
        response = self._kindly(request, say("contact.broken"), status=500)
        # This handler stands outside the middleware.
        response.headers.update(SAFE)
        return response

    async def _linked(self, request: Request, chat: str, question: str) -> tuple[Outgoing, ...]:
        if request.headers.get("sec-fetch-site", "") not in {"cross-site", "same-site"}:
            return await self._handle(chat, fresh_id(), question)
        # A link on another site must neither act on nor read this person's conversation: it gets one of its own.
        replies = await self._handle(fresh_id(), fresh_id(), question)
        return tuple(replace(reply, turn="") for reply in replies)

    async def _handle(self, chat: str, form: str, question: str) -> tuple[Outgoing, ...]:
        # The id hides the cookie's value and tells a double submit from another question sent with the same form.
        key = sha256(f"{chat} {form} {question}".encode()).hexdigest()[:32]
        incoming = Incoming(key, Address(CHANNEL, chat), question, self._now())
        replies = await self._replies.once(key, lambda: self._door.handle(incoming))
        # The conversation greets a newcomer with the words that already stand at the top of the page.
        return tuple(reply for reply in replies if reply.text != self._first_words) or replies

    def _kindly(
        self, request: Request, words: str, *, question: str = "", first: bool = False, status: int = 200
    ) -> Response:
        if _wants_fragment(request):
            return HTMLResponse(self._pages.words(words), status)
        return HTMLResponse(self._pages.page(first=first, question=question, words=words), status)

    def _remember(self, response: Response, chat: str) -> Response:
        response.set_cookie(
            COOKIE, chat, max_age=int(self._max_age.total_seconds()), httponly=True, samesite="lax", secure=self._secure
        )
        return response


def _wants_fragment(request: Request) -> bool:
    return "x-fragment" in request.headers


async def _to_home(_: Request) -> Response:
    return RedirectResponse("/", 303)


async def _health(_: Request) -> Response:
    return PlainTextResponse("ok")


def _serve(file: Asset) -> Callable[[Request], Response]:
    def serve(_: Request) -> Response:
        return Response(file.content, media_type=file.media_type, headers={"Cache-Control": _FOREVER})

    return serve
