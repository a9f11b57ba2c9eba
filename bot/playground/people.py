"""People at the local Slack, in their own words: what they type, see, press and fill in.

    slack = LocalSlack("http://127.0.0.1:8700")
    priya = slack.person("Priya Raman")
    priya.types("#ml-deployments", "/deploy-check churn-model v3")
    board = priya.sees("#ml-deployments", "churn-model")

They can do what the page offers and nothing else, so a story that passes is one that a person can live through.
The tour and the journey tests are written with it. Clicks are counted, one per press and one per pick: a menu costs
two, a dialog one more, a second choice in an open list only one.
"""

from types import TracebackType
from typing import Self

import httpx

from bot.playground.reading import Names, Payload, composed, message_lines, words
from bot.playground.sights import HomeTab, OpenModal, SeenMessage
from bot.playground.tab import PersonFailed, Tab

__all__ = ["HomeTab", "LocalSlack", "OpenModal", "Person", "PersonFailed", "SeenMessage"]


class LocalSlack:
    """The page at `url`; a client that reaches it some other way may be given instead of a connection."""

    def __init__(self, url: str, client: httpx.Client | None = None) -> None:
        self._client = client or httpx.Client(base_url=url, timeout=15.0, trust_env=False)

    def person(self, real_name: str) -> "Person":
        """Sit down as somebody of the workspace. Raises PersonFailed when nobody has that name."""
        users = Tab(self._client, "", "somebody").boot()["users"]
        for user in users:
            if user["real_name"] == real_name and not user["is_bot"]:
                return Person(Tab(self._client, user["id"], real_name))
        known = ", ".join(user["real_name"] for user in users)
        raise PersonFailed(f"nobody is called {real_name!r}; there are {known}")

    def waits_for_app(self, *, within: float = 10.0) -> None:
        """Wait until the app is connected, so that the first command of a story has somebody to answer it."""
        tab = Tab(self._client, "", "somebody")
        tab.until(lambda: tab.boot()["app"]["connected"] or None, within, lambda: "the app did not connect")

    def close(self) -> None:
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class Person:
    """Somebody at their Slack. Places are "#channel" or "@Name"; times to wait are in seconds."""

    def __init__(self, tab: Tab) -> None:
        self._tab = tab

    @property
    def user_id(self) -> str:
        return self._tab.user

    @property
    def name(self) -> str:
        return self._tab.name

    @property
    def click_count(self) -> int:
        """How often this person clicked so far; typing is free."""
        return self._tab.click_count

    def types(self, place: str, text: str, *, thread: SeenMessage | None = None) -> None:
        """Send a message or a slash command; "@Name", "@group" and "#channel" become mentions.

        Raises PersonFailed with Slack's sentence when it is not taken.
        """
        self._tab.reach_page()
        body = {"channel": self._tab.channel(place)["id"], "text": composed(text, self._tab.names())}
        if thread is not None:
            body["thread_ts"] = thread.thread_ts
        self._tab.post("send", **body)

    def sees(self, place: str, text: str, *, within: float = 5.0) -> SeenMessage:
        """Wait for a message that says `text`; the newest one, when there are several."""
        return self._finds(str(self._tab.channel(place)["id"]), None, text, within)

    def sees_in_thread(self, root: SeenMessage, text: str, *, within: float = 5.0) -> SeenMessage:
        """Wait for a reply that says `text`, the newest one; the root does not count."""
        return self._finds(root.channel, root.thread_ts, text, within)

    def sees_in_dm(self, text: str, *, within: float = 5.0) -> SeenMessage:
        """Wait for a message of the app in the direct conversation with it."""
        return self._finds(str(self._tab.bot_channel()["id"]), None, text, within)

    def ephemeral(
        self, place: str, text: str, *, within: float = 5.0, thread: SeenMessage | None = None
    ) -> SeenMessage:
        """Wait for a message that only this person sees, in the channel or in a thread of it."""
        channel = str(self._tab.channel(place)["id"])
        return self._finds(channel, thread.thread_ts if thread else None, text, within, only_mine=True)

    def messages(self, place: str) -> list[SeenMessage]:
        """Read what the channel shows, oldest first."""
        return self._seen(str(self._tab.channel(place)["id"]), None)

    def thread(self, root: SeenMessage) -> list[SeenMessage]:
        """Read the replies to a message, oldest first."""
        return self._seen(root.channel, root.thread_ts)

    def dm(self) -> list[SeenMessage]:
        """Read the direct conversation with the app, oldest first."""
        return self._seen(str(self._tab.bot_channel()["id"]), None)

    def unread(self, place: str) -> int:
        """How many messages the sidebar counts as unread at `place`; "@Name" for direct ones."""
        return int(self._tab.channel(place)["unread"])

    def reads(self, place: str) -> None:
        """Scroll to the end, so that nothing there is unread."""
        channel = str(self._tab.channel(place)["id"])
        shown = self._tab.messages(channel)
        if shown:
            self._tab.post("mark", channel=channel, ts=shown[-1]["ts"])

    def clicks(self, message: SeenMessage, label: str, *, confirm: bool = False) -> None:
        """Press something in the current version of a message; see SeenMessage.clicks."""
        message.clicks(label, confirm=confirm)

    def uses_shortcut(self, name: str, message: SeenMessage | None = None) -> None:
        """Run a shortcut by its name: one from the menu of a message, or without a message a global one."""
        self._tab.reach_page()
        shortcut = self._tab.shortcut(name, "message" if message else "global")
        on = {} if message is None else {"channel": message.channel, "ts": message.ts}
        self._tab.click(2)
        self._tab.post("shortcut", callback_id=shortcut["callback_id"], **on)

    def modal(self, title: str, *, within: float = 5.0) -> OpenModal:
        """Wait until the topmost modal has `title` in its title."""

        def look() -> OpenModal | None:
            stack = self._tab.stack()
            top = stack[-1] if stack else None
            shown = top is not None and title in words(top["title"], Names())
            return OpenModal(self._tab, top) if top is not None and shown else None

        return self._tab.until(look, within, lambda: f"no modal {title!r} came, but {self._open()}")

    def has_modal(self) -> bool:
        return bool(self._tab.stack())

    def home(self, text: str = "", *, within: float = 5.0) -> HomeTab:
        """Open the app's home and wait until it says `text`."""
        if not self._tab.boot()["app"]["has_home"]:
            raise PersonFailed(f"{self.name} sees no Home tab: the app has none")
        self._tab.reach_page()
        self._tab.click()
        return HomeTab(self._tab).shows(text, within=within)

    def _open(self) -> str:
        return " > ".join(repr(words(view["title"], Names())) for view in self._tab.stack()) or "none"

    def _shown(self, channel: str, thread_ts: str | None) -> list[Payload]:
        shown = self._tab.messages(channel, thread_ts)
        return [message for message in shown if thread_ts is None or message["ts"] != thread_ts]

    def _seen(self, channel: str, thread_ts: str | None) -> list[SeenMessage]:
        shown = self._shown(channel, thread_ts)
        return [SeenMessage(self._tab, message, channel, thread_ts) for message in shown]

    def _finds(
        self, channel: str, thread_ts: str | None, text: str, within: float, *, only_mine: bool = False
    ) -> SeenMessage:
        names = self._tab.names()

        def look() -> SeenMessage | None:
            for message in reversed(self._shown(channel, thread_ts)):
                said = "\n".join(message_lines(message, names))
                if text in said and (not only_mine or message.get("is_ephemeral")):
                    return SeenMessage(self._tab, message, channel, thread_ts)
            return None

        def missed() -> str:
            return f"nothing says {text!r}:\n{self._tab.picture(self._shown(channel, thread_ts))}"

        return self._tab.until(look, within, missed)
