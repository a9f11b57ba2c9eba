"""Socket Mode: envelopes out, acknowledgements back, over up to ten WebSockets of one app."""

import asyncio
import json
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from fastapi import WebSocket, WebSocketDisconnect

from bot.playground.app_link import FIRST, Attempt, Kind, NoAnswer
from bot.playground.records import Payload
from bot.playground.strict_json import read_json

MAX_CONNECTIONS = 10
LIFE = 18_060.0
"""Seconds that Slack announces in its hello."""
_DEBUGGED_LIFE = 360.0
_NOTICE = 10.0
"""Seconds between the warning and the end."""


@dataclass(slots=True, eq=False)
class _Connection:
    socket: WebSocket
    leaving: bool = False
    ending: asyncio.Task[None] | None = None


@dataclass(slots=True, eq=False)
class _Pending:
    envelope: Payload
    answer: asyncio.Future[Any]
    on: _Connection | None = None


class SocketMode:
    """`changed` is told when the app comes or goes. `present` is set while at least one connection is open."""

    def __init__(
        self,
        app_id: str,
        new_id: Callable[[str], str],
        changed: Callable[[bool], None],
        *,
        ack_seconds: float,
        life: float = LIFE,
    ) -> None:
        self._app_id = app_id
        self._new_id = new_id
        self._changed = changed
        self._ack_seconds = ack_seconds
        self._life = life
        self._connections: list[_Connection] = []
        self._pending: dict[str, _Pending] = {}
        self._tickets: set[str] = set()
        self.present = threading.Event()

    @property
    def connected(self) -> bool:
        return bool(self._connections)

    def ticket(self) -> str:
        """Return the one-time password of a WebSocket URL."""
        ticket = self._new_id("")
        self._tickets.add(ticket)
        return ticket

    async def deliver(self, kind: Kind, payload: Payload, attempt: Attempt = FIRST) -> Payload | None:
        """Send an envelope to one connection; when that one dies before the ack, to another, within the same 3 s."""
        envelope_id = self._new_id("")
        envelope: Payload = {"envelope_id": envelope_id, "type": kind, "payload": payload}
        envelope["accepts_response_payload"] = kind != "events_api"
        if kind == "events_api":
            envelope |= {"retry_attempt": attempt.number, "retry_reason": attempt.reason.removeprefix("http_")}
        pending = _Pending(envelope, asyncio.get_running_loop().create_future())
        self._pending[envelope_id] = pending
        try:
            if not await self._send(pending):
                raise NoAnswer("dispatch_failed", "connection_failed")
            return _payload_of(await asyncio.wait_for(pending.answer, self._ack_seconds))
        except TimeoutError as error:
            raise NoAnswer("operation_timeout", "http_timeout") from error
        finally:
            del self._pending[envelope_id]

    async def _send(self, pending: _Pending) -> bool:
        for connection in sorted(self._connections, key=lambda known: known.leaving):
            # The next envelope goes to the next connection.
            self._connections.remove(connection)
            self._connections.append(connection)
            pending.on = connection
            if await _sent(connection, pending.envelope):
                return True
        pending.on = None
        return False

    async def serve(self, socket: WebSocket) -> None:
        """Run one connection until it ends."""
        ticket = socket.query_params.get("ticket", "")
        if ticket not in self._tickets:
            await socket.close(code=1008)
            return
        self._tickets.discard(ticket)
        await socket.accept()
        connection = _Connection(socket)
        if len(self._connections) >= MAX_CONNECTIONS:
            await _sent(connection, {"type": "disconnect", "reason": "too_many_websockets"})
            await socket.close()
            return
        life = min(self._life, _DEBUGGED_LIFE) if socket.query_params.get("debug_reconnects") == "true" else self._life
        connection.ending = asyncio.create_task(_grow_old(connection, life))
        await self._welcome(connection, life)
        try:
            while (message := await socket.receive())["type"] == "websocket.receive":
                self._acknowledge(message.get("text") or "")
        finally:
            connection.ending.cancel()
            await self._farewell(connection)

    async def _welcome(self, connection: _Connection, life: float) -> None:
        self._connections.append(connection)
        hello = {"type": "hello", "num_connections": len(self._connections)}
        info = {"debug_info": {"host": "playground", "approximate_connection_time": round(life)}}
        await _sent(connection, {**hello, **info, "connection_info": {"app_id": self._app_id}})
        self._tell_presence()
        await self._send_stranded()

    async def _farewell(self, connection: _Connection) -> None:
        if connection in self._connections:
            self._connections.remove(connection)
        for pending in self._pending.values():
            if pending.on is connection:
                pending.on = None
        self._tell_presence()
        await self._send_stranded()

    async def _send_stranded(self) -> None:
        for pending in list(self._pending.values()):
            if pending.on is None and not pending.answer.done():
                await self._send(pending)

    def _tell_presence(self) -> None:
        if self.connected != self.present.is_set():
            (self.present.set if self.connected else self.present.clear)()
            self._changed(self.connected)

    def _acknowledge(self, text: str) -> None:
        """Settle the envelope that an app names; whatever else it sends, and late acks, Slack ignores as well."""
        try:
            ack = read_json(text)
        except ValueError:
            return
        pending = self._pending.get(str(ack.get("envelope_id"))) if isinstance(ack, dict) else None
        if pending is not None and not pending.answer.done():
            pending.answer.set_result(ack.get("payload"))

    async def disconnect(self, reason: str) -> None:
        """Ask the app to replace its connections (`warning`, `refresh_requested`); they end ten seconds later."""
        for connection in list(self._connections):
            if connection.ending is not None:
                connection.ending.cancel()
            connection.ending = asyncio.create_task(_retire(connection, reason, _NOTICE))
        await asyncio.sleep(0)  # the tasks have spoken when this returns

    async def drop(self) -> None:
        """Close every connection without a word, as a network would."""
        for connection in list(self._connections):
            await connection.socket.close(code=1011)


async def _grow_old(connection: _Connection, life: float) -> None:
    notice = min(_NOTICE, life / 2)
    await asyncio.sleep(life - notice)
    await _retire(connection, "warning", notice)


async def _retire(connection: _Connection, reason: str, notice: float) -> None:
    """Let a connection end; until then it serves as long as there is no other."""
    connection.leaving = True
    await _say_leave(connection, reason)
    await asyncio.sleep(notice)
    if reason == "warning":
        await _say_leave(connection, "refresh_requested")
    with suppress(RuntimeError):  # it is closed already
        await connection.socket.close()


async def _say_leave(connection: _Connection, reason: str) -> None:
    await _sent(connection, {"type": "disconnect", "reason": reason, "debug_info": {"host": "playground"}})


async def _sent(connection: _Connection, message: Payload) -> bool:
    try:
        await connection.socket.send_text(json.dumps(message))
    except (WebSocketDisconnect, RuntimeError):  # starlette says RuntimeError for a socket that is closed already
        return False
    return True


def _payload_of(answer: object) -> Payload | None:
    if answer is None or answer == {}:
        return None
    if not isinstance(answer, dict):
        raise NoAnswer("dispatch_failed")
    return answer
