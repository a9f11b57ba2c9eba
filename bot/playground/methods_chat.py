"""chat.*: what the app says."""

from collections.abc import Iterable, Iterator

from bot.playground.arguments import Takes, coded, flag, items, mapping, name, text, timestamp, unsupported
from bot.playground.block_kit import check_message
from bot.playground.modals import with_ids
from bot.playground.records import Message, Payload, SlackError
from bot.playground.workspace import Workspace, edited

# Arguments that change how Slack unfurls and parses; nothing here unfurls, so they are taken and have no effect.
_LOOKS = {"unfurl_links": flag, "unfurl_media": flag, "mrkdwn": flag, "parse": text, "link_names": flag}
_CONTENT = {
    "text": text,
    "blocks": coded(items, "invalid_blocks_format"),
    "markdown_text": text,
    "metadata": coded(mapping, "invalid_metadata_format"),
    "attachments": items,
    "as_user": flag,
}
# Without a scope that the bot does not ask for, these are refused.
_AS_ANOTHER = {"username": text, "icon_emoji": text, "icon_url": text}
_LATER = "must be said when the message is posted"
POST = Takes(
    {"channel": name},
    {
        **_CONTENT,
        **_LOOKS,
        **_AS_ANOTHER,
        "thread_ts": timestamp,
        "reply_broadcast": flag,
        "current_draft_last_updated_ts": unsupported("is for drafts of people"),
    },
)
UPDATE = Takes(
    {"channel": name, "ts": timestamp},
    {
        **_CONTENT,
        "parse": text,
        "link_names": flag,
        "reply_broadcast": unsupported(_LATER),
        "file_ids": unsupported(_LATER),
        "unfurled_attachments": unsupported("nothing unfurls here"),
    },
)
EPHEMERAL = Takes({"channel": name, "user": name}, {**_CONTENT, **_LOOKS, **_AS_ANOTHER, "thread_ts": timestamp})
_CHECKED = ("text", "blocks", "markdown_text", "metadata", "attachments")
PERMALINK = Takes({"channel": name, "message_ts": timestamp})
DELETE = Takes({"channel": name, "ts": timestamp}, {"as_user": flag})


def content(workspace: Workspace, given: Payload) -> tuple[str, tuple[Payload, ...]]:
    """Return (text, blocks with ids) of a message after Slack's checks; without text the blocks speak.

    Raises SlackError with the code that Slack has for the first thing that is wrong.
    """
    if given.get("as_user"):
        raise SlackError("as_user_not_supported")
    if any(given.get(name) for name in _AS_ANOTHER):
        workspace.access.require("chat:write.customize")
    check_message({key: given.get(key) for key in _CHECKED})
    markdown = [{"type": "markdown", "text": given["markdown_text"]}] if given.get("markdown_text") else []
    drawn = with_ids({"blocks": [*(given.get("blocks") or []), *markdown]}, workspace.new_id)
    blocks = tuple(drawn["blocks"])
    return given.get("text") or " ".join(spoken(blocks)), blocks


def spoken(blocks: Iterable[Payload]) -> Iterator[str]:
    """Yield the words of blocks, as a notification would read them."""
    for block in blocks:
        said = block.get("text")
        if isinstance(said, dict):
            yield said["text"]
        elif isinstance(said, str):
            yield said
        yield from (element["text"] for element in block.get("elements", []) if isinstance(element.get("text"), str))


def post_message(workspace: Workspace, args: Payload) -> Payload:
    said, blocks = content(workspace, args)
    is_person = args["channel"] in workspace.people
    channel_id = workspace.direct(args["channel"]).id if is_person else args["channel"]
    channel = workspace.channel_to_post(channel_id, workspace.bot.user_id)
    if channel.is_im:
        workspace.direct(next(member for member in channel.members if member != workspace.bot.user_id))
    thread_ts = args.get("thread_ts")
    if thread_ts:
        workspace.thread_root(channel.id, thread_ts)
    message = workspace.say(
        channel.id,
        said,
        blocks,
        thread_ts=thread_ts,
        is_broadcast=bool(thread_ts and args.get("reply_broadcast")),
        metadata=args.get("metadata"),
    )
    wire = workspace.message_wire(message, with_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "message": wire}


def _own(workspace: Workspace, args: Payload, refusal: str) -> Message:
    channel = workspace.channel(args["channel"], workspace.bot.user_id)
    message = workspace.message(channel.id, args["ts"], viewer="")
    if message.author != workspace.bot.user_id or message.is_tombstone:
        raise SlackError(refusal)
    if channel.is_archived:
        raise SlackError("is_inactive" if refusal == "cant_update_message" else refusal)
    return message


def update_message(workspace: Workspace, args: Payload) -> Payload:
    message = _own(workspace, args, "cant_update_message")
    said, blocks = content(workspace, args)
    now = workspace.timeline.next_ts()
    changed = edited(message, text=said, blocks=blocks, metadata=args.get("metadata"), ts=now)
    wire = workspace.message_wire(workspace.update(changed), with_metadata=True)
    return {"channel": message.channel, "ts": message.ts, "text": said, "message": wire}


def delete_message(workspace: Workspace, args: Payload) -> Payload:
    message = _own(workspace, args, "cant_delete_message")
    workspace.delete(message)
    return {"channel": message.channel, "ts": message.ts}


def permalink(workspace: Workspace, args: Payload) -> Payload:
    """Return the address of a message; of a reply it leads into the thread."""
    channel = workspace.channel(args["channel"], workspace.bot.user_id)
    message = workspace.message(channel.id, args["message_ts"], viewer="")
    address = f"{workspace.url}archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.is_reply:
        address += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": address}


def post_ephemeral(workspace: Workspace, args: Payload) -> Payload:
    channel = workspace.channel_to_post(args["channel"], workspace.bot.user_id)
    if args["user"] not in channel.members or workspace.people[args["user"]].deleted:
        raise SlackError("user_not_in_channel")
    if "thread_ts" in args:
        workspace.thread_root(channel.id, args["thread_ts"])
    said, blocks = content(workspace, args)
    message = workspace.say(channel.id, said, blocks, thread_ts=args.get("thread_ts"), viewer=args["user"])
    return {"message_ts": message.ts}
