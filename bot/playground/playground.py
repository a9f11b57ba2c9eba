"""A playground as a test holds it: what was said, what stands open, and what may go wrong, without HTTP in between."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from types import TracebackType
from typing import Self

from slack_sdk import WebClient

from bot.playground.faults import NO_FAULTS, FaultPlan
from bot.playground.records import Channel, Message, Payload
from bot.playground.server import Options, PlaygroundServer


class Playground:
    """A server that runs inside a `with` block. People act through the page API at `server.url`."""

    def __init__(self, options: Options | None = None) -> None:
        self.server = PlaygroundServer(options)
        self._workspace = self.server.workspace

    def __enter__(self) -> Self:
        self.server.start()
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.server.stop()

    def client(self) -> WebClient:
        """Return a client with the bot's token that never repeats a call on its own."""
        return WebClient(self.server.bot_token, base_url=self.server.api_url, retry_handlers=[])

    # what people see

    def messages(self, channel: str) -> list[Payload]:
        """Return everything in a channel with its threads, oldest first, with metadata and without ephemerals."""
        return self._wires(channel, lambda message: message.viewer is None)

    def thread(self, channel: str, ts: str) -> list[Payload]:
        return self._wires(channel, lambda known: known.viewer is None and ts in {known.ts, known.thread_ts})

    def ephemerals(self, channel: str, user: str) -> list[Payload]:
        return self._wires(channel, lambda message: message.viewer == user)

    def _wires(self, channel: str, wanted: Callable[[Message], bool]) -> list[Payload]:
        with self._workspace.lock:
            found = [message for message in self._workspace.timeline.everything(channel) if wanted(message)]
            return [self._workspace.message_wire(message, with_metadata=True) for message in reversed(found)]

    def modals(self, user: str) -> list[Payload]:
        """Return the open modals of a person, the topmost last."""
        with self._workspace.lock:
            return self._workspace.stack_wire(user)

    def home(self, user: str) -> Payload | None:
        with self._workspace.lock:
            view = self._workspace.modals.home(user)
            return self._workspace.view_wire(view) if view else None

    def traffic(self, name: str | None = None) -> list[Payload]:
        """Return the last 500 requests in both directions, or those of one method, command or payload type."""
        entries = self.server.traffic.after(0)
        return [entry for entry in entries if name in {None, entry["name"]}]

    # what may happen to a workspace

    def archive(self, channel: str) -> None:
        self._change(channel, lambda known: replace(known, is_archived=True))

    def unarchive(self, channel: str) -> None:
        self._change(channel, lambda known: replace(known, is_archived=False))

    def join(self, channel: str, user: str) -> None:
        self._change(channel, lambda known: replace(known, members=(*known.members, user)))

    def leave(self, channel: str, user: str) -> None:
        self._change(channel, lambda known: replace(known, members=tuple(one for one in known.members if one != user)))

    def _change(self, channel: str, change: Callable[[Channel], Channel]) -> None:
        with self._workspace.lock:
            self._workspace.change_channel(change(self._workspace.channels[channel]))

    def deactivate(self, user: str) -> None:
        with self._workspace.lock:
            self._workspace.change_person(replace(self._workspace.people[user], deleted=True))

    def withdraw(self, scope: str) -> None:
        """Take a scope from the bot's token, as if the app had been installed without it."""
        self._workspace.access.scopes -= {scope}

    def grant(self, scope: str) -> None:
        self._workspace.access.scopes |= {scope}

    def forbid(self, method: str, code: str) -> None:
        """Answer `method` (`*` for all) with `code` from now on: a revoked token, an administrator's policy, a plan."""
        self._workspace.access.forbid(method, code)

    def allow(self, method: str) -> None:
        self._workspace.access.allow(method)

    # what goes wrong on the way

    def follow(self, plan: FaultPlan = NO_FAULTS) -> None:
        """Let what goes wrong go by `plan` from now on; without one, nothing does."""
        self.server.faults.follow(plan)

    @property
    def faults_so_far(self) -> Counter[StrEnum]:
        return self.server.faults.happened

    # the connection of the app

    def wait_for_app(self, seconds: float = 10.0) -> bool:
        """Return whether an app is connected by Socket Mode, after waiting for it."""
        return self.server.socket_mode.present.wait(seconds)

    def ask_to_reconnect(self, reason: str = "refresh_requested") -> None:
        """Send Slack's `disconnect` message on every connection; also `warning`, `link_disabled`."""
        self.server.on_loop(self.server.socket_mode.disconnect(reason))

    def drop_connections(self) -> None:
        self.server.on_loop(self.server.socket_mode.drop())
