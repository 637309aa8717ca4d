from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from django.core.management import call_command
from django.db import connection, connections
from playwright.sync_api import Browser, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.web.browser.visit import Visit

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
]
CITIES = ("jinan", "qingdao", "zaozhuang")  # the last one speaks Chinese only


@pytest.fixture(scope="package")
def chromium(django_db_setup) -> Iterator[Browser]:
    """A browser for the tests of this folder.

    Its driver keeps an event loop in this thread, which Django takes for an asynchronous caller with database
    connections of its own. They are closed before the loop goes: nobody would find them afterwards, and a database
    that is still in use cannot be dropped.
    """
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed (Debian package chromium)")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()
        connections.close_all()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="module")
def portal(django_db_setup, django_db_blocker) -> Iterator[str]:
    """The portal with its seeds, three cities' old catalogues and the demonstration's logins; the address it serves.

    It is filled once a module, outside the transaction of a test, for the server looks from a thread of its own. The
    database is emptied in the end, so it must be the one made for tests: the modules carry the mark ``django_db``.
    """
    assert connection.settings_dict["NAME"].startswith("test_")
    with django_db_blocker.unblock():
        call_command("seed_cities", verbosity=0)
        call_command("seed_catalog", verbosity=0)
        for slug in CITIES:
            call_command("catalogue_migrate", slug, verbosity=0)
        call_command("demo_accounts", verbosity=0)
        server = LiveServer("localhost")
        yield server.url
        server.stop()
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def visit(chromium, portal, screenshot_path) -> Iterator[Callable[..., Visit]]:
    """Return a way to come to the portal with a browser of one's own; at the end nothing may have gone wrong in it."""
    opened: list[Visit] = []

    def come(language: str = "zh", width: int = 390, **options: object) -> Visit:
        opened.append(Visit(chromium, portal, language, width, screenshot_path, **options))
        return opened[-1]

    yield come
    for each in opened:
        each.context.close()
    assert [line for each in opened for line in each.complaints] == []
