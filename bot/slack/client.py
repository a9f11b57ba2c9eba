"""The Web API as the bot uses it.

Nothing is retried here. The SDK's own handlers are off: one of them posts a message again when the connection
drops after Slack did the work (measured with slack_sdk 3.47).
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
from slack_sdk import WebClient

from bot.domain.people import ChannelId, Group, GroupId, Person, Standing, UserId, WorkspaceId
from bot.slack.failures import SlackBusy, SlackError, SlackRefused, sorted_failures
from bot.slack.pacing import EDIT, POST, Pacing
from bot.slack.storable import storable
from bot.slack.views.scene import Message
from bot.usecases.group_book import GroupsUnread
from bot.usecases.ports import ChannelView, Clock, FileGone, FileUnread, Presence

REQUEST_TIMEOUT = 10
LOOK_TIMEOUT = 2
"""Seconds for a call that somebody waits for inside Slack's three."""
METADATA_TYPE = "deploy_check_posting"
_SLACKBOT = "USLACKBOT"
_NO_GROUPS = {"missing_scope", "plan_upgrade_required"}
"""Codes that say that there are no groups for us: without the optional scope, or on a plan without groups."""
_PAGE = 100
_PAGES = 10


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the bot is in the workspace that its token belongs to."""

    workspace: WorkspaceId
    bot_user: UserId
    bot_id: str
    url: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message goes: a channel, and the root message when it is a reply."""

    channel: ChannelId
    thread_ts: str = ""


