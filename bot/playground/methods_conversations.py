"""conversations.*, users.info and usergroups.*: what the app may know."""

import base64
import binascii
import re
from collections.abc import Callable, Sequence
from typing import TypeVar

from bot.playground.arguments import Takes, anything, flag, name, number, text, timestamp
from bot.playground.records import Channel, Message, Payload, SlackError, UserGroup
from bot.playground.workspace import Workspace

_PAGED = {"cursor": anything, "limit": number}
_RANGE = {**_PAGED, "oldest": anything, "latest": anything, "inclusive": flag, "include_all_metadata": flag}
INFO = Takes({"channel": name}, {"include_num_members": flag, "include_locale": flag})
OPEN = Takes({}, {"users": text, "channel": name, "return_im": flag, "prevent_creation": flag})
MEMBERS = Takes({"channel": name}, _PAGED)
HISTORY = Takes({"channel": name}, _RANGE)
REPLIES = Takes({"channel": name, "ts": timestamp}, _RANGE)
USER = Takes({"user": name}, {"include_locale": flag})
GROUPS = Takes({}, {"include_users": flag, "include_count": flag, "include_disabled": flag})
GROUP_USERS = Takes({"usergroup": name}, {"include_disabled": flag})
_MOST = 1000
_Item = TypeVar("_Item")


def conversation(workspace: Workspace, args: Payload) -> Payload:
    channel = workspace.channel(args["channel"], workspace.bot.user_id)
    wire = channel.to_wire(workspace.bot.user_id)
    if args.get("include_num_members"):
        wire["num_members"] = len(channel.members)
    return {"channel": wire}


def open_direct(workspace: Workspace, args: Payload) -> Payload:
    if "channel" in args:
        channel = workspace.channel(args["channel"], workspace.bot.user_id)
    else:
        channel = _direct_with(workspace, args.get("users", ""))
    if not channel.is_im:
        raise SlackError("method_not_supported_for_channel_type")
    wire = channel.to_wire(workspace.bot.user_id) if args.get("return_im") else {"id": channel.id}
    return {"no_op": True, "already_open": True, "channel": wire}


def _direct_with(workspace: Workspace, users: str) -> Channel:
    wanted = [user.strip() for user in users.split(",") if user.strip()]
    if not wanted:
        raise SlackError("users_list_not_supplied")
    if len(wanted) > 1:
        raise SlackError("invalid_user_combination")  # group DMs are not part of this Slack
    if workspace.person(wanted[0]).deleted:
        raise SlackError("user_disabled")
    return workspace.direct(wanted[0])


def members(workspace: Workspace, args: Payload) -> Payload:
    channel = workspace.channel(args["channel"], workspace.bot.user_id)
    limit = args.get("limit", 100)
    if not 1 <= limit <= _MOST:
        raise SlackError("invalid_limit")
    everyone = sorted(channel.members)
    after = _cursor(args)
    rest = [member for member in everyone if member > after]
    return {"members": rest[:limit], "response_metadata": {"next_cursor": _next(rest, limit, lambda member: member)}}


def history(workspace: Workspace, args: Payload) -> Payload:
    channel = _readable(workspace, args)
    found = [message for message in workspace.timeline.main(channel.id) if not message.viewer]
    before = _cursor(args) or "~"
    rest = [message for message in _in_range(found, args) if message.ts < before]
    return _page(workspace, rest, args, default=100)


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
    channel = workspace.channel(args["channel"], workspace.bot.user_id)
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
        page["response_metadata"] = {"next_cursor": _next(rest, limit, lambda message: message.ts)}
    return page


def _next(rest: Sequence[_Item], limit: int, key: Callable[[_Item], str]) -> str:
    return base64.b64encode(f"next:{key(rest[limit - 1])}".encode()).decode() if len(rest) > limit else ""


def _cursor(args: Payload) -> str:
    """Return the key of the last item that the caller has, or an empty string. Raises SlackError `invalid_cursor`."""
    if not args.get("cursor"):
        return ""
    try:
        word, _, key = base64.b64decode(args["cursor"], validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise SlackError("invalid_cursor") from error
    if word != "next" or not key:
        raise SlackError("invalid_cursor")
    return key


def user(workspace: Workspace, args: Payload) -> Payload:
    return {"user": workspace.person(args["user"]).to_wire(workspace.seed.team_id, workspace.clock())}


def groups(workspace: Workspace, args: Payload) -> Payload:
    return {"usergroups": [_group_wire(workspace, group, args) for group in workspace.groups.values()]}


def _group_wire(workspace: Workspace, group: UserGroup, args: Payload) -> Payload:
    wire: Payload = {"id": group.id, "team_id": workspace.seed.team_id, "is_usergroup": True}
    wire |= {"name": group.name, "handle": group.handle, "description": "", "date_delete": 0}
    if args.get("include_users"):
        wire["users"] = list(group.users)
    if args.get("include_count"):
        wire["user_count"] = len(group.users)
    return wire


def group_users(workspace: Workspace, args: Payload) -> Payload:
    group = workspace.groups.get(args["usergroup"])
    if group is None:
        raise SlackError("no_such_subteam")
    return {"users": list(group.users)}
