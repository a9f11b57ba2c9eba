"""views.*: modals and the Home tab."""

from bot.playground.arguments import Takes, mapping, name, text, unsupported
from bot.playground.block_kit import check_view
from bot.playground.records import Payload, SlackError, View
from bot.playground.workspace import Workspace

_POINTER = {"interactivity_pointer": unsupported("is for workflow steps; use trigger_id")}
OPEN = Takes({"trigger_id": name, "view": mapping}, _POINTER)
UPDATE = Takes({"view": mapping}, {"view_id": name, "external_id": text, "hash": text})
PUBLISH = Takes({"user_id": name, "view": mapping}, {"hash": text, **_POINTER})


def checked(workspace: Workspace, view: Payload, surface: str) -> Payload:
    """Return the view. Raises SlackError for one of the wrong kind, beyond a limit, or with files nobody may read."""
    if view.get("type") != surface:
        raise SlackError("invalid_arguments", f"[ERROR] must be a {surface} [json-pointer:/view/type]")
    check_view(surface, view)
    if any(block.get("element", {}).get("type") == "file_input" for block in view["blocks"]):
        workspace.access.require("files:read")
    return view


def open_view(workspace: Workspace, args: Payload) -> Payload:
    view = checked(workspace, args["view"], "modal")
    trigger = workspace.tickets.redeem(args["trigger_id"])
    return _answer(workspace, workspace.modals.open(trigger.user, view))


def push_view(workspace: Workspace, args: Payload) -> Payload:
    view = checked(workspace, args["view"], "modal")
    trigger = workspace.tickets.redeem(args["trigger_id"])
    below = workspace.modals.stack(trigger.user)
    if not below or below[-1].id != trigger.view_id:
        raise SlackError("not_found")  # only what was pressed in a modal that is still on top may push onto it
    return _answer(workspace, workspace.modals.push(trigger.user, view))


def update_view(workspace: Workspace, args: Payload) -> Payload:
    if "view_id" in args:
        current = workspace.modals.get(args["view_id"])
    elif "external_id" in args:
        current = workspace.modals.by_external_id(args["external_id"])
    else:
        raise SlackError("invalid_arguments", "[ERROR] one of view_id and external_id is required")
    if current.payload["type"] != "modal":
        raise SlackError("not_found")
    return _answer(
        workspace, workspace.modals.update(current, checked(workspace, args["view"], "modal"), args.get("hash"))
    )


def publish_view(workspace: Workspace, args: Payload) -> Payload:
    if not workspace.bot.has_home:
        raise SlackError("not_enabled")
    if workspace.person(args["user_id"]).is_stranger:
        raise SlackError("user_not_found")
    view = checked(workspace, args["view"], "home")
    return _answer(workspace, workspace.publish_home(args["user_id"], view, args.get("hash")))


def _answer(workspace: Workspace, view: View) -> Payload:
    return {"view": workspace.view_wire(view)}