class SlackClient:
    """One workspace's Web API. Safe to use from several threads; each call is one connection.

    Every call keeps to `pacing`: it raises SlackBusy when its method has to wait.
    """

    def __init__(
        self, token: str, api_url: str, clock: Clock = lambda: datetime.now(UTC), *, pace: float = 1.0
    ) -> None:
        def client(timeout: int) -> WebClient:
            return WebClient(token=token, base_url=api_url, timeout=timeout, retry_handlers=[])

        self.web = client(REQUEST_TIMEOUT)
        self._quick = client(LOOK_TIMEOUT)
        self.pacing = Pacing(clock, pace)
        self._identity: Identity | None = None
        self._directs: dict[UserId, ChannelId] = {}
        self._lock = threading.Lock()

    def identity(self) -> Identity:
        """Return who the bot is; asked once, at the first need, so that the bot boots while Slack is down."""
        with self._lock:
            if self._identity is None:
                with self._calling("auth.test"):
                    told = self._quick.auth_test()
                self._identity = Identity(
                    WorkspaceId(told["team_id"]), UserId(told["user_id"]), told.get("bot_id") or "", told["url"]
                )
            return self._identity

    def knock(self) -> None:
        """Ask whether the token works; raises SlackError when it does not."""
        with self._calling("auth.test"):
            self._quick.auth_test()

    def post(self, place: Place, message: Message, posting: str, *, broadcast: bool = False) -> str:
        """Post a new message and return its ts. Never call this twice for one posting without looking for it."""
        metadata = {"event_type": METADATA_TYPE, "event_payload": {"posting": posting}}
        with self._calling(POST, place.channel):
            answer = self.web.chat_postMessage(
                channel=place.channel,
                text=message.text,
                blocks=message.blocks,
                metadata=metadata,
                thread_ts=place.thread_ts or None,
                reply_broadcast=broadcast or None,
                unfurl_links=False,
                unfurl_media=False,
            )
        return str(answer["ts"])

    def whisper(self, place: Place, user: UserId, message: Message) -> None:
        """Say something that one person sees until they reload; a courtesy that may be lost."""
        with self._calling("chat.postEphemeral"):
            self.web.chat_postEphemeral(
                channel=place.channel,
                user=user,
                text=message.text,
                blocks=message.blocks,
                thread_ts=place.thread_ts or None,
            )

    def edit(self, channel: ChannelId, ts: str, message: Message) -> None:
        """Replace a message's text and blocks; doing it again changes nothing."""
        with self._calling(EDIT, ts):
            self.web.chat_update(channel=channel, ts=ts, text=message.text, blocks=message.blocks)

    def attach(self, place: Place, name: str, content: str, comment: str) -> str:
        """Upload a text file into a thread and return the file's id."""
        body = content.encode()
        with self._calling("files.getUploadURLExternal"):
            ticket = self.web.files_getUploadURLExternal(filename=name, length=len(body))
        with self._calling("files.completeUploadExternal"):
            httpx.post(ticket["upload_url"], content=body, timeout=REQUEST_TIMEOUT).raise_for_status()
            self.web.files_completeUploadExternal(
                files=[{"id": ticket["file_id"], "title": name}],
                channel_id=place.channel,
                thread_ts=place.thread_ts,
                initial_comment=comment,
            )
        return str(ticket["file_id"])

    def find_posting(self, place: Place, posting: str, since: datetime) -> str:
        """Look for the message of a posting; return its ts, or "" when it is not there."""
        return self._find(place, since, lambda message: _is_posting(message, posting))

    def find_file(self, place: Place, name: str, since: datetime) -> str:
        """Look for a file that the bot attached; return the ts of its message, or ""."""
        own = self.identity().bot_user
        return self._find(
            place,
            since,
            lambda m: m.get("user") == own and any(file.get("name") == name for file in m.get("files") or []),
        )

    def open_dm(self, user: UserId) -> ChannelId:
        """Return the channel of the direct messages with somebody; it never changes, so Slack is asked once."""
        if user not in self._directs:
            with self._calling("conversations.open"):
                self._directs[user] = ChannelId(self.web.conversations_open(users=user)["channel"]["id"])
        return self._directs[user]

    def person(self, user: UserId) -> Person:
        """Read a name, a time zone, and what somebody is in the workspace."""
        return self._person(self.web, user)

    def person_now(self, user: UserId) -> Person:
        """Likewise, while somebody waits for it."""
        return self._person(self._quick, user)

    def _person(self, web: WebClient, user: UserId) -> Person:
        with self._calling("users.info"):
            told: Mapping[str, Any] = web.users_info(user=user)["user"]
        profile = told.get("profile") or {}
        # Full names, not handles: people read these in a record a year later.
        name = told.get("real_name") or profile.get("real_name") or profile.get("display_name") or told.get("name")
        zone, is_gone = str(told.get("tz") or ""), bool(told.get("deleted"))
        # Slack says of its own bot that it is a person.
        is_bot = bool(told.get("is_bot")) or user == _SLACKBOT
        return Person(user, storable(str(name or "")) or user, zone, is_gone, _standing(told), is_bot)

    def groups_in(self, workspace: WorkspaceId) -> Sequence[Group]:  # noqa: ARG002 - one token, one workspace
        """Implement GroupsIn; the scope for it is optional."""
        try:
            with self._calling("usergroups.list"):
                told: Sequence[Mapping[str, Any]] = self._quick.usergroups_list(include_users=True)["usergroups"]
        except SlackRefused as refused:
            if refused.code in _NO_GROUPS:
                return ()
            raise GroupsUnread(refused.code) from refused
        except SlackError as error:
            raise GroupsUnread(repr(error)) from error
        return [
            Group(
                GroupId(one["id"]),
                storable(str(one.get("name") or "")) or one["id"],
                frozenset(map(UserId, one.get("users") or ())),
            )
            for one in told
            if not one.get("date_delete")
        ]

    def open_view(self, trigger: str, view: Mapping[str, Any]) -> None:
        """Open a modal for whoever clicked; a trigger lives three seconds and works once."""
        with self._calling("views.open"):
            self._quick.views_open(trigger_id=trigger, view=dict(view))

    def push_view(self, trigger: str, view: Mapping[str, Any]) -> None:
        """Lay a modal over the one in which somebody clicked."""
        with self._calling("views.push"):
            self._quick.views_push(trigger_id=trigger, view=dict(view))

    def digest_of(self, workspace: WorkspaceId, file: str) -> str:  # noqa: ARG002 - one token, one workspace
        """Implement DigestOf: read a file piece by piece and forget it again."""
        try:
            with self._calling("files.info"):
                told: Mapping[str, Any] = self.web.files_info(file=file)["file"]
            return self._digest_at(str(told.get("url_private_download") or told["url_private"]), int(told["size"]))
        except SlackRefused as refused:
            if refused.code in {"file_not_found", "file_deleted"}:
                raise FileGone(file) from refused
            raise FileUnread(refused.code) from refused
        except (SlackError, KeyError, ValueError) as error:
            raise FileUnread(repr(error)) from error

    def _digest_at(self, url: str, size: int) -> str:
        digest, read = hashlib.sha256(), 0
        with (
            sorted_failures(),
            httpx.stream(
                "GET", url, headers={"Authorization": f"Bearer {self.web.token}"}, timeout=REQUEST_TIMEOUT
            ) as answer,
        ):
            answer.raise_for_status()
            for piece in answer.iter_bytes():
                digest.update(piece)
                read += len(piece)
        if read != size:  # a token that may not read files is shown a page to log in at, with status 200
            raise FileUnread(f"{read} bytes instead of {size}")
        return digest.hexdigest()

    def look_at(self, workspace: WorkspaceId, channel: ChannelId) -> ChannelView:  # noqa: ARG002 - one token, one workspace
        """Implement Channels: say whether the bot can post here."""
        try:
            with self._calling("conversations.info"):
                told: Mapping[str, Any] = self._quick.conversations_info(channel=channel)["channel"]
        except SlackRefused as refused:
            known = refused.code in {"channel_not_found", "not_in_channel"}
            return ChannelView(Presence.NO_CHANNEL if known else Presence.UNKNOWN)
        except SlackError:
            return ChannelView(Presence.UNKNOWN)
        return ChannelView(_presence(told), is_private=bool(told.get("is_private")))

    @contextmanager
    def _calling(self, method: str, place: str = "") -> Iterator[None]:
        """Make one call: in its turn, heeding a Retry-After, with whatever goes wrong as a SlackError."""
        self.pacing.take(method, place)
        try:
            with sorted_failures(method):
                yield
        except SlackBusy as busy:
            self.pacing.heed(busy)
            raise

    def _find(self, place: Place, since: datetime, matches: Callable[[Mapping[str, Any]], bool]) -> str:
        cursor = ""
        for _ in range(_PAGES):
            page = self._page(place, since, cursor)
            for message in page.get("messages") or []:
                if matches(message):
                    return str(message["ts"])
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                break
        return ""

    def _page(self, place: Place, since: datetime, cursor: str) -> Mapping[str, Any]:
        options: dict[str, Any] = {"limit": _PAGE, "include_all_metadata": True, "cursor": cursor or None}
        options["oldest"] = f"{since.timestamp():.6f}"
        with self._calling("conversations.replies" if place.thread_ts else "conversations.history"):
            if place.thread_ts:
                answer = self.web.conversations_replies(channel=place.channel, ts=place.thread_ts, **options)
            else:
                answer = self.web.conversations_history(channel=place.channel, **options)
        told: Mapping[str, Any] = answer.data if isinstance(answer.data, dict) else {}
        return told


def _is_posting(message: Mapping[str, Any], posting: str) -> bool:
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") == METADATA_TYPE:
        return (metadata.get("event_payload") or {}).get("posting") == posting
    return any(str(block.get("block_id", "")).startswith(f"{posting}/") for block in message.get("blocks") or [])


def _presence(channel: Mapping[str, Any]) -> Presence:
    if channel.get("is_im") or channel.get("is_mpim"):
        return Presence.NO_CHANNEL
    if channel.get("is_archived"):
        return Presence.ARCHIVED
    return Presence.THERE if channel.get("is_member") else Presence.ABSENT


def _standing(told: Mapping[str, Any]) -> Standing:
    if told.get("is_restricted") or told.get("is_ultra_restricted"):
        return Standing.GUEST
    return Standing.ADMIN if told.get("is_admin") or told.get("is_owner") else Standing.MEMBER
