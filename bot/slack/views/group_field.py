"""The field in which groups are picked: to own a section, or to review it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.appointing import GROUPS_LIMIT
from bot.domain.checklist import SectionKey
from bot.domain.people import Group, GroupId
from bot.slack.views import blocks, ids, words
from bot.slack.views.blocks import Json
from bot.slack.views.ids import VALUE

_MOST_OPTIONS = 100


def groups_input(section: SectionKey, picked: Sequence[GroupId], groups: Sequence[Group], hint: str) -> list[Json]:
    """Let people pick groups; those that are `picked` are always among the options, which Slack limits."""
    known = {group.id: group.name for group in groups}
    others = [group for group in known if group not in picked]
    offered = [*picked, *others][:_MOST_OPTIONS]
    if not offered:
        return []
    options = [blocks.option(words.flat(known.get(group, "A group"), 75), group) for group in offered]
    if len(picked) + len(others) > len(offered):
        hint += f" Slack shows {_MOST_OPTIONS} groups here, the first by name."
    field = blocks.multi_static_select(
        VALUE, options, initial=picked, placeholder="No group", max_selected=GROUPS_LIMIT
    )
    return [blocks.input_block("Groups", field, ids.groups_block(section), hint=hint, optional=True)]
