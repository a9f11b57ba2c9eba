"""The door of the Web API: admission, token, method, arguments, answer. Every call passes `WebApi.call`."""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.playground import methods_chat, methods_conversations, methods_files, methods_views
from bot.playground.arguments import Takes, parse
from bot.playground.records import Payload, SlackError
from bot.playground.traffic import Traffic
from bot.playground.workspace import Workspace

logger = logging.getLogger(__name__)


class Admission(Protocol):
    """What may delay or refuse a call before Slack looks at it."""

    async def admit(self, method: str) -> None:
        """Return when the call may go on, or raise SlackError."""


@dataclass(frozen=True, slots=True)
class Latency:
    """The same delay for every call, as a stand-in for the way to slack.com."""

    seconds: float

    async def admit(self, method: str) -> None:  # noqa: ARG002 - the delay is the same for all
        if self.seconds > 0:
            await asyncio.sleep(self.seconds)


@dataclass(frozen=True, slots=True)
class Call:
    method: str
    query: str
    content_type: str
    authorization: str
    body: bytes


@dataclass(frozen=True, slots=True)
class _Method:
    takes: Takes
    answer: Callable[[Workspace, Payload], Payload]


def _identity(workspace: Workspace, _args: Payload) -> Payload:
    seed, bot = workspace.seed, workspace.bot
    who = {"user": bot.name, "user_id": bot.user_id, "bot_id": bot.bot_id, "app_id": bot.app_id}
    return {"url": workspace.url, "team": seed.name, "team_id": seed.team_id, **who, "is_enterprise_install": False}


METHODS = {
    "auth.test": _Method(Takes(), _identity),
    "chat.postMessage": _Method(methods_chat.POST, methods_chat.post_message),
    "chat.update": _Method(methods_chat.UPDATE, methods_chat.update_message),
    "chat.delete": _Method(methods_chat.DELETE, methods_chat.delete_message),
    "chat.postEphemeral": _Method(methods_chat.EPHEMERAL, methods_chat.post_ephemeral),
    "chat.getPermalink": _Method(methods_chat.PERMALINK, methods_chat.permalink),
    "conversations.info": _Method(methods_conversations.INFO, methods_conversations.conversation),
    "conversations.open": _Method(methods_conversations.OPEN, methods_conversations.open_direct),
    "conversations.members": _Method(methods_conversations.MEMBERS, methods_conversations.members),
    "conversations.history": _Method(methods_conversations.HISTORY, methods_conversations.history),
    "conversations.replies": _Method(methods_conversations.REPLIES, methods_conversations.replies),
    "users.info": _Method(methods_conversations.USER, methods_conversations.user),
    "usergroups.list": _Method(methods_conversations.GROUPS, methods_conversations.groups),
    "usergroups.users.list": _Method(methods_conversations.GROUP_USERS, methods_conversations.group_users),
    "views.open": _Method(methods_views.OPEN, methods_views.open_view),
    "views.push": _Method(methods_views.OPEN, methods_views.push_view),
    "views.update": _Method(methods_views.UPDATE, methods_views.update_view),
    "views.publish": _Method(methods_views.PUBLISH, methods_views.publish_view),
    "files.getUploadURLExternal": _Method(methods_files.URL, methods_files.upload_url),
    "files.completeUploadExternal": _Method(methods_files.COMPLETE, methods_files.complete),
}
_CONNECT = "apps.connections.open"


class WebApi:
    """Answers calls. `connect` returns a fresh WebSocket URL for Socket Mode."""

    def __init__(
        self, workspace: Workspace, traffic: Traffic, admission: Admission, connect: Callable[[], str]
    ) -> None:
        self._workspace = workspace
        self._traffic = traffic
        self._admission = admission
        self._connect = connect

    async def call(self, call: Call) -> Payload:
        """Return the JSON answer; a refusal is `{"ok": false, "error": …}` as Slack sends it, with HTTP status 200."""
        answered = None
        began = time.perf_counter()
        try:
            raw = parse(call.query, call.content_type, call.body)
            shown = {key: value for key, value in raw.items() if key != "token"}
            answered = self._traffic.note("to_slack", call.method, shown, began)
            await self._admission.admit(call.method)
            answer: Payload = {"ok": True, **self._answer(call, raw)}
        except SlackError as refusal:
            answer = refused(refusal)
        answered = answered or self._traffic.note("to_slack", call.method, {}, began)
        answered(answer, answer.get("error"))
        return answer

    def _answer(self, call: Call, raw: Payload) -> Payload:
        if call.method == "api.test":
            return _echo(raw)
        if call.method != _CONNECT and call.method not in METHODS:
            raise SlackError("unknown_method")
        self._authorize(call, raw)
        if call.method == _CONNECT:
            return {"url": self._connect()}
        method = METHODS[call.method]
        arguments = method.takes.read(raw)
        with self._workspace.lock:
            return method.answer(self._workspace, arguments)

    def _authorize(self, call: Call, raw: Payload) -> None:
        token = call.authorization.removeprefix("Bearer ").strip()
        if not token and not call.content_type.startswith("application/json"):
            token = raw.get("token", "")  # Slack takes a token from a form, never from JSON
        if not token:
            raise SlackError("not_authed")
        if token not in {self._workspace.bot_token, self._workspace.app_token}:
            raise SlackError("invalid_auth")
        if (token == self._workspace.app_token) != (call.method == _CONNECT):
            raise SlackError("not_allowed_token_type")


def _echo(raw: Payload) -> Payload:
    args = {key: value for key, value in raw.items() if key != "token"}
    if args.get("error"):
        raise SlackError(str(args["error"]))
    return {"args": args}


def refused(refusal: SlackError) -> Payload:
    answer: Payload = {"ok": False, "error": refusal.code}
    return {**answer, "response_metadata": {"messages": list(refusal.messages)}} if refusal.messages else answer


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
