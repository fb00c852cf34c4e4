"""The web door without a browser: pages, forms, cookies, limits and headers."""

import asyncio
import re
from dataclasses import replace
from datetime import UTC, datetime

import httpx
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.channels.web.app import web_app
from bot.domain import Address, Outcome, Outgoing, Source
from bot.messages import listing, say
from tests.fakes import FakeDoor

NOON = datetime(2026, 11, 20, 5, tzinfo=UTC)
NOTICE = "Đây là máy <b>tự động</b>."
FORM = "0123456789abcdef" * 2
FRAGMENT = {"X-Fragment": "1"}
DIGEST = Source(
    "luat-10-2022-qh15",
    "10/2022/QH15",
    "Luật Thực hiện dân chủ ở cơ sở",
    "Điều 13 khoản 2",
    "khoản 2 Điều 13",
    "Niêm yết ít nhất 30 ngày.",
    "digest",
)
OFFICIAL = Source("ke-hoach", "", "Kế hoạch năm 2024", "III.1", "mục III.1", "Báo cáo trước ngày 10/5.", "official")
RICH = Outgoing(
    "Hai việc:\n1. Ngân sách\n2. Đất đai\n\nCăn cứ: khoản 2 Điều 13.",
    more="3. Các quỹ",
    sources=(DIGEST, OFFICIAL),
    choices=("Cơ quan", "Doanh nghiệp"),
    turn="t1",
)


def app_of(door: FakeDoor, *, secure: bool = False) -> Starlette:
    return web_app(door, now=lambda: NOON, first_words=NOTICE, secure=secure)


def client_of(door: FakeDoor, *, secure: bool = False) -> TestClient:
    return TestClient(app_of(door, secure=secure), base_url="https://testserver" if secure else "http://testserver")


def test_first_contact_opens_the_notice_and_suggests_questions() -> None:
    client = client_of(FakeDoor())
    first = client.get("/")
    assert "secure" not in first.headers["set-cookie"].lower()
    assert '<html lang="vi">' in first.text
    assert '<details class="notice" id="notice" open>' in first.text
    assert "Đây là máy &lt;b&gt;tự động&lt;/b&gt;." in first.text
    assert all(f'name="choice" value="{line}"' in first.text for line in listing("web.first_questions"))
    assert '<details class="notice" id="notice">' in client.get("/").text


def test_a_question_in_the_address_is_answered_in_the_page() -> None:
    door = FakeDoor({"Xã công khai gì?": RICH})
    page = client_of(door).get("/", params={"q": " Xã công khai gì? "}).text
    assert '<p class="words">Xã công khai gì?</p>' in page
    assert 'class="marked"><span>2.</span> <span>Đất đai</span>' in page
    assert '<p class="basis">Căn cứ: khoản 2 Điều 13.</p>' in page
    assert "<span>Các quỹ</span>" in page.split(f"<summary>{say('web.more')}</summary>")[1]
    assert '<button name="choice" value="Doanh nghiệp">' in page
    assert '<form class="ask" id="ask" action="/hoi" method="post"' in page


def test_sources_are_named_and_only_official_words_stand_in_quotation_marks() -> None:
    page = client_of(FakeDoor(default=RICH)).post("/hoi", data={"q": "công khai?"}).text
    assert f"<summary>{say('web.sources')} (2)</summary>" in page
    assert "<strong>khoản 2 Điều 13</strong>" in page
    assert "Luật Thực hiện dân chủ ở cơ sở, số 10/2022/QH15" in page
    assert '<div class="digest"><p>Niêm yết ít nhất 30 ngày.</p></div>' in page
    assert "<blockquote><p>“Báo cáo trước ngày 10/5.”</p></blockquote>" in page
    assert [say("web.source_digest"), say("web.source_official")] == re.findall(r'class="tag">([^<]+)<', page)


def test_the_official_page_of_a_document_is_linked_once() -> None:
    own = replace(DIGEST, page="https://vbpl.vn/tim?so=10/2022/QH15")
    other = replace(own, document="khac", page="https://vbpl.vn/tim?so=1/2031/QH17")
    page = client_of(FakeDoor(default=replace(RICH, sources=(own, own, other)))).post("/hoi", data={"q": "gì?"}).text
    assert re.findall(r'class="page"><a href="([^"]+)"', page) == [own.page, other.page]


def test_the_official_words_are_one_tap_away_and_the_official_page_another() -> None:
    source = replace(DIGEST, official="Phải được niêm yết.", page="https://vbpl.vn/tim?so=10/2022/QH15")
    page = client_of(FakeDoor(default=replace(RICH, sources=(source,)))).post("/hoi", data={"q": "gì?"}).text
    folded = page.split(f"<summary>{say('web.official')}</summary>")[1]
    assert "<blockquote><p>“Phải được niêm yết.”</p></blockquote>" in folded
    assert f'<a href="{source.page}" rel="noopener noreferrer" target="_blank">{say("web.page")}</a>' in folded


