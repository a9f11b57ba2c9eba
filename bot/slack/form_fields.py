"""What the fields of a submitted modal hold, whatever they ask for.

`values` is `view.state.values` as Slack sends it: {block_id: {action_id: {...}}}. Anything may be missing or null.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.domain.checklist import QuestionKey, Section
from bot.domain.errors import Refused
from bot.domain.people import UserId
from bot.slack.storable import storable
from bot.slack.views import ids

Values = Mapping[str, Any]
Held = Mapping[str, Any]


def held(values: Values, block_id: str) -> Held:
    """Return the state of a block's one input; empty when it is not there."""
    block = values.get(block_id)
    state = block.get(ids.VALUE) if isinstance(block, Mapping) else None
    return state if isinstance(state, Mapping) else {}


def typed(state: Held) -> str:
    value = state.get("value")
    return storable(value).strip() if isinstance(value, str) else ""


def picked(state: Held) -> tuple[str, ...]:
    """Return the values of the options that are chosen, one or several."""
    options = [state.get("selected_option"), *(state.get("selected_options") or ())]
    return tuple(str(option["value"]) for option in options if isinstance(option, Mapping) and "value" in option)


def people(state: Held) -> tuple[UserId, ...]:
    return tuple(dict.fromkeys(UserId(str(user)) for user in state.get("selected_users") or ()))


def dated(state: Held) -> str:
    """Return the day that is picked, as Slack spells it."""
    day = state.get("selected_date")
    return day if isinstance(day, str) else ""


def picked_questions(section: Section, values: Values) -> tuple[QuestionKey, ...]:
    """Return the questions whose places in the section are picked. Raises Refused when none is."""
    places = set(picked(held(values, ids.QUESTION_BLOCK)))
    chosen = tuple(question.key for place, question in enumerate(section.questions) if str(place) in places)
    if not chosen:
        raise Refused("Pick at least one question.", field=ids.QUESTION_BLOCK)
    return chosen
