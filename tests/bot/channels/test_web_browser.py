"""The web door as people meet it: Debian's Chromium against a real server."""

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, Protocol

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from bot.channels.web.app import web_app
from bot.domain import Outcome, Outgoing, Source
from bot.messages import say
from tests.fakes import FakeDoor

CHROMIUM = shutil.which("chromium")
MISSING = "no chromium here (apt-get install chromium), so the web door was not tried in a browser"
if not CHROMIUM and os.environ.get("DANBIET_REQUIRE_BROWSER") != "1":
    pytest.skip(MISSING, allow_module_level=True)

QUESTION = "Xã phải công khai những gì?"
SOURCE = Source(
    "luat-10-2022-qh15",
    "10/2022/QH15",
    "Luật Thực hiện dân chủ ở cơ sở",
    "Điều 11",
    "Điều 11",
    "Xã công khai 14 loại thông tin.",
    "digest",
)
ITEMS = [f"{number}. Việc thứ {number}, dự toán và quyết toán ngân sách hằng năm của xã." for number in range(1, 15)]
ANSWERS = {
    QUESTION: Outgoing(
        "Xã công khai 14 loại việc:\n" + "\n".join(ITEMS[:5]) + "\n\nCăn cứ: Điều 11 Luật số 10/2022/QH15.",
        more="\n".join(ITEMS[5:]),
        sources=(SOURCE,),
        choices=("Cơ quan", "Doanh nghiệp"),
        turn="t1",
    ),
    "Cơ quan": Outgoing("Cơ quan công khai trong 05 ngày làm việc.", turn="t2"),
    "gia vang": Outgoing("Việc này ngoài phạm vi của Dân Biết.", outcome=Outcome.OUT_OF_SCOPE),
}
FAULTS = Path(__file__).with_name("web_faults.js").read_text(encoding="utf-8")
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


class NewPage(Protocol):
    """Opens the chat page in a browser of its own."""

    def __call__(
        self,
        *,
        size: tuple[int, int] = (1280, 800),
        scheme: Literal["dark", "light"] = "light",
        script: bool = True,
        touch: bool = False,
    ) -> Page: ...


@pytest.fixture(scope="module")
def door() -> FakeDoor:
    return FakeDoor(ANSWERS)


@pytest.fixture(scope="module")
def address(door: FakeDoor) -> Iterator[str]:
    app = web_app(door, now=lambda: datetime.now(UTC), first_words=say("contact.trial"))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # Module scope: while Playwright's sync API runs, its loop would stand in the way of async tests elsewhere.
    assert CHROMIUM, MISSING
    args = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=args)
        yield launched
        launched.close()


@pytest.fixture
def new_page(browser: Browser, address: str) -> Iterator[NewPage]:
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def open_page(
        *,
        size: tuple[int, int] = (1280, 800),
        scheme: Literal["dark", "light"] = "light",
        script: bool = True,
        touch: bool = False,
    ) -> Page:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme=scheme,
            java_script_enabled=script,
            has_touch=touch,
            is_mobile=touch,
            reduced_motion="reduce",
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda line: problems.append(line.text) if "Content Security" in line.text else None)
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert problems == []


def ask(page: Page, question: str = QUESTION) -> None:
    before = page.locator(".answer").count()
    page.get_by_label(say("web.ask_label"), exact=True).last.fill(question)
    page.keyboard.press("Enter")
    expect(page.locator(".answer")).to_have_count(before + 1)


def test_a_question_is_answered_in_place_and_its_sources_fold_open(new_page: NewPage) -> None:
    page = new_page()
    expect(page.locator("#notice")).to_have_attribute("open", "")
    ask(page)
    expect(page.locator(".asked")).to_contain_text(QUESTION)
    expect(page.locator(".answer")).to_contain_text("Việc thứ 5")
    expect(page.locator(".waiting")).to_have_count(0)
    expect(page.locator("#suggestions")).to_be_hidden()
    expect(page.locator("#notice")).not_to_have_attribute("open", "")
    expect(page.get_by_text("Việc thứ 14")).to_be_hidden()
    page.get_by_text(say("web.more")).click()
    expect(page.get_by_text("Việc thứ 14")).to_be_visible()
    page.get_by_text(say("web.sources")).click()
    expect(page.get_by_text(SOURCE.quote)).to_be_visible()
    expect(page.locator(".tag")).to_have_text(say("web.source_digest"))
    ask(page, "gia vang")
    expect(page.locator(".answer")).to_have_count(2)


def test_waiting_is_shown_and_a_second_enter_asks_nothing_twice(
    new_page: NewPage, door: FakeDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "delay", 0.5)
    page = new_page()
    door.handled.clear()
    page.locator("#q").fill(QUESTION)
    page.locator("#q").press("Enter")
    expect(page.get_by_role("log").get_by_text(say("web.waiting"))).to_be_visible()
    page.locator("#q").fill(QUESTION)
    page.locator("#q").press("Enter")
    expect(page.locator(".answer")).to_have_count(1)
    expect(page.locator("#q")).to_have_value(QUESTION)
    assert len(door.handled) == 1


