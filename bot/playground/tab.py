"""One person's browser tab over the page API: calls, waiting, names, and the count of their clicks."""

import json
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from threading import Event
from typing import Any, TypeVar

import httpx

from bot.playground.reading import Names, Payload, message_lines, words

Seen = TypeVar("Seen")

_POLL = 0.025
_REDRAWN_WITHIN = 0.5


class PersonFailed(RuntimeError):
    """A person could not do or find something; the message says what they saw instead."""


class Tab:
    """`user` is the id acted as, "" for whomever the page opens with.

    Everything raises PersonFailed with Slack's own sentence when Slack refuses.
    """

    def __init__(self, client: httpx.Client, user: str, name: str) -> None:
        self._client = client
        self.user = user
        self.name = name
        self.click_count = 0

    def get(self, path: str, **query: str) -> Payload:
        acting = {"as": self.user} if self.user else {}
        return self._answer(self._client.get(f"/page/{path}", params={**acting, **query}))

    def post(self, path: str, **body: object) -> Payload:
        return self._answer(self._client.post(f"/page/{path}", json={"as": self.user, **body}))

    def upload(self, name: str, content: bytes) -> Payload:
        """Put a file into a form, and return it as the form carries it."""
        return dict(self.post("upload", name=name, content=b64encode(content).decode())["file"])

    def download(self, url: str) -> bytes:
        return self._client.get(url).raise_for_status().content

    def _answer(self, response: httpx.Response) -> Payload:
        response.raise_for_status()
        body: Payload = response.json()
        if not body.get("ok"):
            raise PersonFailed(f"{self.name} was told: {body.get('message') or body.get('error')}")
        return body

    def boot(self) -> Payload:
        return self.get("boot")

    def names(self) -> Names:
        boot = self.boot()
        zones = {user["id"]: user["tz"] for user in boot["users"]}
        return Names(
            users={user["id"]: user["real_name"] for user in boot["users"] if not user.get("deleted")},
            channels={one["id"]: one["name"] for one in boot["channels"] if not one["is_im"]},
            groups={group["id"]: group["handle"] for group in boot["usergroups"]},
            zone=zones.get(self.user, "Etc/UTC"),
        )

    def shortcut(self, name: str, kind: str) -> Payload:
        """Find a shortcut in the menu of a message ("message") or of the composer ("global") by its name."""
        offered = [one for one in self.boot()["shortcuts"] if one["type"] == kind]
        for shortcut in offered:
            if shortcut["name"] == name:
                return dict(shortcut)
        shown = ", ".join(repr(one["name"]) for one in offered) or "none"
        raise PersonFailed(f"{self.name} does not find the {kind} shortcut {name!r}; the menu shows {shown}")

    def channel(self, place: str) -> Payload:
        """Find a conversation in the sidebar: "#ml-deployments", or "@Name" for a direct one."""
        channels = self.boot()["channels"]
        for channel in channels:
            if channel["name"] == place[1:] and channel["is_im"] == place.startswith("@"):
                return dict(channel)
        shown = ", ".join(("@" if channel["is_im"] else "#") + channel["name"] for channel in channels)
        raise PersonFailed(f"{self.name} does not see {place}; the sidebar shows {shown}")

    def bot_channel(self) -> Payload:
        boot = self.boot()
        bot = boot["app"]["bot_user_id"]
        direct: list[Payload] = [one for one in boot["channels"] if one["is_im"] and one["user"] == bot]
        if not direct:
            raise PersonFailed(f"{self.name} has no conversation with the app")
        return direct[0]

    def messages(self, channel: str, thread_ts: str | None = None) -> list[Payload]:
        """Read a channel, or one thread of it with its root; oldest first."""
        if thread_ts is None:
            return list(self.get("messages", channel=channel)["messages"])
        return list(self.get("thread", channel=channel, ts=thread_ts)["messages"])

    def open_home(self) -> Payload | None:
        """Open the app's home and return it as the app redraws it then, or as it was if the app is content with it.

        Opening it tells the app, which may publish anew under new ids; so this listens before it opens.
        """
        query = {"as": self.user}
        with self._client.stream("GET", "/page/events", params=query, timeout=_REDRAWN_WITHIN) as stream:
            events = stream.iter_lines()
            next(events)
            view: Payload | None = self.get("home")["view"]
            try:
                for line in events:
                    event = json.loads(line.removeprefix("data:")) if line.startswith("data:") else {}
                    if event.get("type") == "home":
                        return dict(event["view"])
            except httpx.ReadTimeout:
                pass
        return view

    def stack(self) -> list[Payload]:
        """Return the open modals, topmost last."""
        return list(self.get("views")["stack"])

    def reach_page(self) -> None:
        """Raise PersonFailed while a modal lies over the page."""
        if stack := self.stack():
            raise PersonFailed(f"{self.name} has {words(stack[-1]['title'], Names())!r} before them, over the page")

    def click(self, count: int = 1) -> None:
        self.click_count += count

    def until(
        self,
        look: Callable[[], Seen | None],
        within: float,
        otherwise: Callable[[], str],
    ) -> Seen:
        """Look again and again for at most `within` seconds. Raises PersonFailed with what `otherwise` tells."""
        deadline = time.monotonic() + within
        never = Event()
        while (seen := look()) is None:
            if time.monotonic() >= deadline:
                raise PersonFailed(f"{self.name} waited {within:g} s and {otherwise()}")
            never.wait(_POLL)
        return seen

    def picture(self, messages: list[Payload]) -> str:
        names = self.names()
        return "\n".join(_pictured(messages, names)) or "    (nothing)"


def _pictured(messages: list[Payload], names: Names) -> Iterator[str]:
    for message in messages:
        author = names.user(str(message.get("user", "somebody")))
        note = " (only visible to you)" if message.get("is_ephemeral") else ""
        yield f"    {author}{note}:"
        yield from (f"        {line}" for line in message_lines(message, names))


def state_of(holder: Payload, block_id: str, action_id: str) -> dict[str, Any]:
    """Return the current value of an element of a message or view, as the page API tells it."""
    state: Payload = holder.get("state") or {}
    values: Payload = state.get("values", state)
    return dict(values.get(block_id, {}).get(action_id) or {})