def test_what_people_and_texts_say_is_escaped() -> None:
    evil = '<script>alert("x")</script>'
    source = Source("d", evil, evil, evil, evil, evil, evil, evil, evil)
    door = FakeDoor(default=Outgoing(evil, evil, (source,), (evil,), '"><script>'))
    for page in (
        client_of(door).get("/", params={"q": evil}).text,
        client_of(door).get("/", params={"q": "/" + evil}).text,
        client_of(door).post("/hoi", data={"q": evil}).text,
        client_of(door).post("/hoi", data={"q": evil}, headers=FRAGMENT).text,
    ):
        assert "<script>" not in page
        assert "&lt;script&gt;" in page


def test_a_fragment_holds_the_answer_alone() -> None:
    fragment = client_of(FakeDoor(default=RICH)).post("/hoi", data={"q": "gì?"}, headers=FRAGMENT).text
    assert fragment.strip().startswith('<li class="turn answer answered"')
    assert "<html" not in fragment
    assert "gì?" not in fragment


def test_several_replies_follow_one_another() -> None:
    door = FakeDoor({"a": (Outgoing("Một"), Outgoing("Hai", outcome=Outcome.NOT_FOUND))})
    page = client_of(door).post("/hoi", data={"q": "a"}).text
    assert page.index("Một") < page.index("Hai")
    assert "turn answer not_found" in page


def test_the_notice_is_not_repeated_before_the_first_answer() -> None:
    door = FakeDoor({"a": (Outgoing(NOTICE), Outgoing("Hai")), "b": Outgoing(NOTICE)})
    client = client_of(door)
    assert client.post("/hoi", data={"q": "a"}, headers=FRAGMENT).text.count("<li class=") == 1
    assert "tự động" in client.post("/hoi", data={"q": "b"}, headers=FRAGMENT).text


def test_a_choice_is_the_next_question() -> None:
    door = FakeDoor()
    client_of(door).post("/hoi", data={"id": FORM, "q": "nháp", "choice": "Cơ quan"})
    assert [incoming.text for incoming in door.handled] == ["Cơ quan"]


def test_the_cookie_is_the_address_and_is_kept_from_scripts() -> None:
    door = FakeDoor()
    client = client_of(door, secure=True)
    header = client.get("/").headers["set-cookie"]
    value = re.match(r"danbiet=([0-9a-f]{32});", header)
    assert value
    assert {"httponly", "samesite=lax", "secure", "path=/", "max-age=15552000"} <= set(header.lower().split("; "))
    client.post("/hoi", data={"q": "một"})
    client.post("/hoi", data={"q": "hai"})
    assert {incoming.address for incoming in door.handled} == {Address("web", value[1])}
    assert all(incoming.at == NOON for incoming in door.handled)
    assert value[1] not in {incoming.id for incoming in door.handled}


def test_a_forged_cookie_is_replaced() -> None:
    door = FakeDoor()
    response = client_of(door).post("/hoi", data={"q": "gì?"}, headers={"Cookie": "danbiet=../../etc"})
    assert re.match(r"danbiet=[0-9a-f]{32};", response.headers["set-cookie"])
    assert re.fullmatch(r"[0-9a-f]{32}", door.handled[0].address.chat)


def test_a_form_sent_twice_asks_once_and_shows_the_answer_twice() -> None:
    door = FakeDoor(default=RICH)
    with client_of(door) as client:
        client.get("/")
        first, second = (client.post("/hoi", data={"q": "gì?", "id": FORM}) for _ in range(2))
        client.post("/hoi", data={"q": "gì nữa?", "id": FORM})
    assert "Đất đai" in first.text
    assert "Đất đai" in second.text
    assert [incoming.text for incoming in door.handled] == ["gì?", "gì nữa?"]
    assert len({incoming.id for incoming in door.handled}) == 2


async def test_two_submits_at_once_share_one_answer() -> None:
    door = FakeDoor(default=RICH, delay=0.05)
    transport = httpx.ASGITransport(app_of(door))
    async with httpx.AsyncClient(transport=transport, base_url="http://house") as client:
        await client.get("/")
        both = await asyncio.gather(*(client.post("/hoi", data={"q": "gì?", "id": FORM}) for _ in range(2)))
    assert ["Đất đai" in page.text for page in both] == [True, True]
    assert len(door.handled) == 1


def test_an_answer_no_longer_kept_says_so() -> None:
    page = client_of(FakeDoor({"gì?": ()})).post("/hoi", data={"q": "gì?", "id": FORM})
    assert say("web.repeated") in page.text


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_link_elsewhere_cannot_speak_for_the_person(site: str) -> None:
    door = FakeDoor(default=RICH)
    client = client_of(door)
    client.get("/")
    page = client.get("/", params={"q": "xóa"}, headers={"Sec-Fetch-Site": site}).text
    assert door.handled[0].address.chat != client.cookies["danbiet"]
    assert "/danhgia" not in page


