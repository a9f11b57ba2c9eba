"""What the page and the people driver call, acting as a person (`as`)."""

import asyncio
import base64
import binascii
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from inspect import signature

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, StreamingResponse

from bot.playground.app_link import AppLink
from bot.playground.interactions import Declined, Interactions, Press
from bot.playground.records import Channel, Payload, SlackError
from bot.playground.strict_json import read_json
from bot.playground.traffic import Traffic
from bot.playground.workspace import Workspace

_SENTENCES = {
    "channel_not_found": "There is no such channel, or you are not in it.",
    "not_in_channel": "You are not in this channel.",
    "is_archived": "This channel is archived.",
    "user_not_found": "There is no such person.",
    "cannot_act": "Choose a person to act as, whose account is active.",
    "message_not_found": "This message is gone.",
    "cant_update_message": "Only who wrote this message can change it.",
    "cannot_reply_to_message": "You cannot reply to this message.",
    "no_text": "Write something first.",
    "not_found": "This view is closed already.",
}
_KEEP_ALIVE = 15.0


class PageApi:
    """Answers of the page API, each a plain object without `ok`. Raises SlackError and Declined."""

    def __init__(self, workspace: Workspace, interactions: Interactions, link: AppLink, traffic: Traffic) -> None:
        self._workspace = workspace
        self._interactions = interactions
        self._link = link
        self._traffic = traffic

    def boot(self, me: str) -> Payload:
        workspace = self._workspace
        team, now, bot = workspace.seed.team_id, workspace.clock(), workspace.bot
        people = [person.to_wire(team, now) for person in workspace.people.values()]
        return {
            "workspace": {"id": team, "name": workspace.seed.name, "url": workspace.url},
            "me": me,
            "users": [{**person, "title": person["profile"]["title"]} for person in people],
            "usergroups": [
                {"id": group.id, "handle": group.handle, "name": group.name, "users": list(group.users)}
                for group in workspace.groups.values()
            ],
            "commands": [
                {"command": known.command, "description": known.description, "usage_hint": known.usage_hint}
                for known in workspace.commands_for(me)
            ],
            "shortcuts": [
                {"callback_id": known.callback_id, "name": known.name, "type": known.type}
                for known in workspace.shortcuts_for(me)
            ],
            "channels": [
                self._channel(channel, me) for channel in workspace.channels.values() if workspace.sees(me, channel)
            ],
            "app": {
                "name": bot.name,
                "bot_user_id": bot.user_id,
                "connected": self._link.connected,
                "has_home": bot.has_home,
                "takes_messages": bot.takes_messages,
            },
        }

    def _channel(self, channel: Channel, me: str) -> Payload:
        workspace = self._workspace
        unread, mentions = workspace.unread(me, channel.id)
        other = next((member for member in channel.members if member != me), me) if channel.is_im else None
        latest = next((message.ts for message in workspace.timeline.main(channel.id) if not message.viewer), None)
        return {
            "id": channel.id,
            "name": workspace.people[other].real_name if other else channel.name,
            "is_private": channel.is_private,
            "is_im": channel.is_im,
            "is_archived": channel.is_archived,
            "user": other,
            "is_member": me in channel.members,
            "num_members": len(channel.members),
            "topic": channel.topic,
            "unread": unread,
            "mentions": mentions,
            "latest": latest,
        }

    def messages(self, me: str, channel_id: str) -> Payload:
        channel = self._workspace.channel(channel_id, me)
        # An ephemeral reply is not in main(); one without a thread is, for its viewer.
        found = [known for known in self._workspace.timeline.main(channel.id) if known.viewer in {None, me}]
        shown = [self._workspace.shown(message, me) for message in reversed(found)]
        return {"messages": shown, "last_read": self._workspace.last_read(me, channel.id)}

    def thread(self, me: str, channel_id: str, ts: str) -> Payload:
        channel = self._workspace.channel(channel_id, me)
        root = self._workspace.message(channel.id, ts, me)
        thread = [root, *self._workspace.timeline.replies(channel.id, root.ts, me)]
        return {"messages": [self._workspace.shown(message, me) for message in thread]}

    def home(self, me: str) -> Payload:
        view = self._workspace.modals.home(me)
        self._interactions.open_home(me)
        return {"view": self._workspace.view_wire(view) if view else None}

    def views(self, me: str) -> Payload:
        return {"stack": self._workspace.stack_wire(me)}

    async def mark(self, me: str, body: Payload) -> Payload:
        with self._workspace.lock:
            channel = self._workspace.channel(_text(body, "channel"), me)
            self._workspace.mark(me, channel.id, _text(body, "ts"))
        return {}

    async def send(self, me: str, body: Payload) -> Payload:
        thread_ts = _text(body, "thread_ts") if body.get("thread_ts") else None
        await self._interactions.send(me, _text(body, "channel"), _text(body, "text"), thread_ts)
        return {}

    async def edit(self, me: str, body: Payload) -> Payload:
        await self._interactions.edit(me, _text(body, "channel"), _text(body, "ts"), _text(body, "text"))
        return {}

    async def remove(self, me: str, body: Payload) -> Payload:
        await self._interactions.remove(me, _text(body, "channel"), _text(body, "ts"))
        return {}

    async def action(self, me: str, body: Payload) -> Payload:
        press = Press(
            user=me,
            container=_object(body, "container"),
            block_id=_text(body, "block_id"),
            action_id=_text(body, "action_id"),
            given=_object(body, "input"),
            values=_object(body, "values"),
        )
        await self._interactions.press(press)
        return {}

    async def submit(self, me: str, body: Payload) -> Payload:
        errors = await self._interactions.submit(me, _text(body, "view_id"), _object(body, "values"))
        answer = self.views(me)
        return {**answer, "errors": errors} if errors else answer

    async def upload(self, me: str, body: Payload) -> Payload:
        """Take a file for a form; `content` is base64. The app learns of it when the form is submitted."""
        content = _bytes(body, "content")
        with self._workspace.lock:
            uploads = self._workspace.uploads
            announced = uploads.announce(_text(body, "name"), len(content))
            uploads.receive(announced.id, content)
            wire = uploads.wire(uploads.complete(announced.id, None))
            created = int(self._workspace.clock().timestamp())
        return {"file": {**wire, "user": me, "created": created, "timestamp": created}}

    async def close(self, me: str, body: Payload) -> Payload:
        self._interactions.close(me, _text(body, "view_id"), whole_stack=body.get("all") is True)
        return self.views(me)

    async def shortcut(self, me: str, body: Payload) -> Payload:
        message = None
        if "ts" in body:
            channel = self._workspace.channel(_text(body, "channel"), me)
            message = self._workspace.message(channel.id, _text(body, "ts"), me)
        await self._interactions.shortcut(me, _text(body, "callback_id"), message)
        return {}

    async def events(self, me: str) -> AsyncIterator[str]:
        """Yield Server-Sent Events, with a comment now and then so that a lost browser is noticed."""
        feed = self._workspace.feed
        watcher = feed.join(me)
        try:
            yield ": connected\n\n"
            while True:
                try:
                    event = await asyncio.wait_for(watcher.queue.get(), _KEEP_ALIVE)
                except TimeoutError:
                    yield ": still here\n\n"
                    continue
                if event is None:
                    return
                yield f"data: {json.dumps(event)}\n\n"
        finally:
            feed.leave(watcher)

    def actor(self, user_id: str) -> str:
        """Return a person whom one may act as. Raises SlackError."""
        return self._workspace.actor(user_id).id

    def visitor(self, user_id: str) -> str:
        """Return whom a page opens as: the person it remembers, or, when it knows nobody here, the first one."""
        people = self._workspace.people
        known = people.get(user_id)
        if known is not None and not (known.is_bot or known.deleted):
            return user_id
        return next(person.id for person in people.values() if not (person.is_bot or person.deleted))


