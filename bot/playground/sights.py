"""What a person has before them and acts upon: a message, an open modal, the app's home."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

from bot.playground.answering import CannotAnswer, answer, attachable, clicks_for, shown_value
from bot.playground.reading import (
    Control,
    Field,
    Names,
    Payload,
    Unclear,
    composed,
    controls,
    fields,
    lines,
    message_lines,
    pick,
    words,
)
from bot.playground.tab import PersonFailed, Tab, state_of


class _Sight(ABC):
    """Blocks on the screen. Every look and every click meets their current version, as on a live page."""

    def __init__(self, tab: Tab) -> None:
        self._tab = tab

    @abstractmethod
    def _now(self) -> Payload:
        """Fetch the current version. Raises PersonFailed when it is gone."""

    @abstractmethod
    def _container(self) -> Payload:
        """Say where the page tells Slack that the click was."""

    def _reach(self) -> None:
        """Come to where one can press something here. Raises PersonFailed."""
        self._tab.reach_page()

    def _values(self, _blocks: Sequence[Payload]) -> dict[str, Any] | None:
        """Return what the page sends along as the state of all inputs; messages send none."""
        return None

    def _lines(self, now: Payload, names: Names) -> list[str]:
        return lines(now["blocks"], names)

    def text(self) -> str:
        """Read everything here, line by line; labels of buttons are not among it."""
        return "\n".join(self._lines(self._now(), self._tab.names()))

    def buttons(self) -> list[str]:
        """List what can be pressed: buttons and the entries of "…" menus, by their visible text."""
        return [control.label for control in self._controls(self._now())]

    def clicks(self, label: str, *, confirm: bool = False) -> None:
        """Press a button or menu entry by its visible text or its accessibility label.

        `confirm` says that the person expects a dialog and accepts it; both surprises are failures.
        """
        self._reach()
        control = self._find(self._controls(self._now()), label, "label", "spoken")
        self._answer_dialog(control.label, control.question, confirm=confirm)
        self._tab.click(1 if control.option is None else 2)
        try:
            self._press(control)
        except PersonFailed:
            # A message that was drawn anew under the finger has the same button in its place.
            drawn = self._find(self._controls(self._now()), label, "label", "spoken")
            if drawn.block_id == control.block_id:
                raise
            self._press(drawn)

    def _press(self, control: Control) -> None:
        given: Payload = {} if control.option is None else {"selected_option": control.option}
        self._act(control.block_id, control.element, given)

    presses = clicks

    def choose(self, label: str, *wanted: str, confirm: bool = False) -> None:
        """Choose in a menu or picker beside `label` (its text, or its placeholder): options, names or a date.

        `confirm` as for `clicks`.
        """
        self._reach()
        filled = self._field(label)
        given = self._answer(filled, wanted)
        self._answer_dialog(filled.label, filled.question, confirm=confirm)
        self._act(filled.block_id, filled.element, given)

    def picture(self) -> str:
        """Draw what the person sees, for the message of a failure."""
        now, names = self._now(), self._tab.names()
        shown = [f"    {line}" for line in self._lines(now, names)]
        for one in fields(now["blocks"], names):
            value = shown_value(one.element, self._state(now, one), names)
            shown.append(f"    {one.label}: {value or '(empty)'}")
        pressed = [f"[{control.label}]" for control in self._controls(now)]
        return "\n".join([*shown, "    " + " ".join(pressed)])

    def _controls(self, now: Payload) -> list[Control]:
        return controls(now.get("blocks") or (), self._tab.names(), self._tab.user)

    def _state(self, now: Payload, one: Field) -> dict[str, Any]:
        return state_of(now, one.block_id, one.element["action_id"])

    def _field(self, label: str) -> Field:
        found: Field = self._find(fields(self._now()["blocks"], self._tab.names()), label, "label")
        return found

    def _find(self, things: Sequence[Any], label: str, *names: str) -> Any:
        try:
            return pick(things, label, *names)
        except Unclear as unclear:
            raise self._failed(f"looked for {label!r}, but {unclear}") from unclear

    def _answer(self, filled: Field, wanted: Sequence[str]) -> dict[str, Any]:
        try:
            given = answer(filled, wanted, self._tab.names())
        except CannotAnswer as refusal:
            raise self._failed(f"could not answer: {refusal}") from refusal
        self._tab.click(clicks_for(filled.element, self._state(self._now(), filled), given))
        return given

    def _answer_dialog(self, label: str, question: Payload | None, *, confirm: bool) -> None:
        if question is None and confirm:
            raise self._failed(f"expected to be asked before {label!r}, but nothing asks")
        if question is not None and not confirm:
            asked = f"{words(question['title'], Names())}: {words(question['text'], Names())}"
            raise self._failed(f"was asked before {label!r} and did not confirm: {asked}")
        self._tab.click(int(confirm))

    def _act(self, block_id: str, element: Payload, given: Payload) -> None:
        body: dict[str, Any] = {
            "container": self._container(),
            "block_id": block_id,
            "action_id": element["action_id"],
            "input": given,
        }
        values = self._values(self._now()["blocks"])
        self._post("action", **body, **({"values": values} if values is not None else {}))

    def _post(self, call: str, **body: Any) -> Payload:
        """Tell Slack; when it refuses, say so together with what is on the screen."""
        try:
            return self._tab.post(call, **body)
        except PersonFailed as refusal:
            raise PersonFailed(f"{refusal}. On the screen:\n{self._last_picture()}") from refusal

    def _last_picture(self) -> str:
        try:
            return self.picture()
        except PersonFailed as gone:
            return str(gone)

    def _failed(self, what: str) -> PersonFailed:
        return PersonFailed(f"{self._tab.name} {what}. On the screen:\n{self.picture()}")


class SeenMessage(_Sight):
    """A message in a channel, thread or direct conversation, followed through its edits."""

    def __init__(self, tab: Tab, message: Payload, channel: str, within_thread: str | None = None) -> None:
        super().__init__(tab)
        self.channel = channel
        self.ts = str(message["ts"])
        self.is_ephemeral = bool(message.get("is_ephemeral"))
        self._thread = within_thread

    @property
    def thread_ts(self) -> str:
        """The thread that a reply to this message goes to."""
        return self._thread or self.ts

    def _now(self) -> Payload:
        shown = self._tab.messages(self.channel, self._thread)
        for message in shown:
            if message["ts"] == self.ts:
                return message
        raise PersonFailed(f"{self._tab.name} finds the message gone. Instead:\n{self._tab.picture(shown)}")

    def _container(self) -> Payload:
        return {"type": "message", "channel": self.channel, "ts": self.ts}

    def _lines(self, now: Payload, names: Names) -> list[str]:
        return [*message_lines(now, names), *self._files(now)]

    def _files(self, now: Payload) -> list[str]:
        return [str(file["name"]) for file in now.get("files") or ()]

    def edits(self, text: str) -> None:
        """Say something else in a message of one's own, from its menu."""
        self._change("edit", clicks=2, text=composed(text, self._tab.names()))

    def deletes(self) -> None:
        """Take a message of one's own away, from its menu and after the question."""
        self._change("remove", clicks=3)

    def _change(self, call: str, clicks: int, **more: str) -> None:
        self._reach()
        if self._now()["user"] != self._tab.user:
            raise self._failed(f"looked for a way to {call} somebody else's message")
        self._tab.click(clicks)
        self._post(call, channel=self.channel, ts=self.ts, **more)

    def files(self) -> list[str]:
        return self._files(self._now())

    def download(self, name: str) -> bytes:
        """Fetch the bytes of an attached file by its name."""
        for file in self._now().get("files") or ():
            if file["name"] == name:
                return self._tab.download(file["permalink"])
        raise self._failed(f"looked for the file {name!r}")

    def reply_count(self) -> int:
        return int(self._now().get("reply_count") or 0)

    def shows(self, text: str, *, within: float = 5.0) -> "SeenMessage":
        """Wait until the message says `text`."""
        self._tab.until(lambda: text in self.text() or None, within, lambda: self._missed(f"no {text!r}"))
        return self

    def loses(self, text: str, *, within: float = 5.0) -> "SeenMessage":
        """Wait until the message does not say `text` any more."""
        self._tab.until(lambda: text not in self.text() or None, within, lambda: self._missed(f"still {text!r}"))
        return self

    def offers(self, label: str, *, within: float = 5.0) -> "SeenMessage":
        """Wait until something to press is called exactly `label`."""
        self._tab.until(lambda: label in self.buttons() or None, within, lambda: self._missed(f"no [{label}]"))
        return self

    def _missed(self, what: str) -> str:
        return f"saw {what} in\n{self.picture()}"


