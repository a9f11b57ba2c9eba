"""The one guard around every listener: it parses, lets the feature decide, and acknowledges with the outcome.

Nothing is done after the acknowledgement except to hand a sentence to the whisperer, which cannot raise: Bolt 1.30
takes an acknowledgement back when its listener raises within some ten milliseconds.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import structlog
from slack_bolt import Ack, App

from bot.domain.errors import CheckError, Refused, Repeated
from bot.domain.people import ChannelId, Standing, UserId, WorkspaceId
from bot.slack.client import Place, SlackClient
from bot.slack.directory import standing_of
from bot.slack.failures import SlackError, SlackRefused
from bot.slack.views.done_modal import over, told
from bot.slack.views.ids import ActionId, CallbackId, Reference, decode, decode_action, matching
from bot.slack.views.replies import again, said
from bot.slack.views.scene import Message
from bot.slack.whispers import Whisperer
from bot.usecases.groups import groups_of
from bot.usecases.ports import Ports, Request

log = structlog.get_logger(__name__)

Payload = Mapping[str, Any]

# Slack's guide and its method reference spell these differently.
_TRIGGER_USED = {"exchanged_trigger_id", "trigger_exchanged"}
_TRIGGER_EXPIRED = {"expired_trigger_id", "trigger_expired"}


class FormNotOpened(CheckError):
    code = "form_not_opened"

    def __init__(self) -> None:
        super().__init__("Slack did not open the form in time. Please press it again.")


@dataclass(frozen=True, slots=True)
class Desk:
    """What every listener works with."""

    ports: Ports
    slack: SlackClient


@dataclass(frozen=True, slots=True)
class Typed:
    """A slash command: what was typed after it, and where."""

    request: Request
    text: str
    channel: ChannelId
    trigger: str


@dataclass(frozen=True, slots=True)
class Click:
    """A button, menu item or person: what it stands for, and the trigger that opens a modal within three seconds."""

    request: Request
    reference: Reference
    trigger: str


@dataclass(frozen=True, slots=True)
class Submission:
    """A submitted modal: the view with its private_metadata, blocks and state."""

    request: Request
    view: Payload

    @property
    def metadata(self) -> str:
        return str(self.view.get("private_metadata") or "")

    @property
    def values(self) -> Payload:
        values: Payload = (self.view.get("state") or {}).get("values") or {}
        return values


@dataclass(frozen=True, slots=True)
class Pointed:
    """A message that somebody chose the shortcut on."""

    request: Request
    message: Payload
    channel: ChannelId
    trigger: str


@dataclass(frozen=True, slots=True)
class Heard:
    """Something that happened in Slack; `id` is the same when Slack tells of it again."""

    id: str
    workspace: WorkspaceId
    event: Payload

    @property
    def by(self) -> UserId:
        return UserId(str(self.event.get("user") or ""))

    @property
    def place(self) -> Place:
        """Where it happened; a message that is no reply begins a thread of its own."""
        return Place(ChannelId(str(self.event.get("channel") or "")), str(self.event.get("thread_ts") or ""))

    def request_of(self, by: UserId) -> Request:
        """Return it as what somebody of this workspace did."""
        return Request(self.id, self.workspace, by, self.workspace)


@dataclass(frozen=True, slots=True)
class Mentioned:
    """A message that mentions the bot, as Slack writes it."""

    request: Request
    place: Place
    text: str


Answered = dict[str, Any]
"""Arguments for acknowledging a submission: empty closes the modal."""
OnTyped = Callable[[Desk, Typed], Message | None]
OnClick = Callable[[Desk, Click], Message | None]
OnPick = Callable[[Desk, Submission], None]
OnSubmission = Callable[[Desk, Submission], Answered]
OnPointed = Callable[[Desk, Pointed], None]
OnHeard = Callable[[Desk, Heard], None]
OnMention = Callable[[Desk, Mentioned], Message]


@dataclass(frozen=True, slots=True)
class Guard:
    """Wraps the features' functions into Bolt listeners."""

    desk: Desk
    whisperer: Whisperer

    def command(self, app: App, name: str, decide: OnTyped) -> None:
        """Answer a slash command; a returned message is shown to the person alone."""

        def listener(ack: Ack, body: dict[str, Any]) -> None:
            message = self._spoken(lambda: decide(self.desk, self._typed(body)))
            if message is None:
                ack()
            else:
                ack(text=message.text, blocks=message.blocks)

        app.command(name)(listener)

    def click(self, app: App, action: ActionId, decide: OnClick) -> None:
        """Answer a button; a returned message is whispered to the person."""

        def listener(ack: Ack, body: dict[str, Any]) -> None:
            message = self._spoken(lambda: self._pressed(body, decide))
            is_in_modal = (body.get("view") or {}).get("type") == "modal"
            if message is not None and is_in_modal:
                self._say_over(body, message)
            ack()
            if message is not None:
                self.whisperer.whisper(str(body.get("response_url") or ""), message, _thread_of(body))

        app.block_action(matching(action))(listener)

    def pick(self, app: App, action_id: str, block_prefix: str, decide: OnPick) -> None:
        """Hear of what is picked in a modal that stays open; nobody waits for an answer, so a refusal is not told."""

        def listener(ack: Ack, body: dict[str, Any]) -> None:
            self._spoken(lambda: decide(self.desk, Submission(self._request(body), body["view"])))
            ack()

        app.block_action({"action_id": action_id, "block_id": re.compile(f"^{re.escape(block_prefix)}")})(listener)

    def submission(self, app: App, callback: CallbackId, decide: OnSubmission) -> None:
        """Answer a submitted modal; an error stands at its field and the modal stays open with what was typed."""

        def listener(ack: Ack, body: dict[str, Any]) -> None:
            ack(**self._answered(body, decide))

        app.view(callback.value)(listener)

    def message_shortcut(self, app: App, callback_id: str, decide: OnPointed) -> None:
        """Answer a shortcut on a message; why it does not work is whispered to the person."""

        def listener(ack: Ack, body: dict[str, Any]) -> None:
            message = self._spoken(lambda: decide(self.desk, self._pointed(body)))
            ack()
            if message is not None:
                self.whisperer.whisper(str(body.get("response_url") or ""), message)

        app.message_shortcut(callback_id)(listener)

    def event(self, app: App, name: str, decide: OnHeard) -> None:
        """Hear of something in Slack. What raises is not acknowledged, so that Slack tells of it again."""

        def listener(ack: Ack, body: dict[str, Any]) -> None:
            workspace = self.desk.slack.identity().workspace
            decide(self.desk, Heard(str(body.get("event_id") or ""), workspace, body["event"]))
            ack()

        app.event(name)(listener)

    def _say_over(self, body: Payload, message: Message) -> None:
        """Say what came of a click in a modal, in one that lies over it: there is no other place for it."""
        try:
            self.desk.slack.push_view(str(body.get("trigger_id") or ""), over(message.blocks))
        except SlackError as error:
            log.warning("not_told", reason=str(error))

    def mention(self, app: App, decide: OnMention) -> None:
        """Answer somebody who mentions the bot, where they did and for them alone."""

        def listener(ack: Ack, body: dict[str, Any]) -> None:
            heard = Heard(str(body.get("event_id") or ""), self.desk.slack.identity().workspace, body["event"])
            message = self._spoken(lambda: decide(self.desk, self._mentioned(heard)))
            ack()
            if message is not None:
                self.whisperer.say(lambda: self.desk.slack.whisper(heard.place, heard.by, message))

        app.event("app_mention")(listener)

    def _mentioned(self, heard: Heard) -> Mentioned:
        team = heard.event.get("user_team") or heard.event.get("team") or ""
        text = str(heard.event.get("text") or "")
        return Mentioned(self._request_by(heard.id, heard.by, str(team)), heard.place, text)

    def _answered(self, body: Payload, decide: OnSubmission) -> Answered:
        view = body["view"]
        try:
            return decide(self.desk, Submission(self._request(body), view))
        except Repeated:
            return {}
        except CheckError as error:
            return _at_a_field(view, error)
        except Exception as error:  # noqa: BLE001 - a bug: the person gets a reference, the log the traceback
            return _at_a_field(view, CheckError(_reported(error)))

    def _spoken(self, decide: Callable[[], Message | None]) -> Message | None:
        try:
            return decide()
        except Repeated:
            return None
        except CheckError as error:
            return said(str(error))
        except Exception as error:  # noqa: BLE001 - a bug: the person gets a reference, the log the traceback
            return said(_reported(error))

    def _pressed(self, body: Payload, decide: OnClick) -> Message | None:
        """Decide on a click; a form that did not open is offered once more, where the button may be gone by now."""
        try:
            return decide(self.desk, self._click(body))
        except FormNotOpened as error:
            pressed = body["actions"][0]
            if pressed.get("type") != "button":
                raise
            return again(str(error), pressed)

    def _typed(self, body: Payload) -> Typed:
        return Typed(
            request=self._request(body),
            text=str(body.get("text") or ""),
            channel=ChannelId(str(body["channel_id"])),
            trigger=str(body.get("trigger_id") or ""),
        )

    def _pointed(self, body: Payload) -> Pointed:
        channel = ChannelId(str(body["channel"]["id"]))
        return Pointed(self._request(body), body["message"], channel, str(body.get("trigger_id") or ""))

    def _click(self, body: Payload) -> Click:
        return Click(self._request(body), _reference(body["actions"][0]), str(body.get("trigger_id") or ""))

    def _request(self, body: Payload) -> Request:
        user = body.get("user") or {"id": body.get("user_id")}
        home = user.get("team_id") or body.get("team_id") or ""
        return self._request_by(str(body.get("trigger_id") or ""), UserId(str(user["id"])), str(home))

    def _request_by(self, request: str, by: UserId, team: str) -> Request:
        """Return a request of somebody; without a team they are taken for one of ours."""
        workspace = self.desk.slack.identity().workspace
        home = WorkspaceId(team or workspace)
        is_ours = home == workspace
        if not is_ours:
            return Request(request, workspace, by, home, Standing.GUEST)
        standing = standing_of(self.desk.ports, self.desk.slack, workspace, by)
        return Request(request, workspace, by, home, standing, groups_of(self.desk.ports, workspace, by))