def test_choices_and_thumbs_answer_in_place(new_page: NewPage, door: FakeDoor) -> None:
    page = new_page()
    door.thumbs.clear()
    page.get_by_role("button", name=QUESTION).click()
    expect(page.locator(".answer")).to_have_count(1)
    page.get_by_role("button", name="Cơ quan", exact=True).click()
    expect(page.locator(".answer").nth(1)).to_contain_text("05 ngày làm việc")
    expect(page.locator(".answer").nth(1)).to_be_focused()
    page.locator(".answer").nth(1).get_by_role("button", name=say("web.useless")).click()
    expect(page.locator(".thanks")).to_be_focused()
    expect(page.locator(".thanks")).to_contain_text("Cảm ơn")
    assert [(turn, up) for _, turn, up in door.thumbs] == [("t2", False)]


def test_a_failed_request_keeps_the_question_and_the_next_try_works(new_page: NewPage) -> None:
    page = new_page()
    page.route("**/hoi", lambda route: route.abort())
    page.locator("#q").fill(QUESTION)
    page.locator("#q").press("Enter")
    expect(page.get_by_role("log")).to_contain_text(say("web.failed"))
    expect(page.locator("#q")).to_have_value(QUESTION)
    expect(page.locator(".asked")).to_have_count(0)
    page.unroute("**/hoi")
    page.get_by_role("button", name=say("web.ask"), exact=True).click()
    expect(page.locator(".answer")).to_contain_text("Việc thứ 1,")
    expect(page.get_by_role("log")).not_to_contain_text(say("web.failed"))


def test_a_fault_of_ours_keeps_the_question_too(
    new_page: NewPage, door: FakeDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "fault", RuntimeError("bí mật"))
    page = new_page()
    page.locator("#q").fill(QUESTION)
    page.locator("#q").press("Enter")
    expect(page.get_by_role("log")).to_contain_text(say("contact.broken"))
    expect(page.locator("#q")).to_have_value(QUESTION)


def test_shift_enter_starts_a_line_and_nothing_is_asked_for_nothing(new_page: NewPage, door: FakeDoor) -> None:
    page = new_page()
    door.handled.clear()
    page.locator("#q").press("Enter")
    expect(page.get_by_role("log")).to_contain_text(say("web.empty"))
    page.locator("#q").press_sequentially("một")
    page.locator("#q").press("Shift+Enter")
    page.locator("#q").press_sequentially("hai")
    expect(page.locator("#q")).to_have_value("một\nhai")
    assert door.handled == []


def test_everything_works_without_javascript(new_page: NewPage, door: FakeDoor) -> None:
    page = new_page(script=False)
    page.locator("#q").fill(QUESTION)
    page.get_by_role("button", name=say("web.ask"), exact=True).click()
    expect(page.locator(".asked")).to_contain_text(QUESTION)
    page.get_by_text(say("web.sources")).click()
    expect(page.get_by_text(SOURCE.quote)).to_be_visible()
    page.get_by_role("button", name="Cơ quan", exact=True).click()
    expect(page.locator(".answer")).to_contain_text("05 ngày làm việc")
    door.thumbs.clear()
    page.get_by_role("button", name=say("web.useful")).click()
    expect(page.get_by_role("log")).to_contain_text("Cảm ơn ông/bà.")
    assert [turn for _, turn, _ in door.thumbs] == ["t2"]


def test_the_keyboard_alone_suffices(new_page: NewPage) -> None:
    page = new_page()
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator(".answer")).to_have_count(1)
    expect(page.locator("#q")).to_be_focused()
    for _ in range(3):  # past the thumbs to the sources
        page.keyboard.press("Shift+Tab")
    expect(page.locator(".sources summary")).to_be_focused()
    assert page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(page.get_by_text(SOURCE.quote)).to_be_visible()


def test_on_a_phone_the_answer_takes_the_focus_and_stands_at_the_top(new_page: NewPage) -> None:
    page = new_page(size=(390, 844), touch=True)
    ask(page)
    expect(page.locator(".answer")).to_be_focused()
    box = page.locator(".asked").bounding_box()
    assert box
    assert 0 <= box["y"] < 60


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_is_legible_named_and_large_enough_in_both_schemes(
    new_page: NewPage, scheme: Literal["dark", "light"]
) -> None:
    page = new_page(scheme=scheme)
    dark = page.evaluate("() => getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0] < 128")
    assert dark == (scheme == "dark")
    assert page.evaluate(FAULTS) == []
    ask(page)
    ask(page, "gia vang")
    page.locator("#q").press("Enter")  # the kind words for an empty question
    page.evaluate("() => document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    assert page.evaluate(FAULTS) == []


@pytest.mark.parametrize("letters", ["106.25%", "212.5%"])
def test_nothing_is_wider_than_a_small_phone_even_in_large_letters(new_page: NewPage, letters: str) -> None:
    page = new_page(size=(320, 640))
    page.evaluate("(size) => { document.documentElement.style.fontSize = size; }", letters)
    assert page.evaluate(WIDER) <= 0
    ask(page)
    page.evaluate("() => document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    assert page.evaluate(WIDER) <= 0
    cut = "() => [...document.querySelectorAll('button, summary, p')].filter((e) => e.scrollWidth > e.clientWidth + 1"
    assert page.evaluate(cut + " && e.checkVisibility() && !e.matches('.unseen')).map((e) => e.outerHTML)") == []