def _text(body: Payload, key: str) -> str:
    value = body.get(key)
    if not isinstance(value, str):
        raise SlackError("invalid_input", f"`{key}` must be a string.")
    return value


def _bytes(body: Payload, key: str) -> bytes:
    try:
        return base64.b64decode(_text(body, key), validate=True)
    except binascii.Error as error:
        raise SlackError("invalid_input", f"`{key}` must be base64.") from error


def _object(body: Payload, key: str) -> Payload:
    value = body.get(key) or {}
    if not isinstance(value, dict):
        raise SlackError("invalid_input", f"`{key}` must be an object.")
    return value


def page_routes(api: PageApi, workspace: Workspace, traffic: Traffic) -> APIRouter:
    """Return the routes under /page/. Refusals answer HTTP 200 with `{"ok": false, "error": …, "message": …}`."""
    router = APIRouter(prefix="/page")
    reads: dict[str, Callable[..., Payload]] = {
        "boot": api.boot,
        "messages": api.messages,
        "thread": api.thread,
        "home": api.home,
        "views": api.views,
    }
    for name, read in reads.items():
        router.add_api_route(f"/{name}", _reading(api, workspace, read), methods=["GET"])
    writes: dict[str, Callable[[str, Payload], Awaitable[Payload]]] = {
        "send": api.send,
        "edit": api.edit,
        "remove": api.remove,
        "action": api.action,
        "submit": api.submit,
        "close": api.close,
        "upload": api.upload,
        "shortcut": api.shortcut,
        "mark": api.mark,
    }
    for name, write in writes.items():
        router.add_api_route(f"/{name}", _writing(api, write), methods=["POST"])

    async def events(request: Request) -> StreamingResponse:
        stream = api.events(request.query_params.get("as", ""))
        return StreamingResponse(stream, media_type="text/event-stream", headers={"Cache-Control": "no-store"})

    async def inspector(request: Request) -> JSONResponse:
        after = request.query_params.get("after", "0")
        return JSONResponse({"ok": True, "entries": traffic.after(int(after) if after.isdecimal() else 0)})

    router.add_api_route("/events", events, methods=["GET"])
    router.add_api_route("/traffic", inspector, methods=["GET"])
    return router


