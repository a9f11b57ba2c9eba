"""files.*: the two calls around an upload, and what is known of a file."""

from collections.abc import Sequence

from bot.playground.arguments import (
    Takes,
    anything,
    coded,
    items,
    name,
    number,
    positive,
    text,
    timestamp,
    unsupported,
)
from bot.playground.methods_chat import content
from bot.playground.records import Payload, SlackError
from bot.playground.workspace import Workspace

_MOST_WORDS = 1000
_NO_SNIPPETS = unsupported("snippets are not in this Slack")
URL = Takes({"filename": name, "length": positive}, {"alt_txt": text, "snippet_type": _NO_SNIPPETS}, "missing_argument")
COMPLETE = Takes(
    {"files": items},
    {
        "channel_id": name,
        "thread_ts": timestamp,
        "initial_comment": text,
        "blocks": coded(items, "invalid_blocks"),
        "channels": unsupported("use channel_id: a file is shared in one channel here"),
        **dict.fromkeys(("username", "icon_emoji", "icon_url"), unsupported("the bot speaks as itself")),
    },
)


INFO = Takes({"file": name}, {"cursor": anything, "limit": number})


def about(workspace: Workspace, args: Payload) -> Payload:
    """Return a file with its comments, of which there are none any more at Slack either."""
    file = workspace.uploads.find(args["file"])
    if not file.is_complete:
        raise SlackError("file_not_found")
    return {"file": workspace.uploads.wire(file), "comments": [], "response_metadata": {"next_cursor": ""}}


def upload_url(workspace: Workspace, args: Payload) -> Payload:
    if len(args.get("alt_txt", "")) > _MOST_WORDS:
        raise SlackError("alt_txt_too_large")
    file = workspace.uploads.announce(args["filename"], args["length"])
    return {"file_id": file.id, "upload_url": f"{workspace.url}upload/{file.id}"}


def complete(workspace: Workspace, args: Payload) -> Payload:
    """Finish uploads and, with `channel_id`, post them as one message. What is refused changes no file."""
    if "channel_id" in args:
        channel = workspace.channel_to_post(args["channel_id"], workspace.bot.user_id)
        if "thread_ts" in args:
            workspace.thread_root(channel.id, args["thread_ts"])
    for file_id in _ids(args["files"]):
        workspace.uploads.received(file_id)
    given = {"text": args.get("initial_comment"), "blocks": args.get("blocks")}
    words, blocks = content(workspace, given) if any(given.values()) else ("", ())
    stored = [workspace.uploads.complete(file["id"], file.get("title")) for file in args["files"]]
    wires = tuple(workspace.uploads.wire(file) for file in stored)
    if "channel_id" in args:
        workspace.say(args["channel_id"], words, blocks, thread_ts=args.get("thread_ts"), files=wires)
    return {"files": list(wires)}


def _ids(files: Sequence[Payload]) -> list[str]:
    ids = [file["id"] for file in files if isinstance(file.get("id"), str)]
    if not ids or len({*ids}) != len(files):
        raise SlackError("invalid_arguments", "[ERROR] each file needs its own id [json-pointer:/files]")
    return ids