def test_a_link_may_suggest_a_command_but_not_give_it() -> None:
    door = FakeDoor()
    assert "\n/xoa</textarea>" in client_of(door).get("/", params={"q": "/xoa"}).text
    assert door.handled == []


@pytest.mark.parametrize("headers", [{}, FRAGMENT])
@pytest.mark.parametrize("fields", [{}, {"q": ""}, {"q": " \n "}])
def test_an_empty_question_gets_kind_words(headers: dict[str, str], fields: dict[str, str]) -> None:
    door = FakeDoor()
    response = client_of(door).post("/hoi", data=fields, headers=headers)
    assert response.status_code == 200
    assert say("web.empty") in response.text.split("<template")[0]
    assert door.handled == []


def test_a_thumb_goes_to_the_own_turn_and_is_thanked() -> None:
    door = FakeDoor()
    client = client_of(door)
    client.get("/")
    page = client.post("/danhgia", data={"turn": "t1", "up": "1"})
    fragment = client.post("/danhgia", data={"turn": "t1", "up": "0"}, headers=FRAGMENT)
    me = Address("web", client.cookies["danbiet"])
    assert door.thumbs == [(me, "t1", True), (me, "t1", False)]
    assert "Cảm ơn ông/bà." in page.text
    assert 'id="ask"' in page.text
    assert fragment.text.strip() == '<p class="thanks" tabindex="-1">Cảm ơn ông/bà đã báo.</p>'


def test_a_thumb_of_nobody_is_too_old() -> None:
    door = FakeDoor()
    assert say("contact.too_old") in client_of(door).post("/danhgia", data={"turn": "t1", "up": "1"}).text
    assert door.thumbs == []


@pytest.mark.parametrize("path", ["/hoi", "/danhgia"])
@pytest.mark.parametrize("size", [64 * 1024, 2_000_000])
def test_a_body_above_64_kb_is_refused_in_our_words(path: str, size: int) -> None:
    door = FakeDoor()
    response = client_of(door).post(path, data={"q": "a" * size})
    assert response.status_code == 413
    assert say("web.too_long") in response.text
    assert door.handled == []


def test_a_body_of_unknown_length_is_counted_too() -> None:
    response = client_of(FakeDoor()).post("/hoi", content=(b"q=" + b"a" * 9000 for _ in range(9)), headers=FRAGMENT)
    assert response.status_code == 413
    assert response.text.strip().startswith('<li class="turn said"')


@pytest.mark.parametrize("body", ["q=\xff".encode("latin-1"), b"&".join([b"q=a"] * 50)])
def test_a_body_that_is_no_form_is_refused_in_our_words(body: bytes) -> None:
    assert (response := client_of(FakeDoor()).post("/hoi", content=body)).status_code == 400
    assert say("web.unreadable") in response.text


def test_a_fault_shows_no_exception() -> None:
    client = TestClient(app_of(FakeDoor(fault=RuntimeError("bí mật"))), raise_server_exceptions=False)
    for headers in ({}, FRAGMENT):
        response = client.post("/hoi", data={"q": "gì?"}, headers=headers)
        assert response.status_code == 500
        assert say("contact.broken") in response.text
        assert "bí mật" not in response.text
        assert response.headers["content-security-policy"].startswith("default-src 'none'")


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/khong-co", 404), ("DELETE", "/hoi", 405)])
def test_a_wrong_way_is_answered_in_vietnamese(method: str, path: str, status: int) -> None:
    response = client_of(FakeDoor()).request(method, path)
    assert response.status_code == status
    assert say("web.lost") in response.text


@pytest.mark.parametrize("path", ["/hoi", "/danhgia"])
def test_reloading_a_form_s_address_leads_home(path: str) -> None:
    response = client_of(FakeDoor()).get(path, follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (303, "/")


@pytest.mark.parametrize("path", ["/", "/health", "/khong-co", "/hoi"])
def test_every_response_is_closed_to_others_and_not_stored(path: str) -> None:
    headers = client_of(FakeDoor()).get(path, follow_redirects=False).headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy == {
        "default-src": "'none'",
        "style-src": "'self'",
        "script-src": "'self'",
        "img-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"


def test_health_is_ok_and_sets_no_cookie() -> None:
    response = client_of(FakeDoor()).get("/health")
    assert (response.status_code, response.text) == (200, "ok")
    assert "set-cookie" not in response.headers


def test_first_load_is_light_own_and_cached_by_content() -> None:
    client = client_of(FakeDoor())
    page = client.get("/")
    links = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text))
    assert {link.rpartition(".")[2] for link in links} == {"css", "js", "svg"}
    files = [client.get(link) for link in links]
    for file in files:
        assert file.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert file.headers["x-content-type-options"] == "nosniff"
    assert len(page.content) + sum(len(file.content) for file in files) < 60_000
    assert not re.search(r"https?://|<style|\sstyle=|<script>|\son\w+=", page.text)
    assert client.get("/static/chat.000000000000.css").status_code == 404
