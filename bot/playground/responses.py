"""What arrives at a response_url, or rides on the acknowledgement of a command."""

from dataclasses import replace

from bot.playground.arguments import Takes, flag, items, text, timestamp
from bot.playground.methods_chat import content
from bot.playground.records import Message, Payload, SlackError
from bot.playground.tickets import Origin
from bot.playground.workspace import Workspace, edited

_TAKES = Takes(
    {},
    {
        "text": text,
        "blocks": items,
        "response_type": text,
        "replace_original": flag,
        "delete_original": flag,
        "thread_ts": timestamp,
        "unfurl_links": flag,
        "unfurl_media": flag,
    },
)


def respond(workspace: Workspace, origin: Origin, raw: Payload) -> None:
    """Do what a response asks for. By default it is a new message that only the person sees.

    It needs no membership of the bot in the channel. Raises SlackError.
    """
    given = _TAKES.read(raw)
    if given.get("response_type", "ephemeral") not in {"ephemeral", "in_channel"}:
        raise SlackError("invalid_arguments", "[ERROR] response_type is ephemeral or in_channel")
    if given.get("delete_original"):
        workspace.delete(_original(workspace, origin))
    elif given.get("replace_original"):
        _replace(workspace, _original(workspace, origin), given)
    else:
        _add(workspace, origin, given)


def _original(workspace: Workspace, origin: Origin) -> Message:
    if origin.ts is None:
        raise SlackError("message_not_found")
    message = workspace.message(origin.channel, origin.ts, origin.user)
    if message.author != workspace.bot.user_id:
        raise SlackError("cant_update_message")
    return message


def _replace(workspace: Workspace, message: Message, given: Payload) -> None:
    said, blocks = content(workspace, given)
    if message.viewer:
        workspace.update(replace(message, text=said, blocks=blocks))
    else:
        ts = workspace.timeline.next_ts()
        workspace.update(edited(message, text=said, blocks=blocks, metadata=None, ts=ts))


def _add(workspace: Workspace, origin: Origin, given: Payload) -> None:
    said, blocks = content(workspace, given)
    if "thread_ts" in given:
        workspace.thread_root(origin.channel, given["thread_ts"])
    viewer = None if given.get("response_type") == "in_channel" else origin.user
    workspace.say(origin.channel, said, blocks, thread_ts=given.get("thread_ts"), viewer=viewer)
