"""What callers see when something goes wrong: a problem document (RFC 9457), and a reference when it is a bug."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from http import HTTPStatus

import structlog
from fastapi import FastAPI
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.domain.errors import AnswersMissing, CheckError, Conflict, NotAllowed, NotFound, Refused, Repeated

log = structlog.get_logger(__name__)

# The nearest class of the family decides, so a new child needs no row of its own.
_STATUS: dict[type, HTTPStatus] = {
    NotFound: HTTPStatus.NOT_FOUND,
    NotAllowed: HTTPStatus.FORBIDDEN,
    Refused: HTTPStatus.UNPROCESSABLE_ENTITY,
    AnswersMissing: HTTPStatus.CONFLICT,
    Conflict: HTTPStatus.CONFLICT,
    Repeated: HTTPStatus.CONFLICT,
    CheckError: HTTPStatus.BAD_REQUEST,
}


class Boundary:
    """Turns a bug into a 500 with a short reference, and logs it once with its traceback.

    A middleware, because an exception handler for Exception answers and still lets Starlette raise the exception
    again, so that the server logs it a second time.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except ClientDisconnect:
            log.info("client_left", path=scope.get("path"))
        except Exception:  # a bug: the caller gets a reference, the log the traceback
            reference = secrets.token_hex(4)
            log.exception("request_failed", reference=reference, path=scope.get("path"))
            if not started:
                await _bug(reference)(scope, receive, send)


def describe_errors(app: FastAPI) -> None:
    """Let every refusal, ours and the framework's, leave as a problem document."""

    def refused(_request: Request, error: Exception) -> JSONResponse:
        code = error.code if isinstance(error, CheckError) else CheckError.code
        return problem(_status_of(error), str(error), code=code)

    def by_framework(_request: Request, error: Exception) -> JSONResponse:
        if not isinstance(error, HTTPException):
            raise error
        answer = problem(HTTPStatus(error.status_code), str(error.detail))
        answer.headers.update(error.headers or {})
        return answer

    app.add_exception_handler(CheckError, refused)
    app.add_exception_handler(HTTPException, by_framework)


def problem(status: HTTPStatus, detail: str, **members: str) -> JSONResponse:
    """Return a problem document; `detail` is a sentence for people, `members` are for programs."""
    content = {"type": "about:blank", "title": status.phrase, "status": int(status), "detail": detail, **members}
    return JSONResponse(content, status_code=status, media_type="application/problem+json")


def passes(name: str, check: Callable[[], bool]) -> bool:
    """Say whether a health check holds; one that raises does not."""
    try:
        return check()
    except Exception:  # whatever it is, a probe has to get its answer
        log.exception("health_check_failed", check=name)
        return False


def _bug(reference: str) -> JSONResponse:
    detail = f"This did not work, and it is not your fault. If it happens again, report it with the code {reference}."
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, detail, reference=reference)


def _status_of(error: Exception) -> HTTPStatus:
    return next((_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS), HTTPStatus.BAD_REQUEST)
