"""What the fields of the answer modal hold before they are saved, or when they cannot be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.domain.answers import NotApplicable, Value
from bot.domain.checklist import Question, QuestionKey
from bot.domain.deployment import SectionState
from bot.domain.drafts import Draft, fields_of
from bot.domain.errors import AnswerRefused
from bot.slack.answer_fields import field_of, is_empty
from bot.slack.form_fields import Held, Values, held, picked, typed
from bot.slack.views import ids
from bot.slack.views.answer_modal import held_at_first


def read_drafts(
    questions: Iterable[Question], values: Values, state: SectionState
) -> Mapping[QuestionKey, Draft | None]:
    """Read what somebody typed; None where the fields hold what they held at first."""
    drafts: dict[QuestionKey, Draft | None] = {}
    for question in questions:
        draft = _draft(question, values)
        drafts[question.key] = None if draft == _at_first(question, state) else draft
    return drafts


def _draft(question: Question, values: Values) -> Draft:
    main = held(values, ids.answer_block(question.key))
    return Draft(_value(question, main), typed(held(values, ids.note_block(question.key))))


def _value(question: Question, main: Held) -> Value | None:
    """Return what an input holds; what no answer can be made of is not kept."""
    if ids.NOT_APPLICABLE in picked(main):
        return NotApplicable("")
    try:
        return None if is_empty(main) else field_of(question).read(main)
    except AnswerRefused:
        return None


def _at_first(question: Question, state: SectionState) -> Draft:
    draft = fields_of(held_at_first(question, state))
    # Kinds without such an option show no more than the reason.
    is_shown = field_of(question).has_not_applicable or not isinstance(draft.value, NotApplicable)
    return draft if is_shown else Draft(None, draft.note)