class HomeTab(_Sight):
    """The app's home as it was drawn when the person last looked (`shows`)."""

    def __init__(self, tab: Tab) -> None:
        super().__init__(tab)
        self._view: Payload | None = None

    def _now(self) -> Payload:
        if self._view is None:
            raise PersonFailed(f"{self._tab.name} finds the home empty")
        return self._view

    def _container(self) -> Payload:
        return {"type": "home"}

    def shows(self, text: str, *, within: float = 5.0) -> "HomeTab":
        """Open the home again until it says `text`."""

        def look() -> bool | None:
            self._view = self._tab.open_home()
            return (self._view is not None and text in self.text()) or None

        self._tab.until(look, within, lambda: f"the home does not say {text!r}:\n{self.picture()}")
        return self


class OpenModal(_Sight):
    """The topmost modal. What was typed stays until it is submitted, also when the app redraws the view."""

    def __init__(self, tab: Tab, view: Payload) -> None:
        super().__init__(tab)
        self.view_id = str(view["id"])
        self._typed: dict[tuple[str, str], dict[str, Any]] = {}

    def _now(self) -> Payload:
        stack = self._tab.stack()
        if stack and stack[-1]["id"] == self.view_id:
            return stack[-1]
        shown = " > ".join(repr(words(view["title"], Names())) for view in stack)
        raise PersonFailed(f"{self._tab.name} does not have that modal before them, but {shown or 'none'}")

    def _container(self) -> Payload:
        return {"type": "view", "view_id": self.view_id}

    def _reach(self) -> None:
        """Whether it is on top, `_now` finds out."""

    def _state(self, now: Payload, one: Field) -> dict[str, Any]:
        typed = self._typed.get((one.block_id, one.element["action_id"]), {})
        return {"type": one.element["type"], **super()._state(now, one), **typed}

    def _values(self, blocks: Sequence[Payload]) -> dict[str, Any]:
        now = self._now()
        values: dict[str, Any] = {}
        for one in fields(blocks, Names()):
            values.setdefault(one.block_id, {})[one.element["action_id"]] = self._state(now, one)
        return values

    def title(self) -> str:
        return words(self._now()["title"], self._tab.names())

    def labels(self) -> list[str]:
        """List the fields, top to bottom."""
        return [one.label for one in fields(self._now()["blocks"], self._tab.names())]

    def value(self, label: str) -> str:
        """Read what stands in a field: its text, or what is chosen, joined by commas."""
        one = self._field(label)
        return shown_value(one.element, self._state(self._now(), one), self._tab.names())

    def fill(self, label: str, text: str) -> None:
        """Type into the field whose label is, begins with or contains `label`.

        Dates are YYYY-MM-DD, times HH:MM, moments both with a space between, on the person's own clock.
        """
        self.choose(label, *([text] if text else ()))

    def choose(self, label: str, *wanted: str, confirm: bool = False) -> None:
        """Set a field to `wanted`: options by their text, people by real name, dates as YYYY-MM-DD; none empties it."""
        filled = self._field(label)
        given = self._answer(filled, wanted)
        self._answer_dialog(filled.label, filled.question if filled.acts else None, confirm=confirm)
        self._put(filled, given)

    def attach(self, label: str, files: Mapping[str, bytes]) -> None:
        """Choose files for a field, name to content, beside those that are in it already."""
        filled = self._field(label)
        before = self._state(self._now(), filled).get("files") or []
        try:
            names = attachable(filled, [*(file["name"] for file in before), *files])
        except CannotAnswer as refusal:
            raise self._failed(f"could not attach: {refusal}") from refusal
        added = [self._tab.upload(name, files[name]) for name in names[len(before) :]]
        given = {"files": [*before, *added]}
        self._tab.click(clicks_for(filled.element, {"files": before}, given))
        self._put(filled, given)

    def _put(self, filled: Field, given: dict[str, Any]) -> None:
        self._typed[(filled.block_id, filled.element["action_id"])] = given
        if filled.acts:
            self._act(filled.block_id, filled.element, given)

    def clicks(self, label: str, *, confirm: bool = False) -> None:
        """Press a button of the modal; its submit button counts when no other has that text."""
        now = self._now()
        submit = words(now.get("submit"), self._tab.names())
        if label == submit and label not in [control.label for control in self._controls(now)]:
            self.submit()
        else:
            super().clicks(label, confirm=confirm)

    presses = clicks

    def submit(self, *, expect_errors: bool = False) -> dict[str, str]:
        """Press the submit button. Returns the errors at the fields by label, when the person expects any."""
        now = self._now()
        if not now.get("submit"):
            raise self._failed("looked for a submit button")
        self._tab.click()
        body = self._post("submit", view_id=self.view_id, values=self._values(now["blocks"]))
        errors = self._by_label(now, body.get("errors") or {})
        if bool(errors) != expect_errors:
            raise self._failed(f"submitted and was told {errors or 'nothing'}")
        if not errors:
            self._typed.clear()
        return errors

    def _by_label(self, now: Payload, errors: Payload) -> dict[str, str]:
        labels = {one.block_id: one.label for one in fields(now["blocks"], self._tab.names())}
        return {labels.get(block_id, block_id): str(text) for block_id, text in errors.items()}

    def cancel(self) -> None:
        """Press Cancel: this modal goes, the one below it shows."""
        self._close(everything=False)

    def close_all(self) -> None:
        """Press the x in the corner: the whole stack goes."""
        self._close(everything=True)

    def _close(self, *, everything: bool) -> None:
        self._now()
        self._tab.click()
        self._tab.post("close", view_id=self.view_id, all=everything)
