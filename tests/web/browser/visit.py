"""A person with a browser at the portal."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from accounts.services.demo_accounts import PASSWORD

HEIGHT = 844
LOCALES = {"zh": "zh-CN", "en": "en-GB"}
GRAVE = ("serious", "critical")
CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")
# What a finger has to hit; links within a sentence may be smaller (WCAG 2.5.8).
TARGETS = (
    ".button, .tool, .pill, .tabs a, .chip-city, a.item, .segments a, .topics a, .city-grid button, summary, .input"
)
SMALLER = """targets => targets.filter(e => e.offsetParent !== null && e.getBoundingClientRect().height < 43.5)
    .map(e => e.outerHTML.slice(0, 120))"""


class Visit:
    """One browser window of its own, in one language; it remembers what the page complained of."""

    def __init__(
        self,
        browser: Browser,
        url: str,
        language: str,
        width: int,
        screenshot_path: Callable[[str], Path],
        **options: Any,
    ) -> None:
        self.url, self.language, self.width, self._screenshot_path = url, language, width, screenshot_path
        self.context = browser.new_context(
            viewport={"width": width, "height": HEIGHT},
            locale=LOCALES[language],
            base_url=url,
            has_touch=width < 600,
            **options,
        )
        self.context.set_default_timeout(15_000)
        self.complaints: list[str] = []
        self.page = self.open()

    def open(self) -> Page:
        """Open another window of the same browser."""
        page = self.context.new_page()
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", self._stays_here)
        return page

    def _stays_here(self, request: Any) -> None:
        if not request.url.startswith((self.url, "data:", "blob:")):
            self.complaints.append(f"asked {request.url}")

    def go(self, path: str) -> Page:
        """Go to an address of the portal."""
        self.page.goto(path)
        return self.page

    def code(self) -> str:
        """Read the newest code where the demonstration shows it."""
        window = self.open()
        window.goto("/demonstration/messages/")
        found = CODE.search(window.locator("article .as-written").first.inner_text())
        window.close()
        assert found
        return found[0]

    def sign_in_by_phone(self, phone: str = "13800000000") -> None:
        """Sign in with a code to a phone."""
        self.go("/sign-in/")
        self.page.fill("input[name=phone]", phone)
        self.page.click("form[action$='/login/code/'] button")
        self.page.fill("input[name=code]", self.code())
        self.page.click("form:has(input[name=code]) button.wide")
        self.page.wait_for_url("**/me/")
        self.speak()

    def speak(self) -> None:
        """Choose our language: an account keeps the one that its last visitor chose."""
        button = self.page.get_by_role("button", name={"zh": "中文", "en": "English"}[self.language])
        if button.count():
            button.click()
            self.page.wait_for_load_state()

    def look(self, name: str) -> None:
        """Keep a picture, and hold the page to what everybody needs of it."""
        self.look_inside(name)
        assert self.page.locator(TARGETS).evaluate_all(SMALLER) == [], f"{name} has targets too small to hit"

    def look_inside(self, name: str) -> None:
        """Keep a picture of a page for staff; hold it to its width and to axe's grave findings."""
        page = self.page
        page.screenshot(path=self._screenshot_path(f"{name}-{self.language}-{self.width}"), full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= self.width, f"{name} scrolls sideways"
        found = Axe().run(page).response["violations"]
        grave = [
            (each["id"], [node["html"][:160] for node in each["nodes"]]) for each in found if each["impact"] in GRAVE
        ]
        assert grave == [], f"{name}: {grave}"

    def enter(self, email: str) -> None:
        """Sign in to the admin site as one of the demonstration's staff, from the page for it."""
        self.page.fill("input[name=username]", email)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.click("#login-form button[type=submit]")
        self.page.wait_for_url("**/admin/")
