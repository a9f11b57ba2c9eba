"""What every view needs beside the domain's objects, and what it makes of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from bot.domain.people import GroupId, UserId
from bot.slack.views.blocks import ELLIPSIS, Json, safe, section

TEXT_LIMIT = 4000
BLOCKS_LIMIT = 11_000
"""Characters of all blocks as JSON; some of Slack's 12,000 stay free for what delivery stamps on a message."""
_PARAGRAPH = 2900
_ROOMS = (200, 120, 60, 30, 12)


@dataclass(frozen=True, slots=True)
class Scene:
    """Names of people and groups, permalinks by "board", "summary", section key or deployment id, and the moment.

    Names and links may be missing; a view then does without.
    """

    names: Mapping[UserId, str]
    links: Mapping[str, str]
    now: datetime
    groups: Mapping[GroupId, str] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """Return the day by which acceptances end, which is not counted where the reader is."""
        return self.now.astimezone(UTC).date()

    def name(self, user: UserId) -> str:
        """Return the plain name, which is text that a person typed."""
        return self.names.get(user) or "someone"

    def who(self, user: UserId, limit: int = 80) -> str:
        """Return the name, fit for mrkdwn."""
        return safe(self.name(user), limit) or "someone"

    def group(self, group: GroupId, limit: int = 40) -> str:
        """Return the name of a group, fit for mrkdwn."""
        return safe(self.groups.get(group, ""), limit) or "unknown"


@dataclass(frozen=True, slots=True)
class Message:
    """What is posted; `text` says everything, since screen readers and notifications read nothing else."""

    text: str
    blocks: list[Json]


def fitting_text(draw: Callable[[int], str]) -> str:
    """Draw with ever less room per piece of user text until Slack takes the whole."""
    texts = (draw(room) for room in _ROOMS)
    text = next((text for text in texts if len(text) <= TEXT_LIMIT), draw(_ROOMS[-1]))
    return text if len(text) <= TEXT_LIMIT else _whole_lines(text)


def fitting_blocks(draw: Callable[[int], list[Json]]) -> list[Json]:
    """Draw with ever less room per piece of user text until Slack takes the whole."""
    drawings = (draw(room) for room in _ROOMS)
    return next((blocks for blocks in drawings if fits(blocks)), draw(_ROOMS[-1]))


def fits(blocks: list[Json]) -> bool:
    """Say whether Slack takes so much in one message."""
    return len(json.dumps(blocks, ensure_ascii=False)) <= BLOCKS_LIMIT


def paragraphs(lines: Iterable[str]) -> list[Json]:
    """Put lines into as few section blocks as Slack's 3,000 characters allow."""
    blocks: list[list[str]] = []
    for line in lines:
        if not blocks or len("\n".join([*blocks[-1], line])) > _PARAGRAPH:
            blocks.append([])
        blocks[-1].append(line)
    return [section("\n".join(block)) for block in blocks]


def _whole_lines(text: str) -> str:
    # Cutting inside a line could leave half an entity or an open link behind.
    lines = text.split("\n")
    while lines and len("\n".join([*lines, ELLIPSIS])) > TEXT_LIMIT:
        lines.pop()
    return "\n".join([*lines, ELLIPSIS])
