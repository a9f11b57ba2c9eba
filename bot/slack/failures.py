"""Every way in which a call to Slack fails, sorted by what may be done about it.

SlackError
├── SlackBusy         429: come back after `seconds`
├── SlackUnreachable  the request never left; it is safe to try again
├── SlackSilent       no answer, or a server error: the work may have been done all the same
└── SlackRefused      Slack said no; `code` tells why
"""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.error import URLError

import httpx
from slack_sdk.errors import SlackApiError

_SERVER_ERROR = 500
_TOO_MANY = 429
_BUSY = {"ratelimited", "rate_limited"}
_MAY_HAVE_WORKED = {"internal_error", "fatal_error", "service_unavailable", "request_timeout"}


class SlackError(Exception):
    """Slack did not do what it was asked."""


class SlackBusy(SlackError):
    """Too many requests of one method: Slack said so, or our own pacing before it could."""

    def __init__(self, seconds: float, method: str = "") -> None:
        super().__init__(f"{method} ratelimited for {seconds:.3g} s".strip())
        self.seconds = seconds
        self.method = method


class SlackUnreachable(SlackError):
    """There was no connection."""


class SlackSilent(SlackError):
    """Nobody knows whether it was done."""


class SlackRefused(SlackError):
    """Slack said no."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code} {detail}".strip())
        self.code = code


@contextmanager
def sorted_failures(method: str = "") -> Iterator[None]:
    """Turn whatever a call of `method` raises into a SlackError."""
    try:
        yield
    except SlackApiError as error:
        raise _sorted(error, method) from error
    except URLError as error:
        if isinstance(error.reason, ConnectionRefusedError):
            raise SlackUnreachable(str(error)) from error
        raise SlackSilent(str(error)) from error
    except httpx.ConnectError as error:
        raise SlackUnreachable(str(error)) from error
    except (OSError, http.client.HTTPException, httpx.HTTPError) as error:
        raise SlackSilent(repr(error)) from error


def _sorted(error: SlackApiError, method: str) -> SlackError:
    response: Any = error.response
    code = str(response.get("error", "")) if hasattr(response, "get") else ""
    status = getattr(response, "status_code", 0)
    if status == _TOO_MANY or code in _BUSY:
        return SlackBusy(_retry_after(response), method)
    if status >= _SERVER_ERROR or code in _MAY_HAVE_WORKED:
        return SlackSilent(code or f"HTTP {status}")
    details = (response.get("response_metadata") or {}).get("messages") or [response.get("needed") or ""]
    return SlackRefused(code or f"http_{status}", "; ".join(map(str, details)))


def _retry_after(response: Any) -> float:
    try:
        return max(float(response.headers.get("Retry-After", 1)), 0.0)
    except (TypeError, ValueError):
        return 1.0