# The names in a query and the parameters of PageApi's reads.
_QUERY = {"channel": "channel_id", "ts": "ts"}


def _reading(
    api: PageApi, workspace: Workspace, read: Callable[..., Payload]
) -> Callable[[Request], Awaitable[JSONResponse]]:
    takes = [(key, name) for key, name in _QUERY.items() if name in signature(read).parameters]

    async def endpoint(request: Request) -> JSONResponse:
        query = request.query_params
        try:
            with workspace.lock:
                who = query.get("as", "")
                me = api.visitor(who) if read == api.boot else api.actor(who)
                answer = read(me, **{name: query.get(key, "") for key, name in takes})
        except SlackError as refusal:
            return _refused(refusal)
        return JSONResponse({"ok": True, **answer})

    return endpoint


def _writing(
    api: PageApi, write: Callable[[str, Payload], Awaitable[Payload]]
) -> Callable[[Request], Awaitable[JSONResponse]]:
    async def endpoint(request: Request) -> JSONResponse:
        # A foreign web page cannot send this type without asking first, and nobody answers that question.
        if request.headers.get("content-type", "").partition(";")[0] != "application/json":
            return JSONResponse({"ok": False, "error": "not_json", "message": "Send JSON."}, status_code=415)
        try:
            body = _parsed(await request.body())
            answer = await write(api.actor(_text(body, "as")), body)
        except SlackError as refusal:
            return _refused(refusal)
        except Declined as declined:
            return JSONResponse({"ok": False, "error": declined.code, "message": declined.sentence})
        return JSONResponse({"ok": True, **answer})

    return endpoint


def _parsed(body: bytes) -> Payload:
    try:
        parsed = read_json(body)
    except ValueError as error:
        raise SlackError("invalid_input", "The body is not JSON.") from error
    if not isinstance(parsed, dict):
        raise SlackError("invalid_input", "The body is not an object.")
    return parsed


def _refused(refusal: SlackError) -> JSONResponse:
    sentence = refusal.messages[0] if refusal.messages else _SENTENCES.get(refusal.code, "That is not possible here.")
    return JSONResponse({"ok": False, "error": refusal.code, "message": sentence})
