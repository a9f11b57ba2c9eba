"""What people do: told to the app, and the app's answer carried out as Slack carries it out."""

import time
from dataclasses import dataclass, replace

from bot.playground.app_link import NoAnswer
from bot.playground.elements import accept, complaints, find, merged, state_values, value_key
from bot.playground.messenger import Messenger
from bot.playground.methods_views import checked
from bot.playground.payloads import Click, Payloads
from bot.playground.records import Message, Payload, SlackError, View
from bot.playground.responses import respond
from bot.playground.tickets import Origin
from bot.playground.traffic import Traffic
from bot.playground.wording import as_posted
from bot.playground.workspace import Workspace

TROUBLE = "We had some trouble connecting. Try again?"
_BUTTON_TROUBLE = "This app did not respond. Try again?"


class Declined(Exception):
    """Slack says no to a person: a code and the sentence they see."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Press:
    """An action as the page reports it. `container` is `{"type": "message"|"view"|"home", …}`."""

    user: str
    container: Payload
    block_id: str
    action_id: str
    given: Payload
    values: Payload


class Interactions:
    def __init__(self, workspace: Workspace, app: Messenger, traffic: Traffic) -> None:
        self._workspace = workspace
        self._app = app
        self._traffic = traffic
        self._payloads = Payloads(workspace)

    # the composer

    async def send(self, user: str, channel_id: str, text: str, thread_ts: str | None) -> None:
        """Post a message or run a slash command. Raises Declined, SlackError."""
        if channel_id.startswith("D") and not self._workspace.bot.takes_messages:
            raise Declined("read_only", "Sending messages to this app has been turned off.")
        if text.startswith("/"):
            await self._command(user, channel_id, text, thread_ts)
            return
        with self._workspace.lock:
            message = self._said(user, channel_id, text, thread_ts)
            events = self._payloads.said(message)
        self._tell(events)

    async def edit(self, user: str, channel_id: str, ts: str, text: str) -> None:
        """Let somebody say something else in a message of theirs. Raises SlackError."""
        with self._workspace.lock:
            before = self._theirs(user, channel_id, ts)
            if not text.strip():
                raise SlackError("no_text")
            now = self._workspace.timeline.next_ts()
            after = self._workspace.update(replace(before, text=as_posted(text), edited_ts=now))
            events = self._payloads.changed(before, after)
        self._tell(events)

    async def remove(self, user: str, channel_id: str, ts: str) -> None:
        """Let somebody take away a message of theirs. Raises SlackError."""
        with self._workspace.lock:
            before = self._theirs(user, channel_id, ts)
            events = self._payloads.changed(before, None)
            self._workspace.delete(before)
        self._tell(events)

    def _theirs(self, user: str, channel_id: str, ts: str) -> Message:
        channel = self._workspace.channel_to_post(channel_id, user)
        message = self._workspace.message(channel.id, ts, user)
        if message.author != user or message.is_tombstone:
            raise SlackError("cant_update_message")
        return message

    def _tell(self, events: list[Payload]) -> None:
        for event in events:
            self._app.tell_event(event)

    def _said(self, user: str, channel_id: str, text: str, thread_ts: str | None) -> Message:
        workspace = self._workspace
        channel = workspace.channel_to_post(channel_id, user)
        if thread_ts:
            workspace.thread_root(channel.id, thread_ts)
        if not text.strip():
            raise SlackError("no_text")
        ts = workspace.timeline.next_ts()
        said = Message(ts=ts, channel=channel.id, author=user, text=as_posted(text), thread_ts=thread_ts)
        return workspace.post(said)

    async def _command(self, user: str, channel_id: str, text: str, thread_ts: str | None) -> None:
        name, _, rest = text.partition(" ")
        if name not in {known.command for known in self._workspace.commands_for(user)}:
            raise Declined("command_not_found", f"{name} is not a valid command.")
        if thread_ts:
            raise Declined("not_in_thread", f"{name} is not supported in threads. Sorry!")
        with self._workspace.lock:
            channel = self._workspace.channel_to_post(channel_id, user)
            payload = self._payloads.command(user, channel, name, rest.strip())
        try:
            answer = await self._app.tell("slash_commands", payload)
            with self._workspace.lock:
                if answer is not None:
                    respond(self._workspace, Origin(user, channel_id), answer)
        except NoAnswer as silence:
            raise Declined(silence.code, f"{name} failed because the app did not respond.") from silence
        except SlackError as refusal:
            self._explain(refusal)
            raise Declined("dispatch_failed", f'{name} failed with the error "dispatch_failed".') from refusal

    def _explain(self, refusal: SlackError) -> None:
        """Show the developer in the inspector why an answer of the app was not accepted."""
        note = self._traffic.note("to_slack", "acknowledgement", {}, time.perf_counter())
        note({"messages": list(refusal.messages)}, refusal.code)

    # messages, modals and the Home tab

    async def press(self, press: Press) -> None:
        """Tell the app about an action. Raises Declined when it stays silent, SlackError for a stale element."""
        with self._workspace.lock:
            in_modal = press.container.get("type") == "view"
            pressed = self._pressed_message if press.container.get("type") == "message" else self._pressed_view
            payload = pressed(press)
        try:
            await self._app.tell("interactive", payload)
        except NoAnswer as silence:
            raise Declined(silence.code, TROUBLE if in_modal else _BUTTON_TROUBLE) from silence

    def _pressed_message(self, press: Press) -> Payload:
        workspace = self._workspace
        channel = workspace.channel(str(press.container.get("channel")), press.user)
        message = workspace.message(channel.id, str(press.container.get("ts")), press.user)
        blocks = list(message.blocks)
        click, values = _clicked(press, blocks, workspace.picked(press.user, message))
        workspace.pick(press.user, message, values)
        return self._payloads.message_action(click, message)

    def _pressed_view(self, press: Press) -> Payload:
        modals = self._workspace.modals
        if press.container.get("type") == "home":
            view = modals.home(press.user)
        else:
            view = next(
                (known for known in modals.stack(press.user) if known.id == press.container.get("view_id")), None
            )
        if view is None:
            raise SlackError("not_found")
        blocks = view.payload["blocks"]
        click, values = _clicked(press, blocks, merged(blocks, view.values, press.values))
        return self._payloads.view_action(click, modals.type_into(view, values))

    async def submit(self, user: str, view_id: str, values: Payload) -> dict[str, str]:
        """Submit the topmost modal and return block_id → sentence for what must be put right first.

        Raises Declined when the app does not acknowledge, or with something that Slack cannot carry out.
        """
        with self._workspace.lock:
            view = self._topmost(user, view_id)
            blocks = view.payload["blocks"]
            view = self._workspace.modals.type_into(view, merged(blocks, view.values, values))
            missing = complaints(blocks, state_values(blocks, view.values))
            if missing:
                return missing
            payload = self._payloads.submission(view)
        try:
            answer = await self._app.tell("interactive", payload)
            with self._workspace.lock:
                return self._obey(view, answer or {})
        except NoAnswer as silence:
            raise Declined(silence.code, TROUBLE) from silence
        except SlackError as refusal:
            self._explain(refusal)
            raise Declined("dispatch_failed", TROUBLE) from refusal

    def _topmost(self, user: str, view_id: str) -> View:
        stack = self._workspace.modals.stack(user)
        if not stack or stack[-1].id != view_id:
            raise SlackError("not_found")
        if not stack[-1].payload.get("submit"):
            raise SlackError("invalid_input", "This modal has no submit button.")
        return stack[-1]

    def _obey(self, view: View, answer: Payload) -> dict[str, str]:
        modals = self._workspace.modals
        match answer.get("response_action"):
            case None if not answer:
                modals.close(view)
            case "errors":
                return _errors(view, answer.get("errors"))
            case "update":
                modals.update(modals.get(view.id), checked(self._workspace, _view_of(answer), "modal"))
            case "push":
                modals.push(view.user, checked(self._workspace, _view_of(answer), "modal"))
            case "clear":
                modals.clear(view.user)
            case other:
                raise SlackError("invalid_response_action", f"[ERROR] unknown response_action: {other}")
        return {}

    def close(self, user: str, view_id: str, *, whole_stack: bool) -> None:
        """Close the topmost modal, or with the x, or where it says so, all of them; the app hears if it asked to."""
        with self._workspace.lock:
            stack = self._workspace.modals.stack(user)
            if not stack or stack[-1].id != view_id:
                raise SlackError("not_found")
            is_cleared = whole_stack or stack[-1].payload.get("clear_on_close", False)
            told = stack[0] if is_cleared else stack[-1]
            payload = self._payloads.closing(told, is_cleared=is_cleared)
            self._workspace.modals.close(told)
        if told.payload.get("notify_on_close"):
            self._app.tell_aside(payload)

    def open_home(self, user: str) -> None:
        """Tell the app that somebody looks at its Home tab, if it has one and they are of this workspace."""
        workspace = self._workspace
        if not workspace.bot.has_home or workspace.people[user].is_stranger:
            return
        with workspace.lock:
            events = self._payloads.home_opened(user)
        self._tell(events)

    async def shortcut(self, user: str, callback_id: str, message: Message | None) -> None:
        known = {shortcut.callback_id: shortcut for shortcut in self._workspace.shortcuts_for(user)}
        if callback_id not in known or (known[callback_id].type == "message") != (message is not None):
            raise Declined("shortcut_not_found", "That shortcut does not exist here.")
        with self._workspace.lock:
            payload = self._payloads.shortcut(user, callback_id, message)
        try:
            await self._app.tell("interactive", payload)
        except NoAnswer as silence:
            raise Declined(silence.code, _BUTTON_TROUBLE) from silence


def _clicked(press: Press, blocks: list[Payload], values: Payload) -> tuple[Click, Payload]:
    block, element = find(blocks, press.block_id, press.action_id)
    if block["type"] == "input" and not block.get("dispatch_action"):
        raise SlackError("invalid_input", "That field is told to the app with its form.")
    chosen = accept(element, press.given)
    if value_key(element) and element["type"] != "overflow":
        values = {**values, press.block_id: {**values.get(press.block_id, {}), press.action_id: chosen}}
    return Click(press.user, press.block_id, element, chosen), values


def _errors(view: View, errors: object) -> dict[str, str]:
    inputs = {block["block_id"] for block in view.payload["blocks"] if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not errors.keys() <= inputs:
        raise SlackError("invalid_response_action", "[ERROR] errors must name block_ids of input blocks of this view")
    if not all(isinstance(sentence, str) and sentence for sentence in errors.values()):
        raise SlackError("invalid_response_action", "[ERROR] every error must be a sentence")
    return errors


def _view_of(answer: Payload) -> Payload:
    view = answer.get("view")
    if not isinstance(view, dict):
        raise SlackError("invalid_response_action", "[ERROR] a view is missing")
    return view
