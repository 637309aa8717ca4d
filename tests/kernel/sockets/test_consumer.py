"""The limits of a socket, and that what ends is noticed whenever it ends. On the real layer in Redis."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from asgiref.testing import ApplicationCommunicator

from services_portal.kernel.sockets import places
from services_portal.kernel.sockets.consumer import HintsConsumer
from services_portal.kernel.sockets.hints import declare_kind
from tests.kernel.sockets import doors

PATIENCE = 60
PONG = '{"type": "pong"}'
pytestmark = pytest.mark.django_db(transaction=True)
Scenario = Callable[[], Awaitable[None]]


@pytest.fixture(autouse=True)
def _door(settings) -> Iterator[None]:
    settings.PORTAL_SOCKET_DOOR = "tests.kernel.sockets.doors.ListedDoor"
    for kept in (doors.ended, doors.barred, doors.between):
        kept.clear()
    yield


def played(scenario: Scenario) -> Callable[..., None]:
    """Make a test of a scenario that awaits."""

    def test(settings) -> None:
        async_to_sync(scenario)(settings)  # type: ignore[call-arg]

    return test


class Socket:
    """A client within this process."""

    def __init__(self, token: str = "") -> None:
        offered = ["hints.v1", f"bearer.{token}"] if token else []
        scope = {"type": "websocket", "path": "/ws/", "headers": [], "subprotocols": offered}
        self.inner = ApplicationCommunicator(HintsConsumer.as_asgi(), scope)

    async def __aenter__(self) -> Socket:
        await self.inner.send_input({"type": "websocket.connect"})
        assert (await self._next())["type"] == "websocket.accept"
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.inner.send_input({"type": "websocket.disconnect", "code": 1000})
        await self.inner.wait(timeout=PATIENCE)

    async def _next(self) -> dict[str, Any]:
        return await self.inner.receive_output(timeout=PATIENCE)

    async def say(self, text: str | None = None, octets: bytes | None = None) -> None:
        await self.inner.send_input({"type": "websocket.receive", "text": text, "bytes": octets})

    async def hear(self) -> dict[str, Any]:
        return json.loads((await self._next())["text"])

    async def end(self) -> int:
        while (told := await self._next())["type"] != "websocket.close":
            pass
        return int(told["code"])


@played
async def test_who_says_nothing_is_not_waited_for(settings) -> None:
    settings.PORTAL_SOCKET_GREETING_SECONDS = 0.01
    async with Socket() as socket:
        assert await socket.end() == 4401


@played
async def test_a_ping_wants_an_answer(settings) -> None:
    settings.PORTAL_SOCKET_GREETING_SECONDS = settings.PORTAL_SOCKET_PING_SECONDS = 0.05
    async with Socket("good") as socket:
        assert [await socket.hear(), await socket.hear()] == [{"type": "ready"}, {"type": "ping"}]
        await socket.say(PONG)
        assert await socket.hear() == {"type": "ping"}
        assert await socket.end() == 4408


@played
async def test_what_ended_unheard_is_found_at_the_next_ping(settings) -> None:
    settings.PORTAL_SOCKET_GREETING_SECONDS = settings.PORTAL_SOCKET_PING_SECONDS = 0.05
    async with Socket("good") as socket:
        assert await socket.hear() == {"type": "ready"}
        doors.ended.add("good")
        assert await socket.end() == 4401


@played
async def test_what_ends_while_a_socket_opens_is_not_missed(settings) -> None:
    # Nobody hears the message yet: it is sent after the first look and before the socket listens.
    doors.between.append(lambda: doors.end("good"))
    async with Socket("good") as socket:
        assert await socket.end() == 4401


@played
async def test_an_end_closes_the_sockets_that_it_concerns_and_no_other(settings) -> None:
    async with Socket("good-1") as first, Socket("good-2") as second:
        assert [await first.hear(), await second.hear()] == [{"type": "ready"}, {"type": "ready"}]
        await sync_to_async(doors.end)("good-1")
        assert await first.end() == 4401
        doors.barred.add(doors.PERSON)
        await second.say(PONG)
        assert await second.end() == 4403


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ({"text": "x" * 4097}, 1009),
        ({"octets": b"{}"}, 4400),
        ({"text": "{"}, 4400),
        ({"text": "[" * 4000}, 4400),
        ({"text": '{"type": "authenticate", "token": "good"}'}, 4400),
        ({"text": '{"type": "subscribe"}'}, 4400),
    ],
)
def test_a_frame_that_is_none_ends_the_socket(frame: dict[str, Any], code: int) -> None:
    async def scenario() -> None:
        async with Socket("good") as socket:
            assert await socket.hear() == {"type": "ready"}
            await socket.say(**frame)
            assert await socket.end() == code

    async_to_sync(scenario)()


@played
async def test_frames_are_counted_between_two_pings(settings) -> None:
    settings.PORTAL_SOCKET_FRAMES = 2
    async with Socket("good") as socket:
        for _frame in range(3):
            await socket.say(PONG)
        assert await socket.end() == 4429


@played
async def test_a_person_has_so_many_sockets_and_gets_his_places_back(settings) -> None:
    settings.PORTAL_SOCKETS_PER_PERSON = 2
    async with Socket("good") as first:
        async with Socket("good") as second:
            assert [await first.hear(), await second.hear()] == [{"type": "ready"}, {"type": "ready"}]
            async with Socket("good") as third:
                assert await third.end() == 4429
        async with Socket("good") as fourth:
            assert await fourth.hear() == {"type": "ready"}


def test_a_place_of_a_process_that_died_fades(settings, monkeypatch) -> None:
    settings.PORTAL_SOCKETS_PER_PERSON = 1
    assert places.take(doors.PERSON, "dead")
    assert not places.take(doors.PERSON, "new")
    assert places.take(doors.PERSON, "dead")
    settings.PORTAL_SOCKET_PING_SECONDS = -1
    assert places.take(doors.PERSON, "dead")  # renewed a while ago, as it were
    assert places.take(doors.PERSON, "new")


def test_a_kind_of_hint_is_declared_once_and_never_called_like_what_a_socket_says() -> None:
    from accounts.models import User

    for name in ("level", "ping"):
        with pytest.raises(ValueError, match=name):
            declare_kind(name, User)
