"""Signed HTTP delivery to the app's request URL, for an app that does not use Socket Mode."""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from urllib.parse import urlencode

import httpx

from bot.playground.app_link import FIRST, Attempt, Kind, NoAnswer
from bot.playground.records import Payload
from bot.playground.strict_json import read_json

_FORM, _JSON = "application/x-www-form-urlencoded", "application/json"
_TOKEN = "playground"  # noqa: S105 - the verification token, which Slack has deprecated for signatures
_NONE: Mapping[str, str] = {}


class HttpDelivery:
    """Posts commands as a form, interactions as `payload=<json>` and events as JSON, all to one URL."""

    def __init__(self, request_url: str, signing_secret: str, *, ack_seconds: float) -> None:
        self._url = request_url
        self._secret = signing_secret.encode()
        # trust_env: a proxy of this machine has no business on loopback.
        self._client = httpx.AsyncClient(timeout=ack_seconds, trust_env=False)
        self._verified: set[str] = set()
        self._verifying = asyncio.Lock()

    @property
    def connected(self) -> bool:
        return True

    async def deliver(self, kind: Kind, payload: Payload, attempt: Attempt = FIRST) -> Payload | None:
        """Return the JSON of the answer, a plain text as `{"text": …}`, None for an empty body. Raises NoAnswer."""
        await self._verify(kind)
        if kind == "events_api":
            headers = {"x-slack-retry-num": str(attempt.number), "x-slack-retry-reason": attempt.reason}
            answer = await self._post(_JSON, json.dumps(payload), headers if attempt.number else {})
            return _content(answer)
        form = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
        answer = await self._post(_FORM, urlencode({key: value for key, value in form.items() if value is not None}))
        if answer.status_code != httpx.codes.OK:
            raise NoAnswer("dispatch_failed")  # an event may be taken with another 2xx, an interaction not
        return _content(answer)

    async def _verify(self, kind: Kind) -> None:
        """Let the app prove, before the first event, that the URL is its own, and before the first command its TLS."""
        async with self._verifying:
            if kind in self._verified:
                return
            if kind == "events_api":
                await self._challenge()
            elif kind == "slash_commands":
                await self._post(_FORM, urlencode({"token": _TOKEN, "ssl_check": "1"}))
            self._verified.add(kind)

    async def _challenge(self) -> None:
        challenge = hashlib.sha256(self._secret + self._url.encode()).hexdigest()
        asked = {"type": "url_verification", "token": _TOKEN, "challenge": challenge}
        answer = await self._post(_JSON, json.dumps(asked))
        if challenge not in answer.text:
            raise NoAnswer("dispatch_failed", "http_error", is_final=True)

    async def _post(self, content_type: str, body: str, more: Mapping[str, str] = _NONE) -> httpx.Response:
        # The app compares the timestamp with its own wall clock, whatever clock the workspace runs on.
        timestamp = str(int(time.time()))
        signature = hmac.new(self._secret, f"v0:{timestamp}:{body}".encode(), hashlib.sha256).hexdigest()
        headers = {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": f"v0={signature}"}
        try:
            answer = await self._client.post(
                self._url, content=body.encode(), headers={**headers, **more, "Content-Type": content_type}
            )
        except httpx.TimeoutException as error:
            raise NoAnswer("operation_timeout", "http_timeout") from error
        except httpx.HTTPError as error:
            raise NoAnswer("dispatch_failed", "connection_failed") from error
        if not answer.is_success:
            is_final = answer.headers.get("x-slack-no-retry") == "1"
            raise NoAnswer("dispatch_failed", "http_error", is_final=is_final)
        return answer

    async def close(self) -> None:
        await self._client.aclose()


def _content(answer: httpx.Response) -> Payload | None:
    if not answer.content.strip():
        return None
    if not answer.headers.get("content-type", "").startswith("application/json"):
        return {"text": answer.text}
    try:
        content = read_json(answer.content)
    except ValueError as error:
        raise NoAnswer("dispatch_failed") from error
    if not isinstance(content, dict):
        raise NoAnswer("dispatch_failed")
    return content or None
