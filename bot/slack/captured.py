"""A message on its way to become evidence: what the modals remember of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from bot.domain.evidence import QUOTE_LIMIT, Quote, beginning
from bot.domain.people import ChannelId, UserId
from bot.slack.spoken import plain
from bot.slack.views.ids import BadReference

_VERSION = "1"


@dataclass(frozen=True, slots=True)
class Captured:
    """Where the message is, who wrote it, and the beginning of what it says; `is_whole` when that is all of it."""

    channel: ChannelId
    ts: str
    thread: str
    author: UserId
    text: str
    is_whole: bool

    def quote(self, url: str) -> Quote:
        return Quote(self.channel, self.ts, url, self.author, self.text)


def captured(channel: ChannelId, message: Mapping[str, Any]) -> Captured:
    """Read a message as Slack sends it; one of an app has no author."""
    said = plain(str(message.get("text") or ""))
    return Captured(
        channel=channel,
        ts=str(message["ts"]),
        thread=str(message.get("thread_ts") or message["ts"]),
        author=UserId(str(message.get("user") or "")),
        text=beginning(said),
        is_whole=len(said) <= QUOTE_LIMIT,
    )


def encode_captured(one: Captured, deployment: str = "") -> str:
    """Spell it for private_metadata: a quotation of 1,000 characters stays below its 3,000, whatever is in it."""
    return json.dumps({"v": _VERSION, "d": deployment, **asdict(one)}, ensure_ascii=False, separators=(",", ":"))


def decode_captured(value: str) -> tuple[Captured, str]:
    """Read it with the id of the deployment. Raises BadReference for anything that `encode_captured` did not write."""
    try:
        raw = json.loads(value)
        if raw.pop("v") != _VERSION:
            raise BadReference
        deployment = str(raw.pop("d"))
        return Captured(**raw), deployment
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BadReference from error