def _reference(pressed: Payload) -> Reference:
    """Read what was pressed or picked; who is picked from a list of people is the reference's choice."""
    if pressed.get("type") == "users_select":
        return replace(decode_action(str(pressed["action_id"])), choice=str(pressed.get("selected_user") or ""))
    return decode(str(pressed.get("value") or (pressed.get("selected_option") or {}).get("value") or ""))


def _thread_of(body: Payload) -> str:
    """Return the thread that was clicked in; "" for a root message, which is clicked in the channel."""
    container = body.get("container") or {}
    thread_ts = str(container.get("thread_ts") or "")
    return "" if thread_ts == container.get("message_ts") else thread_ts


def open_modal(desk: Desk, trigger: str, view: Mapping[str, Any]) -> None:
    """Open a modal: the one thing that has to be said to Slack inside a listener, since a trigger lives 3 s.

    Raises Repeated when this click has opened its modal already (Slack delivers a click again that nobody
    acknowledged in time), and FormNotOpened when the person has to press once more.
    """
    try:
        desk.slack.open_view(trigger, view)
    except SlackRefused as refused:
        if refused.code in _TRIGGER_USED:
            raise Repeated from refused
        if refused.code in _TRIGGER_EXPIRED:
            raise FormNotOpened from refused
        raise
    except SlackError as error:
        log.info("form_not_opened", reason=str(error))
        raise FormNotOpened from error


def updated(view: Mapping[str, Any]) -> Answered:
    """Answer a submission by showing another view in its place."""
    return {"response_action": "update", "view": view}


def errors(at: Mapping[str, str]) -> Answered:
    """Answer a submission with sentences at its fields."""
    return {"response_action": "errors", "errors": dict(at)}


def _at_a_field(view: Payload, error: CheckError) -> Answered:
    inputs = [str(block["block_id"]) for block in view.get("blocks") or () if block.get("type") == "input"]
    named = error.field if isinstance(error, Refused) else ""
    known = {named, f"owners/{named}", f"evidence/{named}"} if named else set()
    field = next((block for block in inputs if block in known), None)
    return errors({field or inputs[0]: str(error)}) if inputs else updated(told(str(error)))


def _reported(error: Exception) -> str:
    reference = secrets.token_hex(4)
    log.error("listener_failed", reference=reference, exc_info=error)
    return f"That did not work, and it is not your fault. If it happens again, report it with the code {reference}."
