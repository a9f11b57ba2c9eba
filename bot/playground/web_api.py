"""The door of the Web API: admission, token, method, arguments, answer. Every call passes `WebApi.call`."""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.playground.access import CONNECT
from bot.playground.arguments import parse, warnings
from bot.playground.faults import CallFault, Fate, Faults
from bot.playground.methods import METHODS
from bot.playground.rate_limits import POSTING, RateLimited, RateLimits
from bot.playground.records import Payload, SlackError, direct_id
from bot.playground.traffic import Traffic
from bot.playground.workspace import Workspace

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Call:
    method: str
    query: str
    content_type: str
    authorization: str
    body: bytes


class Lost(Exception):
    """Nothing comes back: the connection ends, early or late."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back over HTTP: JSON, or the bare text of a server that has broken down."""

    body: Payload | str
    status: int = HTTPStatus.OK
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def error(self) -> str | None:
        return self.body if isinstance(self.body, str) else self.body.get("error")

    def shown(self) -> Payload:
        """Return the answer as the inspector shows it."""
        told = {"error": self.body} if isinstance(self.body, str) else self.body
        return told if self.status == HTTPStatus.OK else {**told, "http": {"status": self.status, **self.headers}}


_SPOILT = {
    CallFault.SERVER_ERROR: Answer("Internal Server Error", HTTPStatus.INTERNAL_SERVER_ERROR),
    CallFault.UNAVAILABLE: Answer({"ok": False, "error": "service_unavailable"}, HTTPStatus.SERVICE_UNAVAILABLE),
    CallFault.INTERNAL_ERROR: Answer({"ok": False, "error": "internal_error"}),
    CallFault.REVOKED: Answer({"ok": False, "error": "token_revoked"}),
}


class WebApi:
    """Answers calls. `connect` returns a fresh WebSocket URL for Socket Mode."""

    def __init__(
        self, workspace: Workspace, traffic: Traffic, limits: RateLimits, faults: Faults, connect: Callable[[], str]
    ) -> None:
        self._workspace = workspace
        self._traffic = traffic
        self._limits = limits
        self._faults = faults
        self._connect = connect

    async def call(self, call: Call) -> Answer:
        """Return the answer: a refusal is `{"ok": false, "error": …}` with HTTP status 200, or 429. Raises Lost."""
        began = time.perf_counter()
        raw, answer = self._read(call)
        shown = {key: value for key, value in raw.items() if key != "token"}
        answered = self._traffic.note("to_slack", call.method, shown, began)
        fate = self._faults.next_call()
        if fate.wait:
            await asyncio.sleep(fate.wait)
        if answer is None and fate.done:
            answer = self._worked(call, raw)
        try:
            answer = await self._spoilt(fate, answer)
        except Lost:
            answered(None, fate.fault)
            raise
        answered(answer.shown(), answer.error)
        return answer

    def _read(self, call: Call) -> tuple[Payload, Answer | None]:
        """Return the arguments, or what is wrong with the body that they should be in."""
        try:
            return parse(call.query, call.content_type, call.body), None
        except SlackError as refusal:
            return {}, refused(refusal)

    def _worked(self, call: Call, raw: Payload) -> Answer:
        try:
            return Answer({"ok": True, **_with_warnings(self._answer(call, raw), warnings(call.content_type))})
        except SlackError as refusal:
            return refused(refusal)

    async def _spoilt(self, fate: Fate, answer: Answer | None) -> Answer:
        """Return what is left of an answer, which is all of it when nothing goes wrong. Raises Lost."""
        if fate.fault in _SPOILT:
            return _SPOILT[fate.fault]
        if fate.fault in {CallFault.SILENT_BEFORE, CallFault.SILENT_AFTER}:
            await asyncio.sleep(self._faults.plan.silence)
        if fate.fault is not None or answer is None:
            raise Lost
        return answer

    def _answer(self, call: Call, raw: Payload) -> Payload:
        if call.method == "api.test":
            return _echo(raw)
        if call.method != CONNECT and call.method not in METHODS:
            raise SlackError("unknown_method")
        token = call.authorization.removeprefix("Bearer ").strip() or raw.get("token", "")
        with self._workspace.lock:
            if call.method == CONNECT:
                self._workspace.access.check(token, CONNECT, ())
                self._limits.take(CONNECT)
                return {"url": self._connect()}
            method = METHODS[call.method]
            self._workspace.access.check(token, call.method, method.scopes)
            self._limits.take(call.method, self._place(raw) if call.method == POSTING else "")
            return method.answer(self._workspace, method.takes.read(raw))

    def _place(self, raw: Payload) -> str:
        """Return the channel that a message is for; a person stands for the conversation with them."""
        channel = str(raw.get("channel"))
        return direct_id(channel) if channel in self._workspace.people else channel


def _with_warnings(answer: Payload, warned: list[str]) -> Payload:
    if not warned:
        return answer
    metadata = {**answer.get("response_metadata", {}), "warnings": warned}
    return {**answer, "warning": ",".join(warned), "response_metadata": metadata}


def _echo(raw: Payload) -> Payload:
    args = {key: value for key, value in raw.items() if key != "token"}
    if args.get("error"):
        raise SlackError(str(args["error"]))
    return {"args": args}


def refused(refusal: SlackError) -> Answer:
    """Return how a refusal is worded on the wire."""
    body: Payload = {"ok": False, "error": refusal.code, **refusal.details}
    if refusal.messages:
        body["response_metadata"] = {"messages": list(refusal.messages)}
    if isinstance(refusal, RateLimited):
        return Answer(body, HTTPStatus.TOO_MANY_REQUESTS, {"Retry-After": str(refusal.retry_after)})
    return Answer(body)


class Boundary:
    """The outermost catch: a bug in here is logged once and answered as Slack answers its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def noticing(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, noticing)
        except Exception:
            logger.exception("The playground could not answer %s", scope.get("path"))
            if scope["type"] == "http" and not begun:
                await JSONResponse({"ok": False, "error": "internal_error", "message": "Something broke in here."})(
                    scope, receive, send
                )
