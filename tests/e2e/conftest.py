"""A running portal, a real browser, and a page that tells what went wrong in it."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.stack import Stack

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
# Pictures of every journey, for whoever wants to look.
PICTURES = os.environ.get("PICTURES", "")


@pytest.fixture(scope="session")
def portal() -> Iterator[Stack]:
    stack = Stack()
    try:
        yield stack.start()
        assert stack.stop() == 128 + 15, stack.log()
    finally:
        stack.discard()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield chromium
        chromium.close()


class Visitor:
    """One person at the portal; notes what no page may do: complain on the console, ask another host."""

    def __init__(self, context: BrowserContext, stack: Stack) -> None:
        self.stack = stack
        self.complaints: list[str] = []
        self.page: Page = context.new_page()
        self.page.set_default_timeout(15_000)
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        context.on("request", self._asked)

    def open(self, path: str) -> Page:
        answer = self.page.goto(self.stack.address + path)
        assert answer is not None
        assert answer.status < 400, f"{path}: {answer.status}"
        return self.page

    def picture(self, name: str) -> None:
        if PICTURES:
            Path(PICTURES).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)

    def captcha(self) -> None:
        """Read the answer where the server keeps it, as somebody would read it off the picture."""
        key = self.page.locator("input[name=captcha_0]").get_attribute("value")
        with sqlite3.connect(self.stack.database) as database:
            row = database.execute("SELECT response FROM captcha_captchastore WHERE hashkey = ?", [key])
            self.page.locator("input[name=captcha_1]").fill(row.fetchone()[0])

    def sign_in(self, word: str) -> None:
        """Sign in with the first demo login whose printed line contains the word."""
        name, password = self.stack.login(word)
        self.open("/quan-tri/login/")
        self.page.fill("input[name=username]", name)
        self.page.fill("input[name=password]", password)
        self.page.click("button[type=submit]")
        self.page.wait_for_url("**/quan-tri/**")

    def _heard(self, message: Any) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{self.page.url}: {message.text}")

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((self.stack.address, "data:", "blob:", "about:")):
            self.complaints.append(f"{self.page.url} asked {request.url}")


@pytest.fixture
def visit(browser: Browser, portal: Stack) -> Iterator[Callable[..., Visitor]]:
    """Let somebody come to the portal: `visit()` on a phone, `visit(DESK)`, `visit(java_script=False)`."""
    contexts: list[BrowserContext] = []
    visitors: list[Visitor] = []

    def come(size: dict[str, int] | None = None, *, java_script: bool = True) -> Visitor:
        context = browser.new_context(viewport=size or PHONE, locale="vi-VN", java_script_enabled=java_script)
        contexts.append(context)
        visitors.append(Visitor(context, portal))
        return visitors[-1]

    yield come
    for context in contexts:
        context.close()
    assert not [complaint for visitor in visitors for complaint in visitor.complaints]
