"""conversations.*: what the app may know of channels and read in them."""

import base64
import binascii
import re
from collections.abc import Sequence

from bot.playground.arguments import Takes, anything, flag, name, number, text, timestamp
from bot.playground.records import Channel, Message, Payload, SlackError
from bot.playground.workspace import Workspace

_RANGE = {
    "cursor": anything,
    "limit": number,
    "oldest": anything,
    "latest": anything,
    "inclusive": flag,
    "include_all_metadata": flag,
}
INFO = Takes({"channel": name}, {"include_num_members": flag, "include_locale": flag})
MEMBERS = Takes({"channel": name}, {"cursor": anything, "limit": number})
OPEN = Takes({}, {"users": text, "channel": name, "return_im": flag, "prevent_creation": flag})
HISTORY = Takes({"channel": name}, _RANGE)
REPLIES = Takes({"channel": name, "ts": timestamp}, _RANGE)
_FEW, _MOST, _MOST_TOGETHER = 100, 1000, 8


def conversation(workspace: Workspace, args: Payload) -> Payload:
    channel = _permitted(workspace, args["channel"], "read")
    wire = channel.to_wire(workspace.bot.user_id)
    if args.get("include_num_members"):
        wire["num_members"] = len(channel.members)
    return {"channel": wire}


def _permitted(workspace: Workspace, channel_id: str, right: str) -> Channel:
    """Return a channel after a look at the scope for its kind. Raises SlackError."""
    channel = workspace.channel(channel_id, workspace.bot.user_id)
    kind = "im" if channel.is_im else "groups" if channel.is_private else "channels"
    workspace.access.require(f"{kind}:{right}")
    return channel


def members(workspace: Workspace, args: Payload) -> Payload:
    """Return who is in a channel, in pages; a limit above 999 is refused, as Slack's page asks for."""
    channel = _permitted(workspace, args["channel"], "read")
    limit = args.get("limit", _FEW)
    if not 0 < limit < _MOST:
        raise SlackError("invalid_limit")
    after = _cursor(args)
    if after and after not in channel.members:
        raise SlackError("invalid_cursor")
    rest = channel.members[channel.members.index(after) + 1 :] if after else channel.members
    following = _next_cursor(rest[limit - 1]) if len(rest) > limit else ""
    return {"members": list(rest[:limit]), "response_metadata": {"next_cursor": following}}


def open_direct(workspace: Workspace, args: Payload) -> Payload:
    if "channel" in args:
        channel = workspace.channel(args["channel"], workspace.bot.user_id)
    else:
        channel = _direct_with(workspace, args.get("users", ""))
    workspace.access.require("im:write")
    if not channel.is_im:
        raise SlackError("method_not_supported_for_channel_type")
    wire = channel.to_wire(workspace.bot.user_id) if args.get("return_im") else {"id": channel.id}
    return {"no_op": True, "already_open": True, "channel": wire}


def _direct_with(workspace: Workspace, users: str) -> Channel:
    wanted = [user.strip() for user in users.split(",") if user.strip()]
    if not wanted:
        raise SlackError("users_list_not_supplied")
    if len(wanted) > _MOST_TOGETHER:
        raise SlackError("too_many_users")
    if len(wanted) > 1:
        raise SlackError("invalid_user_combination")  # group DMs are not part of this Slack
    return workspace.direct(wanted[0])


def history(workspace: Workspace, args: Payload) -> Payload:
    channel = _readable(workspace, args)
    found = [message for message in workspace.timeline.main(channel.id) if not message.viewer]
    before = _cursor(args) or "~"
    rest = [message for message in _in_range(found, args) if message.ts < before]
    return _page(workspace, rest, args, default=_FEW)


def replies(workspace: Workspace, args: Payload) -> Payload:
    channel = _readable(workspace, args)
    asked = workspace.timeline.find(channel.id, args["ts"])
    if asked is None or asked.viewer:
        raise SlackError("thread_not_found")
    root_ts = asked.thread_ts or asked.ts
    root = workspace.timeline.find(channel.id, root_ts)
    thread = [*([root] if root else []), *workspace.timeline.replies(channel.id, root_ts)]
    after = _cursor(args)
    # The root comes whatever the range says; Slack sends it with every first page.
    wanted = {message.ts for message in _in_range(thread, args)} | {root_ts}
    rest = [message for message in thread if message.ts in wanted and message.ts > after]
    return _page(workspace, rest, args, default=_MOST)


def _readable(workspace: Workspace, args: Payload) -> Channel:
    channel = _permitted(workspace, args["channel"], "history")
    if workspace.bot.user_id not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def _in_range(messages: Sequence[Message], args: Payload) -> list[Message]:
    oldest, latest = _bound(args, "oldest", "0.000000"), _bound(args, "latest", "999999999999.000000")
    inclusive = args.get("inclusive", False)
    ends = {oldest, latest}
    return [
        message
        for message in messages
        if oldest <= _padded(message.ts) <= latest and (inclusive or _padded(message.ts) not in ends)
    ]


def _bound(args: Payload, side: str, default: str) -> str:
    given = args.get(side) or default
    if not re.fullmatch(r"\d{1,12}(\.\d{1,6})?", given):
        raise SlackError(f"invalid_ts_{side}")
    return _padded(given)


def _padded(ts: str) -> str:
    seconds, _, micros = ts.partition(".")
    return f"{seconds:0>12}.{micros:0<6}"


def _page(workspace: Workspace, rest: Sequence[Message], args: Payload, *, default: int) -> Payload:
    limit = max(1, min(args.get("limit", default), _MOST))
    with_metadata = args.get("include_all_metadata", False)
    page: Payload = {
        "messages": [workspace.message_wire(message, with_metadata=with_metadata) for message in rest[:limit]],
        "has_more": len(rest) > limit,
    }
    if page["has_more"]:
        page["response_metadata"] = {"next_cursor": _next_cursor(rest[limit - 1].ts)}
    return page


def _next_cursor(last: str) -> str:
    return base64.b64encode(f"next:{last}".encode()).decode()


def _cursor(args: Payload) -> str:
    """Return the last thing that the caller has, or an empty string. Raises SlackError `invalid_cursor`."""
    if not args.get("cursor"):
        return ""
    try:
        word, _, key = base64.b64decode(args["cursor"], validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise SlackError("invalid_cursor") from error
    if word != "next" or not key:
        raise SlackError("invalid_cursor")
    return key
