"""Slack's side of the HTTP edge: signed requests to a running server with a real Bolt app behind it."""

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx
from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from starlette.types import ASGIApp

from bot.web.server import WebServer

SECRET = "a-secret-of-the-tests"
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


@contextmanager
def served(app: ASGIApp) -> Iterator[httpx.Client]:
    """Yield a client of the application, which runs on a free port."""
    server = WebServer(app, "127.0.0.1", 0)
    server.start()
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{server.port}", timeout=10) as client:
            yield client
    finally:
        server.stop()


def bolt_app() -> App:
    """Return a Bolt app that asks Slack nothing."""

    def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token="xoxb-1", bot_user_id="UB")

    return App(
        authorize=authorize,
        request_verification_enabled=False,
        ssl_check_enabled=False,
        url_verification_enabled=False,
    )


@dataclass(frozen=True, slots=True)
class Slack:
    """Posts like Slack, signing with the time of `now`."""

    client: httpx.Client
    now: Callable[[], float] = time.time

    def form(self, fields: Mapping[str, str], **headers: str) -> httpx.Response:
        return self.post(urlencode(fields).encode(), FORM, 0, **headers)

    def command(self, text: str) -> httpx.Response:
        return self.form({"command": "/deploy-check", "text": text, "team_id": "T1", "user_id": "U1"})

    def interaction(self, payload: Mapping[str, Any]) -> httpx.Response:
        return self.form({"payload": json.dumps(payload)})

    def event(self, body: Mapping[str, Any], **headers: str) -> httpx.Response:
        return self.post(json.dumps(body).encode(), JSON, 0, **headers)

    def post(self, body: bytes, content_type: str, age: float = 0, **headers: str) -> httpx.Response:
        """Send a body that was signed `age` seconds ago; `headers` override, underscores standing for hyphens."""
        stamp = str(int(self.now() - age))
        digest = hmac.new(SECRET.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
        signed = {"x-slack-request-timestamp": stamp, "x-slack-signature": f"v0={digest}", "content-type": content_type}
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post("/slack/events", content=body, headers={**signed, **given})
