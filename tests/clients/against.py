"""``python -m tests.clients.against [HOME]``: `make run`, seeds and all, and three clients that sign in through it.

Each is what its authors published, and signs in as the demonstration's resident to the demonstration's app of a city. A
line for each; exit code 1 with the first that fails. HOME is the portal's home, ``var/clients`` by default.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.metadata import version
from json import loads
from pathlib import Path

import django

from tests.accounts.clients import BrowserClient
from tests.kernel.engines.harness import ROOT, free_port

CLIENT_ID, SECRET = "demonstration-qingdao", "Shandong-Demo-App-2026"
EMAIL, PASSWORD, PHONE = "resident@example.cn", "Shandong-Demo-2026", "+8613800000000"
APP = ("https://app.qingdao.example.cn/back", "https://app.qingdao.example.cn/bye")
SITE = ("https://www.qingdao.example.cn/oidc/callback/", "https://www.qingdao.example.cn/bye")


@contextmanager
def portal(home: Path) -> Iterator[str]:
    """Run `make run` until it says that it is ready; returns its address."""
    port, beside = free_port(), free_port()
    given = {"PORTAL_HOME": str(home), "PORT": str(port), "PORTAL_SOCKET_PORT": str(beside)}
    # As somebody would type it: nothing of what the tests set for themselves.
    unset = {"DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE"}
    kept = {name: value for name, value in os.environ.items() if name not in unset and not name.startswith("PORTAL_")}
    process = subprocess.Popen(
        ["make", "run"], cwd=ROOT, env=kept | given, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            if line.startswith("portal   | ready"):
                break
        else:
            raise SystemExit("the portal did not start")
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(process.pid, signal.SIGINT)  # as Ctrl-C does: to all of the terminal
        process.communicate()


@contextmanager
def resident(issuer: str) -> Iterator[BrowserClient]:
    """Open a browser in which the demonstration's resident has signed in."""
    browser = BrowserClient(issuer)
    with closing(browser.http):
        answer = browser.call("POST", "/auth/login", {"email": EMAIL, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        yield browser


def main(home: Path) -> None:
    """Run all three."""
    # The flows are shared with tests, which read models; nothing here asks a database.
    django.setup()
    from tests.clients.flows import HERE, Registered, by_authlib, by_mozilla, by_openid_client, city_website

    home.mkdir(parents=True, exist_ok=True)
    npm = loads((HERE / "node_modules" / "openid-client" / "package.json").read_text())["version"]
    with portal(home) as issuer:
        app, site = (Registered(issuer, CLIENT_ID, SECRET, *pair) for pair in (APP, SITE))
        with resident(issuer) as browser:
            print(f"openid-client {npm}: {by_openid_client(app, browser, phone=PHONE)}", flush=True)
        with resident(issuer) as browser:
            print(f"authlib {version('authlib')}: {by_authlib(app, browser, phone=PHONE)}", flush=True)
        with (
            resident(issuer) as browser,
            tempfile.TemporaryDirectory() as folder,
            city_website(site, Path(folder)) as city,
        ):
            told = by_mozilla(site, browser, city)
            print(f"mozilla-django-oidc {version('mozilla-django-oidc')}: {told}", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "var" / "clients")
