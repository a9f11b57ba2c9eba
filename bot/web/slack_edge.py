"""Slack over HTTP: one address for commands, interactivity and events.

Bolt's own HTTP adapters parse before they verify, lose a command whose form contains the letters "payload", and
block the event loop. Here a request is bounded, verified and parsed first, and Bolt sees what it would see in
Socket Mode.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from fastapi import Request, Response
from fastapi.responses import JSONResponse
from slack_bolt import BoltRequest, BoltResponse
from slack_sdk.signature import SignatureVerifier

from bot.web.errors import problem

BODY_LIMIT = 1024 * 1024
"""Bytes. The largest thing that Slack sends, a view's submission, stays below 300 kB."""
THREADS = 32

Dispatch = Callable[[BoltRequest], BoltResponse]


class _Rejection(Exception):
    def __init__(self, status: HTTPStatus, detail: str) -> None:
        super().__init__(detail)
        self.status = status


def _threads() -> Executor:
    return ThreadPoolExecutor(THREADS, thread_name_prefix="slack-edge")


@dataclass(frozen=True, slots=True)
class SlackEdge:
    """Answers what Slack posts. `dispatch` may block: it runs in threads of its own, so probes never wait for it."""

    dispatch: Dispatch
    signing_secret: str
    threads: Executor = field(default_factory=_threads)

    async def answer(self, request: Request) -> Response:
        """Return Bolt's answer; 413 too large, 400 malformed, 401 not signed by Slack within five minutes."""
        try:
            raw = await _read(request)
            text = _decoded(raw)
            if _is_certificate_check(text):
                return Response()
            self._verify(raw, request.headers)
            body = _parsed(text, request.headers)
        except _Rejection as rejection:
            return problem(rejection.status, str(rejection))
        if body.get("type") == "url_verification":
            return JSONResponse({"challenge": body.get("challenge")})
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.threads, self._dispatch, body, _retries(request.headers))

    def _verify(self, raw: bytes, headers: Mapping[str, str]) -> None:
        timestamp, signature = headers.get("x-slack-request-timestamp"), headers.get("x-slack-signature")
        try:
            is_from_slack = SignatureVerifier(self.signing_secret).is_valid(raw, timestamp, signature)
        except (ValueError, TypeError):  # a timestamp that is no number, a signature that is not ASCII
            is_from_slack = False
        if not is_from_slack:
            raise _Rejection(HTTPStatus.UNAUTHORIZED, "This is not signed by Slack, or it is more than 5 minutes old.")

    def _dispatch(self, body: dict[str, Any], headers: dict[str, Any]) -> Response:
        answer = self.dispatch(BoltRequest(body=body, mode="socket_mode", headers=headers))
        return Response(answer.body, answer.status, {"content-type": answer.first_headers()["content-type"]})


async def _read(request: Request) -> bytes:
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > BODY_LIMIT:
            raise _Rejection(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"A request has at most {BODY_LIMIT:,} bytes.")
    return bytes(raw)


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise _Rejection(HTTPStatus.BAD_REQUEST, "The body is not UTF-8.") from None


def _is_certificate_check(text: str) -> bool:
    # Slack tries a command's certificate now and then, without a signature. The answer tells nobody anything.
    return not text.startswith("{") and dict(parse_qsl(text)).get("ssl_check") == "1"


def _parsed(text: str, headers: Mapping[str, str]) -> dict[str, Any]:
    try:
        body = _fields(text, headers.get("content-type", ""))
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict) or not body:
        raise _Rejection(HTTPStatus.BAD_REQUEST, "The body is neither a JSON object nor a form.")
    return body


def _fields(text: str, content_type: str) -> Any:
    if content_type.startswith("application/json") or text.startswith("{"):
        return json.loads(text)
    form = dict(parse_qsl(text, keep_blank_values=True))
    # Interactivity comes as JSON in one field; a command is the form itself, whatever its text is.
    return json.loads(form["payload"]) if "payload" in form and "command" not in form else form


def _retries(headers: Mapping[str, str]) -> dict[str, Any]:
    names = ("x-slack-retry-num", "x-slack-retry-reason")
    return {name: headers[name] for name in names if name in headers}
