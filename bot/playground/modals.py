"""Modals and Home tabs: the stack of each person, hashes, external ids, and what people have typed."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace

from bot.playground.elements import state_values, walk
from bot.playground.records import Bot, Payload, SlackError, View

MAX_STACK = 3
_OPTIONAL = {
    "private_metadata": "",
    "callback_id": "",
    "external_id": "",
    "clear_on_close": False,
    "notify_on_close": False,
    "submit": None,
    "close": None,
}


class Modals:
    """Every view that is open, and the Home tabs. `changed` is told the person whose views are others now."""

    def __init__(self, new_id: Callable[[str], str], changed: Callable[[str], None]) -> None:
        self._new_id = new_id
        self._changed = changed
        self._views: dict[str, View] = {}
        self._stacks: dict[str, list[str]] = defaultdict(list)
        self._homes: dict[str, str] = {}

    def stack(self, user: str) -> list[View]:
        return [self._views[view_id] for view_id in self._stacks[user]]

    def home(self, user: str) -> View | None:
        return self._views.get(self._homes.get(user, ""))

    def get(self, view_id: str) -> View:
        if view_id not in self._views:
            raise SlackError("not_found")
        return self._views[view_id]

    def by_external_id(self, external_id: str) -> View:
        for view in self._views.values():
            if external_id and view.payload.get("external_id") == external_id:
                return view
        raise SlackError("not_found")

    def open(self, user: str, payload: Payload) -> View:
        """Start a new stack with `payload`; a stack that was open is gone, as when the app opens over its own."""
        self._check_external_id(payload, besides=None)
        self._forget(self._stacks.pop(user, []))
        return self._add(user, payload, previous=None)

    def push(self, user: str, payload: Payload) -> View:
        """Lay a view over the topmost. Raises SlackError `not_found`, `push_limit_reached`, `duplicate_external_id`."""
        stack = self.stack(user)
        if not stack:
            raise SlackError("not_found")
        if len(stack) >= MAX_STACK:
            raise SlackError("push_limit_reached")
        self._check_external_id(payload, besides=None)
        return self._add(user, payload, previous=stack[-1])

    def _add(self, user: str, payload: Payload, previous: View | None) -> View:
        view_id = self._new_id("V")
        root = previous.root_id if previous else view_id
        view = View(
            id=view_id,
            user=user,
            payload=with_ids(payload, self._new_id),
            hash=self._new_hash(),
            root_id=root,
            previous_id=previous.id if previous else None,
            values={},
        )
        self._views[view_id] = view
        if payload["type"] == "modal":
            self._stacks[user].append(view_id)
            self._changed(user)
        return view

    def update(self, view: View, payload: Payload, expected_hash: str | None = None) -> View:
        """Draw a view anew; elements that keep block_id and action_id keep what the person sees in them.

        Raises SlackError `hash_conflict`, `duplicate_external_id`.
        """
        if expected_hash and expected_hash != view.hash:
            raise SlackError("hash_conflict")
        self._check_external_id(payload, besides=view.id)
        drawn = with_ids(payload, self._new_id)
        values = carried(drawn["blocks"], state_values(view.payload["blocks"], view.values))
        updated = replace(view, payload=drawn, hash=self._new_hash(), values=values)
        self._views[view.id] = updated
        if payload["type"] == "modal":
            self._changed(view.user)
        return updated

    def publish(self, user: str, payload: Payload, expected_hash: str | None = None) -> View:
        current = self.home(user)
        if current is not None:
            return self.update(current, payload, expected_hash)
        self._check_external_id(payload, besides=None)
        view = self._add(user, payload, previous=None)
        self._homes[user] = view.id
        return view

    def type_into(self, view: View, values: Payload) -> View:
        """Remember what the person has put into a view; the app is not told and the hash stays."""
        self._views[view.id] = replace(view, values=values)
        return self._views[view.id]

    def close(self, view: View) -> None:
        """Close a modal and whatever lies above it; one that is closed already stays so."""
        stack = self._stacks[view.user]
        if view.id in stack:
            kept = stack.index(view.id)
            self._forget(stack[kept:])
            del stack[kept:]
            self._changed(view.user)

    def clear(self, user: str) -> None:
        self._forget(self._stacks.pop(user, []))
        self._changed(user)

    def _forget(self, view_ids: list[str]) -> None:
        for view_id in view_ids:
            self._views.pop(view_id, None)

    def _check_external_id(self, payload: Payload, besides: str | None) -> None:
        wanted = payload.get("external_id")
        for view in self._views.values():
            if wanted and view.id != besides and view.payload.get("external_id") == wanted:
                raise SlackError("duplicate_external_id")

    def _new_hash(self) -> str:
        return f"{self._new_id('')}.{self._new_id('')[:6].lower()}"


def with_ids(payload: Payload, new_id: Callable[[str], str]) -> Payload:
    """Return a copy in which blocks have a block_id and interactive elements an action_id, as Slack fills them in."""
    return {**payload, "blocks": [_block_with_ids(block, new_id) for block in payload.get("blocks") or ()]}


def _block_with_ids(block: Payload, new_id: Callable[[str], str]) -> Payload:
    own = new_id("")[:5]
    filled = {"block_id": own, **block}
    if block["type"] == "markdown":
        filled["block_id"] = own  # Slack takes one and ignores it
    for key in ("element", "accessory"):
        if key in block:
            filled[key] = _named(block[key], new_id)
    if block.get("type") in {"actions", "context_actions"}:
        filled["elements"] = [_named(element, new_id) for element in block["elements"]]
    if "child_blocks" in block:
        filled["child_blocks"] = [_block_with_ids(child, new_id) for child in block["child_blocks"]]
    return filled


def _named(element: Payload, new_id: Callable[[str], str]) -> Payload:
    return dict(element) if element.get("type") == "image" else {"action_id": new_id("")[:5], **element}


def carried(blocks: list[Payload], values: Payload) -> Payload:
    """Return the part of `values` whose elements are still drawn under the same ids with the same type."""
    kept: Payload = {}
    for block, element in walk(blocks):
        known = values.get(block["block_id"], {}).get(element["action_id"])
        if known is not None and known["type"] == element["type"]:
            kept.setdefault(block["block_id"], {})[element["action_id"]] = known
    return kept


def view_wire(view: View, team_id: str, bot: Bot) -> Payload:
    """Return a view as the Web API, the payloads and the page show it."""
    return {
        **_OPTIONAL,
        **view.payload,
        "id": view.id,
        "team_id": team_id,
        "hash": view.hash,
        "state": {"values": state_values(view.payload["blocks"], view.values)},
        "root_view_id": view.root_id,
        "previous_view_id": view.previous_id,
        "app_id": bot.app_id,
        "app_installed_team_id": team_id,
        "bot_id": bot.bot_id,
    }
