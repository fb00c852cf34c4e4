"""Reading what the page sends: a small form, and who sends it."""

import re
import secrets
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

COOKIE = "danbiet"
_MOST = 64 * 1024
_DRAINED = 16 * _MOST
_FIELDS = 16
_ID = re.compile(r"[0-9a-f]{32}")


async def read_form(request: Request) -> dict[str, str]:
    """Return the fields of an URL-encoded form; raises HTTPException 413 above 64 kB, 400 when it is not one."""
    try:
        body = await _body(request)
        return dict(parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=_FIELDS))
    except (ValueError, ClientDisconnect) as error:
        raise HTTPException(400) from error


async def _body(request: Request) -> bytes:
    body = bytearray()
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size <= _MOST:
            body += chunk
        # A browser shows the page only once its whole form is taken; what is far too long is cut off.
        elif size > _DRAINED:
            break
    if size > _MOST:
        raise HTTPException(413)
    return bytes(body)


def fresh_id() -> str:
    """Return 128 random bits, for a session or a form."""
    return secrets.token_hex(16)


def valid_id(value: str) -> str:
    """Return the id when it looks like one of ours, otherwise ""."""
    return value if _ID.fullmatch(value) else ""


def session_of(request: Request) -> str:
    """Return the session id that the cookie carries, "" on first contact."""
    return valid_id(request.cookies.get(COOKIE, ""))
