"""files.*: the two calls around an upload."""

from bot.playground.arguments import Takes, items, mapping, name, number, text, timestamp
from bot.playground.methods_chat import content
from bot.playground.records import Message, Payload, SlackError
from bot.playground.workspace import Workspace

URL = Takes({"filename": name, "length": number}, {"alt_txt": text, "snippet_type": text})
COMPLETE = Takes(
    {"files": items},
    {"channel_id": name, "thread_ts": timestamp, "initial_comment": text, "blocks": items, "metadata": mapping},
)


def upload_url(workspace: Workspace, args: Payload) -> Payload:
    file = workspace.uploads.announce(args["filename"], args["length"])
    return {"file_id": file.id, "upload_url": f"{workspace.url}upload/{file.id}"}


def complete(workspace: Workspace, args: Payload) -> Payload:
    """Finish uploads and, with `channel_id`, post them as one message."""
    if "channel_id" in args:
        channel = workspace.channel_to_post(args["channel_id"], workspace.bot.user_id)
        if "thread_ts" in args:
            workspace.thread_root(channel.id, args["thread_ts"])
    if not args["files"] or not all(isinstance(file.get("id"), str) for file in args["files"]):
        raise SlackError("invalid_arguments", "[ERROR] each file needs its id [json-pointer:/files]")
    stored = [workspace.uploads.complete(file["id"], file.get("title")) for file in args["files"]]
    wires = tuple(workspace.uploads.wire(file) for file in stored)
    if "channel_id" in args:
        _share(workspace, args, wires)
    return {"files": list(wires)}


def _share(workspace: Workspace, args: Payload, files: tuple[Payload, ...]) -> None:
    said = args.get("initial_comment", "")
    given = {"text": said, "blocks": args.get("blocks")}
    words, blocks = content(workspace, given) if said or args.get("blocks") else ("", ())
    workspace.post(
        Message(
            ts=workspace.timeline.next_ts(),
            channel=args["channel_id"],
            author=workspace.bot.user_id,
            text=words,
            blocks=blocks,
            thread_ts=args.get("thread_ts"),
            files=files,
        )
    )
