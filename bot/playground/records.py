"""The values that a workspace is made of, and how Slack writes them on the wire."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import ConfigDict, Field, with_config

from bot.slack.manifest import OPTIONAL_SCOPES, SCOPES, manifest

Payload = dict[str, Any]
Id = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9]{6,14}$")]
# A record that stands in the seed as it is.
_written = with_config(ConfigDict(extra="forbid"))
_TABS = manifest()["features"]["app_home"]
_EVENTS = manifest()["settings"].get("event_subscriptions", {}).get("bot_events", ())

EVENT_SCOPES = {
    "app_home_opened": "",
    "app_mention": "app_mentions:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
}
"""Every kind of event that happens here, with the scope that it takes to hear of it."""


def direct_id(user: str) -> str:
    """Return the id of the conversation between the app and a person."""
    return f"D{user[1:]}"


class SlackError(Exception):
    """A refusal as Slack words it: a stable code, lines for `response_metadata.messages`, more fields of the answer."""

    def __init__(self, code: str, *messages: str, **details: str) -> None:
        super().__init__(code, *messages)
        self.code = code
        self.messages = messages
        self.details = details


@_written
@dataclass(frozen=True, slots=True)
class Person:
    id: Id
    name: str
    real_name: str
    title: str = ""
    tz: str = "Etc/UTC"
    color: Annotated[str, Field(pattern="^[0-9a-f]{6}$")] = "9f69e7"
    is_bot: bool = False
    deleted: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_admin: bool = False
    team_id: Id | Literal[""] = ""
    """Of another workspace, for somebody who is here by a shared channel only."""

    @property
    def is_guest(self) -> bool:
        return self.is_restricted or self.is_ultra_restricted

    @property
    def is_stranger(self) -> bool:
        return bool(self.team_id)

    def to_wire(self, team_id: str, now: datetime) -> Payload:
        """Return the user object of users.info; `tz_offset` is in seconds and right for `now`."""
        team_id = self.team_id or team_id
        local = now.astimezone(ZoneInfo(self.tz))
        offset = local.utcoffset()
        profile = {"title": self.title, "real_name": self.real_name, "display_name": self.name}
        return {
            "id": self.id,
            "team_id": team_id,
            "name": self.name,
            "deleted": self.deleted,
            "color": self.color,
            "real_name": self.real_name,
            "tz": self.tz,
            "tz_label": local.tzname(),
            "tz_offset": int(offset.total_seconds()) if offset else 0,
            "profile": {**profile, "team": team_id},
            "is_admin": self.is_admin,
            "is_owner": False,
            "is_restricted": self.is_restricted,
            "is_ultra_restricted": self.is_ultra_restricted,
            "is_bot": self.is_bot,
            "is_app_user": False,
            **({"is_stranger": True} if self.is_stranger else {}),
        }


@dataclass(frozen=True, slots=True)
class Channel:
    id: str
    name: str
    members: tuple[str, ...]
    topic: str = ""
    is_private: bool = False
    is_im: bool = False
    is_archived: bool = False
    is_ext_shared: bool = False

    def to_wire(self, viewer: str) -> Payload:
        """Return the conversation object as `viewer` sees it."""
        common = {"id": self.id, "is_im": self.is_im, "is_archived": self.is_archived}
        if self.is_im:
            other = next((member for member in self.members if member != viewer), viewer)
            return {**common, "user": other, "is_private": True, "is_ext_shared": False}
        return {
            **common,
            "name": self.name,
            "is_channel": not self.is_private,
            "is_group": self.is_private,
            "is_mpim": False,
            "is_private": self.is_private,
            "is_member": viewer in self.members,
            "is_ext_shared": self.is_ext_shared,
            "is_shared": self.is_ext_shared,
            "is_general": False,
            "topic": {"value": self.topic},
            "purpose": {"value": ""},
        }


@dataclass(frozen=True, slots=True)
class UserGroup:
    id: str
    handle: str
    name: str
    users: tuple[str, ...]


@_written
@dataclass(frozen=True, slots=True)
class Command:
    command: Annotated[str, Field(pattern=r"^/[a-z0-9_-]{1,31}$")]
    description: str
    usage_hint: str = ""


@_written
@dataclass(frozen=True, slots=True)
class Shortcut:
    callback_id: str
    name: Annotated[str, Field(max_length=24)]
    type: Literal["message", "global"] = "message"


_SHORTCUTS = tuple(
    Shortcut(one["callback_id"], one["name"], one["type"]) for one in manifest()["features"].get("shortcuts", ())
)


@_written
@dataclass(frozen=True, slots=True)
class Bot:
    """The one app of the workspace; `user_id` is the person it speaks as.

    What it may do, what it hears of and which tabs it has is, without another word, what the bot's own manifest asks
    for.
    """

    app_id: Id
    bot_id: Id
    user_id: Id
    name: str
    commands: tuple[Command, ...] = ()
    shortcuts: tuple[Shortcut, ...] = _SHORTCUTS
    scopes: frozenset[str] = frozenset(SCOPES | OPTIONAL_SCOPES)
    events: frozenset[str] = frozenset(_EVENTS)
    has_home: bool = _TABS["home_tab_enabled"]
    has_messages: bool = _TABS["messages_tab_enabled"]
    takes_messages: bool = not _TABS["messages_tab_read_only_enabled"]


@dataclass(frozen=True, slots=True)
class Greeting:
    """A message that is there from the start."""

    channel: str
    author: str
    text: str
    minutes_ago: int


@dataclass(frozen=True, slots=True)
class Seed:
    """A workspace as it is before anybody did anything. Ids are ids here, not handles."""

    team_id: str
    name: str
    domain: str
    bot: Bot
    people: tuple[Person, ...]
    channels: tuple[Channel, ...]
    groups: tuple[UserGroup, ...]
    greetings: tuple[Greeting, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message. `viewer` is set on an ephemeral; `metadata` and `files` are kept as the app sent them."""

    ts: str
    channel: str
    author: str
    text: str
    blocks: tuple[Payload, ...] = ()
    thread_ts: str | None = None
    is_broadcast: bool = False
    is_tombstone: bool = False
    edited_ts: str | None = None
    metadata: Payload | None = None
    files: tuple[Payload, ...] = ()
    viewer: str | None = None

    @property
    def is_reply(self) -> bool:
        return self.thread_ts is not None and self.thread_ts != self.ts


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A modal or a Home tab of one person; `values` is what the person has typed or picked so far."""

    id: str
    user: str
    payload: Payload
    hash: str
    root_id: str
    previous_id: str | None
    values: Payload
