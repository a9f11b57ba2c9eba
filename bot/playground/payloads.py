"""What Slack tells the app about a person's command, click, submission or message, field by field."""

from dataclasses import dataclass

from bot.playground.elements import value_key
from bot.playground.records import Channel, Message, Payload, View, direct_id
from bot.playground.tickets import Origin
from bot.playground.wording import as_command
from bot.playground.workspace import Workspace

_TOKEN = "playground"  # noqa: S105 - the verification token, which Slack has deprecated for signatures


@dataclass(frozen=True, slots=True)
class Click:
    """An action on a drawn element: `element` as drawn and `chosen` as `{"type": …, <key>: value}`."""

    user: str
    block_id: str
    element: Payload
    chosen: Payload


class Payloads:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def command(self, user: str, channel: Channel, command: str, text: str) -> Payload:
        workspace = self._workspace
        return {
            "token": _TOKEN,
            "team_id": workspace.seed.team_id,
            "team_domain": workspace.seed.domain,
            "channel_id": channel.id,
            "channel_name": "privategroup" if channel.is_private else channel.name,
            "user_id": user,
            "user_name": workspace.person(user).name,
            "command": command,
            "text": as_command(text, workspace),
            "api_app_id": workspace.bot.app_id,
            "is_enterprise_install": "false",
            "response_url": self._response_url(Origin(user, channel.id)),
            "trigger_id": workspace.tickets.trigger(user),
        }

    def _now(self) -> str:
        return f"{self._workspace.clock().timestamp():.6f}"

    def _response_url(self, origin: Origin) -> str:
        return f"{self._workspace.url}response/{self._workspace.tickets.response(origin)}"

    def _base(self, kind: str, user: str) -> Payload:
        workspace = self._workspace
        person = workspace.person(user)
        who = {
            "id": user,
            "username": person.name,
            "name": person.name,
            "team_id": person.team_id or workspace.seed.team_id,
        }
        return {
            "type": kind,
            "team": {"id": workspace.seed.team_id, "domain": workspace.seed.domain},
            "user": who,
            "api_app_id": workspace.bot.app_id,
            "token": _TOKEN,
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def message_action(self, click: Click, message: Message) -> Payload:
        """Return block_actions for a message; an ephemeral one travels without its content, as at Slack."""
        workspace = self._workspace
        container: Payload = {"type": "message", "message_ts": message.ts, "channel_id": message.channel}
        container["is_ephemeral"] = bool(message.viewer)
        wire = workspace.message_wire(message)
        if "thread_ts" in wire:
            container["thread_ts"] = wire["thread_ts"]
        payload = {
            **self._base("block_actions", click.user),
            "container": container,
            "trigger_id": workspace.tickets.trigger(click.user),
            "channel": self._channel(message.channel),
            "state": {"values": workspace.picked(click.user, message)},
            "response_url": self._response_url(Origin(click.user, message.channel, message.ts)),
            "actions": [_action(click, self._now())],
        }
        return payload if message.viewer else {**payload, "message": wire}

    def view_action(self, click: Click, view: View) -> Payload:
        in_modal = view.payload["type"] == "modal"
        return {
            **self._base("block_actions", click.user),
            "container": {"type": "view", "view_id": view.id},
            "trigger_id": self._workspace.tickets.trigger(click.user, view.id if in_modal else None),
            "view": self._workspace.view_wire(view),
            "actions": [_action(click, self._now())],
        }

    def submission(self, view: View) -> Payload:
        return {
            **self._base("view_submission", view.user),
            "trigger_id": self._workspace.tickets.trigger(view.user, view.id),
            "view": self._workspace.view_wire(view),
            "response_urls": [],
        }

    def closing(self, view: View, *, is_cleared: bool) -> Payload:
        wire = self._workspace.view_wire(view)
        return {**self._base("view_closed", view.user), "view": wire, "is_cleared": is_cleared}

    def shortcut(self, user: str, callback_id: str, message: Message | None) -> Payload:
        workspace = self._workspace
        payload = self._base("message_action" if message else "shortcut", user)
        payload |= {"callback_id": callback_id, "action_ts": self._now()}
        payload["trigger_id"] = workspace.tickets.trigger(user)
        if message is None:
            return payload
        return {
            **payload,
            "channel": self._channel(message.channel),
            "message": workspace.message_wire(message),
            "message_ts": message.ts,
            # Its answers go to the channel: Slack does not let them replace the message it was called on.
            "response_url": self._response_url(Origin(user, message.channel)),
        }

    def _channel(self, channel_id: str) -> Payload:
        channel = self._workspace.channels[channel_id]
        return {"id": channel_id, "name": "privategroup" if channel.is_private else channel.name}

    def event(self, event: Payload, *, is_shared: bool = False) -> Payload:
        workspace = self._workspace
        who = {"team_id": workspace.seed.team_id, "user_id": workspace.bot.user_id, "is_bot": True}
        return {
            "token": _TOKEN,
            "team_id": workspace.seed.team_id,
            "api_app_id": workspace.bot.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": workspace.new_id("Ev"),
            "event_time": int(workspace.clock().timestamp()),
            "authorizations": [{**who, "enterprise_id": None, "is_enterprise_install": False}],
            "is_ext_shared_channel": is_shared,
        }

    def said(self, message: Message) -> list[Payload]:
        """Return the events that the app gets for a person's message: that it was said, and that the app was named."""
        workspace = self._workspace
        channel = workspace.channels[message.channel]
        wire = workspace.message_wire(message)
        common: Payload = {key: wire[key] for key in ("user", "text", "ts", "team", "thread_ts") if key in wire}
        common |= {"channel": channel.id, "event_ts": message.ts}
        kinds = [_kind(channel)]
        if not channel.is_im and f"<@{workspace.bot.user_id}>" in message.text:
            kinds.append("app_mention")
        return [
            self.event(_typed(kind, common), is_shared=channel.is_ext_shared)
            for kind in kinds
            if workspace.bot.user_id in channel.members and workspace.hears_of(kind)
        ]

    def changed(self, before: Message, after: Message | None) -> list[Payload]:
        """Return the event for a message of a person that says something else now, or was taken away."""
        workspace = self._workspace
        channel = workspace.channels[before.channel]
        kind = _kind(channel)
        if workspace.bot.user_id not in channel.members or not workspace.hears_of(kind):
            return []
        ts = workspace.timeline.next_ts()
        event: Payload = {"channel": channel.id, "ts": ts, "event_ts": ts, "hidden": True}
        event["previous_message"] = workspace.message_wire(before)
        if after is None:
            event |= {"subtype": "message_deleted", "deleted_ts": before.ts}
        else:
            event |= {"subtype": "message_changed", "message": workspace.message_wire(after)}
        return [self.event(_typed(kind, event), is_shared=channel.is_ext_shared)]

    def home_opened(self, user: str) -> list[Payload]:
        workspace = self._workspace
        if not workspace.hears_of("app_home_opened"):
            return []
        event: Payload = {"type": "app_home_opened", "user": user, "tab": "home", "event_ts": self._now()}
        event["channel"] = direct_id(user)
        home = workspace.modals.home(user)
        return [self.event({**event, "view": workspace.view_wire(home)} if home else event)]


def _kind(channel: Channel) -> str:
    return "message.im" if channel.is_im else "message.groups" if channel.is_private else "message.channels"


def _typed(kind: str, event: Payload) -> Payload:
    """Say in an event what it is; all messages have one type and tell by another field where they were said."""
    name, _, place = kind.partition(".")
    return {"type": name, **({"channel_type": place.removesuffix("s")} if place else {}), **event}


def _action(click: Click, at: str) -> Payload:
    element = click.element
    shown: Payload = {key: element[key] for key in ("text", "value", "placeholder", "style") if key in element}
    if value_key(element):
        shown = {key: shown[key] for key in ("placeholder",) if key in shown}
    named = {"action_id": element["action_id"], "block_id": click.block_id, "action_ts": at}
    return {**shown, **click.chosen, **named}
