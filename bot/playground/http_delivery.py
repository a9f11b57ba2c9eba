"""Signed HTTP delivery to the app's request URL, for an app that does not use Socket Mode."""

import asyncio
import hashlib
import hmac
import json
import time
from urllib.parse import urlencode

import httpx

from bot.playground.app_link import Kind, NoAnswer
from bot.playground.records import Payload

_FORM = "application/x-www-form-urlencoded"


class HttpDelivery:
    """Posts commands as a form, interactions as `payload=<json>` and events as JSON, all to one URL."""

    def __init__(self, request_url: str, signing_secret: str, *, ack_seconds: float) -> None:
        self._url = request_url
        self._secret = signing_secret.encode()
        # trust_env: a proxy of this machine has no business on loopback.
        self._client = httpx.AsyncClient(timeout=ack_seconds, trust_env=False)
        self._verified = False
        self._verifying = asyncio.Lock()

    @property
    def connected(self) -> bool:
        return True

    async def deliver(self, kind: Kind, payload: Payload) -> Payload | None:
        """Return the JSON of the answer, a plain text as `{"text": …}`, None for an empty body. Raises NoAnswer."""
        if kind == "events_api":
            async with self._verifying:
                await self._verify()
            return _content(await self._post("application/json", json.dumps(payload)))
        form = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
        return _content(
            await self._post(_FORM, urlencode({key: value for key, value in form.items() if value is not None}))
        )

    async def _verify(self) -> None:
        """Let the app prove that the URL is its own before it gets the first event."""
        if self._verified:
            return
        challenge = hashlib.sha256(self._secret + self._url.encode()).hexdigest()
        asked = {"type": "url_verification", "token": "playground", "challenge": challenge}
        answer = await self._post("application/json", json.dumps(asked))
        if challenge not in answer.text:
            raise NoAnswer("dispatch_failed")
        self._verified = True

    async def _post(self, content_type: str, body: str) -> httpx.Response:
        # The app compares the timestamp with its own wall clock, whatever clock the workspace runs on.
        timestamp = str(int(time.time()))
        signature = hmac.new(self._secret, f"v0:{timestamp}:{body}".encode(), hashlib.sha256).hexdigest()
        headers = {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": f"v0={signature}"}
        try:
            answer = await self._client.post(
                self._url, content=body.encode(), headers={**headers, "Content-Type": content_type}
            )
        except httpx.TimeoutException as error:
            raise NoAnswer("operation_timeout") from error
        except httpx.HTTPError as error:
            raise NoAnswer("dispatch_failed") from error
        if answer.status_code != httpx.codes.OK:
            raise NoAnswer("dispatch_failed")
        return answer

    async def close(self) -> None:
        await self._client.aclose()


def _content(answer: httpx.Response) -> Payload | None:
    if not answer.content.strip():
        return None
    if not answer.headers.get("content-type", "").startswith("application/json"):
        return {"text": answer.text}
    try:
        content = answer.json()
    except ValueError as error:
        raise NoAnswer("dispatch_failed") from error
    if not isinstance(content, dict):
        raise NoAnswer("dispatch_failed")
    return content or None
