"""The state of the local Slack and its rules: who is where, who sees what, and what is said.

Everything here expects `Workspace.lock` to be held by the door that was entered through: a Web API call, a page
call, a delivery, or a test.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from threading import RLock
from typing import Any

from bot.playground.access import Access
from bot.playground.elements import state_values
from bot.playground.feed import Feed
from bot.playground.modals import Modals, carried, view_wire
from bot.playground.records import (
    EVENT_SCOPES,
    Channel,
    Command,
    Message,
    Payload,
    Person,
    Seed,
    Shortcut,
    SlackError,
    View,
    direct_id,
)
from bot.playground.tickets import Tickets
from bot.playground.timeline import Timeline
from bot.playground.uploads import Uploads

_REPLY_USERS = 5
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"


class Workspace:
    """`url` ends with a slash. Ids follow from `random_seed`, times from `clock`."""

    def __init__(self, seed: Seed, *, url: str, clock: Callable[[], datetime], random_seed: int = 1) -> None:
        self.lock = RLock()
        self.seed, self.bot, self.url, self.clock = seed, seed.bot, url, clock
        self._random = Random(random_seed)  # noqa: S311 - ids and toy tokens must be the same in every run
        self.people = {person.id: person for person in seed.people}
        self.channels = {channel.id: channel for channel in seed.channels}
        self.groups = {group.id: group for group in seed.groups}
        for person in seed.people:
            if not (person.is_bot or person.is_stranger):
                direct = Channel(direct_id(person.id), "directmessage", (person.id, self.bot.user_id), is_im=True)
                self.channels[direct.id] = direct
        self.access = Access(seed.bot.scopes, self.new_id)
        self.signing_secret = f"{self._random.getrandbits(128):032x}"
        self.feed = Feed()
        self.timeline = Timeline(clock)
        self.modals = Modals(self.new_id, self._views_changed)
        self.tickets = Tickets(clock, self.new_id)
        self.uploads = Uploads(self.new_id, url)
        self._picked: dict[tuple[str, str, str], Payload] = {}
        self._read: dict[tuple[str, str], str] = {}
        self._greet()

    def _greet(self) -> None:
        for greeting in self.seed.greetings:
            ts = self.timeline.next_ts(self.clock() - timedelta(minutes=greeting.minutes_ago))
            self.timeline.put(Message(ts=ts, channel=greeting.channel, author=greeting.author, text=greeting.text))
        now = self.timeline.next_ts()
        self._read = {(person, channel): now for person in self.people for channel in self.channels}

    def new_id(self, prefix: str) -> str:
        return prefix + "".join(self._random.choices(_ALPHABET, k=10))

    # who is where

    def person(self, user_id: str) -> Person:
        if user_id not in self.people:
            raise SlackError("user_not_found")
        return self.people[user_id]

    def sees(self, viewer: str, channel: Channel) -> bool:
        """Members see a channel; a public one is also seen by everybody who is neither a guest nor a stranger."""
        person = self.people[viewer]
        is_open = not (channel.is_private or channel.is_im or person.is_guest or person.is_stranger)
        return viewer in channel.members or is_open

    def channel(self, channel_id: str, viewer: str) -> Channel:
        """Return a channel that `viewer` may know of; another one does not exist for them."""
        channel = self.channels.get(channel_id)
        if channel is None or not self.sees(viewer, channel):
            raise SlackError("channel_not_found")
        return channel

    def channel_to_post(self, channel_id: str, author: str) -> Channel:
        channel = self.channel(channel_id, author)
        if channel.is_archived:
            raise SlackError("is_archived")
        if author not in channel.members:
            raise SlackError("not_in_channel")
        return channel

    def hears_of(self, event: str) -> bool:
        """Return whether the app subscribes to a kind of event and has the scope that it takes."""
        needed = EVENT_SCOPES[event]
        return event in self.bot.events and (not needed or needed in self.access.scopes)

    def actor(self, user_id: str) -> Person:
        """Return somebody who can do things here. Raises SlackError."""
        person = self.person(user_id)
        if person.is_bot or person.deleted:
            raise SlackError("cannot_act")
        return person

    def commands_for(self, user: str) -> tuple[Command, ...]:
        """Return what the app offers to `user`: nothing to people of another workspace, who may press buttons only."""
        return () if self.people[user].is_stranger else self.bot.commands

    def shortcuts_for(self, user: str) -> tuple[Shortcut, ...]:
        return () if self.people[user].is_stranger else self.bot.shortcuts

    def visible(self, user_id: str) -> Person:
        """Return whom the bot may know of; a stranger only while they share a channel with it. Raises SlackError."""
        person = self.person(user_id)
        rooms = (channel.members for channel in self.channels.values())
        if person.is_stranger and not any({user_id, self.bot.user_id} <= {*members} for members in rooms):
            raise SlackError("user_not_visible")
        return person

    def direct(self, user_id: str) -> Channel:
        """Return the conversation between the bot and a person. Raises SlackError.

        Whether an app may write to people of another workspace is not documented, so here it may not.
        """
        person = self.visible(user_id)
        if person.is_bot:
            raise SlackError("cannot_dm_bot")
        if person.deleted:
            raise SlackError("user_disabled")
        if person.is_stranger:
            raise SlackError("user_not_visible")
        if not self.bot.has_messages:
            raise SlackError("messages_tab_disabled")
        return self.channels[direct_id(person.id)]

    def change_channel(self, channel: Channel) -> None:
        self.channels[channel.id] = channel
        self.feed.tell_all({"type": "channels"})

    def change_person(self, person: Person) -> None:
        self.people[person.id] = person
        self.feed.tell_all({"type": "channels"})

    # what is said

    def post(self, message: Message) -> Message:
        self.timeline.put(message)
        self._announce("ephemeral" if message.viewer else "message", message)
        if message.is_reply and not message.viewer:
            self._announce_root(message)
        self._unread_changed(message)
        return message

    def say(self, channel: str, text: str, blocks: tuple[Payload, ...], **more: Any) -> Message:
        """Post as the bot; `more` are fields of a Message."""
        ts = self.timeline.next_ts()
        return self.post(Message(ts=ts, channel=channel, author=self.bot.user_id, text=text, blocks=blocks, **more))

    def update(self, message: Message) -> Message:
        self.timeline.put(message)
        self._announce("ephemeral" if message.viewer else "message_changed", message)
        return message

    def delete(self, message: Message) -> None:
        tombstone = self.timeline.remove(message)
        if tombstone is not None:
            self._announce("message_changed", tombstone)
            return
        if message.viewer:
            self.feed.tell(message.viewer, {"type": "ephemeral_deleted", "channel": message.channel, "ts": message.ts})
            return
        self._announce("message_deleted", message)
        if message.is_reply:
            self._announce_root(message)

    def message(self, channel_id: str, ts: str, viewer: str) -> Message:
        """Return a message that `viewer` sees. Raises SlackError `message_not_found`."""
        message = self.timeline.find(channel_id, ts)
        if message is None or message.viewer not in {None, viewer}:
            raise SlackError("message_not_found")
        return message

    def thread_root(self, channel_id: str, thread_ts: str) -> Message:
        """Return what a reply may hang on. Raises SlackError `cannot_reply_to_message`."""
        root = self.timeline.find(channel_id, thread_ts)
        if root is None or root.is_reply or root.viewer:
            raise SlackError("cannot_reply_to_message")
        return root

    # what a person has picked in messages, and read

    def pick(self, viewer: str, message: Message, values: Payload) -> None:
        self._picked[viewer, message.channel, message.ts] = values

    def picked(self, viewer: str, message: Message) -> Payload:
        """Return `state.values` of a message for one viewer."""
        stored = carried(list(message.blocks), self._picked.get((viewer, message.channel, message.ts), {}))
        return state_values(message.blocks, stored)

    def mark(self, user: str, channel_id: str, ts: str) -> None:
        self._read[user, channel_id] = max(ts, self.last_read(user, channel_id))
        self._tell_unread(user, channel_id)

    def last_read(self, user: str, channel_id: str) -> str:
        return self._read.get((user, channel_id), "0")

    def unread(self, user: str, channel_id: str) -> tuple[int, int]:
        """Return (unread messages in the channel itself, unread messages that call for `user` by name or in a DM)."""
        since = self.last_read(user, channel_id)
        groups = [f"<!subteam^{group.id}" for group in self.groups.values() if user in group.users]
        calls = re.compile("|".join(map(re.escape, [f"<@{user}", "<!here", "<!channel", "<!everyone", *groups])))
        unread = mentions = 0
        for message in self.timeline.everything(channel_id):
            if message.ts <= since:
                break
            if message.author != user and not message.viewer:
                unread += not message.is_reply or message.is_broadcast
                mentions += self.channels[channel_id].is_im or bool(calls.search(message.text))
        return unread, mentions

    # how it is shown

    def message_wire(self, message: Message, *, with_metadata: bool = False) -> Payload:
        author = self.people[message.author]
        wire: Payload = {"type": "message", "user": message.author, "text": message.text, "ts": message.ts}
        wire |= {"team": author.team_id or self.seed.team_id, "blocks": list(message.blocks)}
        if author.id == self.bot.user_id:
            wire |= {"bot_id": self.bot.bot_id, "app_id": self.bot.app_id, "bot_profile": self._bot_profile()}
        if message.thread_ts:
            wire["thread_ts"] = message.thread_ts
        if message.edited_ts:
            wire["edited"] = {"user": message.author, "ts": message.edited_ts}
        if message.files:
            wire["files"] = list(message.files)
        if with_metadata and message.metadata:
            wire["metadata"] = message.metadata
        if message.viewer:
            return wire | {"is_ephemeral": True}
        return wire | self._thread_wire(message) | self._subtype(message)

    def _bot_profile(self) -> Payload:
        bot, team = self.bot, self.seed.team_id
        profile: Payload = {"id": bot.bot_id, "app_id": bot.app_id, "user_id": bot.user_id, "name": bot.name}
        return profile | {"team_id": team, "deleted": False, "updated": 0, "icons": {}}

    def _thread_wire(self, message: Message) -> Payload:
        if message.is_reply:
            root = self.timeline.find(message.channel, message.thread_ts or "")
            return {"parent_user_id": root.author} if root else {}
        replies = self.timeline.replies(message.channel, message.ts)
        if not replies:
            return {}
        authors = list(dict.fromkeys(reply.author for reply in replies))
        return {
            "thread_ts": message.ts,
            "reply_count": len(replies),
            "reply_users": authors[:_REPLY_USERS],
            "reply_users_count": len(authors),
            "latest_reply": replies[-1].ts,
            "is_locked": False,
            "subscribed": False,
        }

    def _subtype(self, message: Message) -> Payload:
        if message.is_tombstone:
            return {"subtype": "tombstone", "user": "USLACKBOT", "hidden": True}
        root = self.timeline.find(message.channel, message.thread_ts or "") if message.is_broadcast else None
        if root:
            return {"subtype": "thread_broadcast", "root": self.message_wire(root)}
        return {}

    def shown(self, message: Message, viewer: str) -> Payload:
        """Return a message as the page of `viewer` gets it, with what they have picked in it."""
        return self.message_wire(message) | {"state": self.picked(viewer, message)}

    def view_wire(self, view: View) -> Payload:
        return view_wire(view, self.seed.team_id, self.bot)

    # live updates

    def audience(self, message: Message) -> set[str]:
        watching = self.feed.listening()
        if message.viewer:
            return watching & {message.viewer}
        channel = self.channels[message.channel]
        return watching & set(channel.members) if channel.is_private or channel.is_im else watching

    def _announce(self, kind: str, message: Message) -> None:
        for user in self.audience(message):
            event: Payload = {"type": kind, "channel": message.channel, "message": self.shown(message, user)}
            if message.viewer and message.thread_ts:
                event["thread_ts"] = message.thread_ts
            self.feed.tell(user, event)

    def _announce_root(self, reply: Message) -> None:
        root = self.timeline.find(reply.channel, reply.thread_ts or "")
        if root is not None:
            self._announce("message_changed", root)

    def _unread_changed(self, message: Message) -> None:
        if not message.viewer:
            self._read[message.author, message.channel] = message.ts
            for user in self.audience(message):
                self._tell_unread(user, message.channel)

    def _tell_unread(self, user: str, channel_id: str) -> None:
        unread, mentions = self.unread(user, channel_id)
        self.feed.tell(user, {"type": "unread", "channel": channel_id, "unread": unread, "mentions": mentions})

    def _views_changed(self, user: str) -> None:
        if user in self.feed.listening():
            self.feed.tell(user, {"type": "views", "stack": self.stack_wire(user)})

    def stack_wire(self, user: str) -> list[Payload]:
        return [self.view_wire(view) for view in self.modals.stack(user)]

    def publish_home(self, user: str, payload: Payload, expected_hash: str | None) -> View:
        view = self.modals.publish(user, payload, expected_hash)
        self.feed.tell(user, {"type": "home", "view": self.view_wire(view)})
        return view


def edited(message: Message, *, text: str, blocks: tuple[Payload, ...], metadata: Payload | None, ts: str) -> Message:
    """Return `message` with new content. An edit with blocks leaves no mark; metadata stays unless given."""
    return replace(
        message,
        text=text,
        blocks=blocks,
        metadata=metadata or message.metadata,
        edited_ts=message.edited_ts if blocks else ts,
    )
