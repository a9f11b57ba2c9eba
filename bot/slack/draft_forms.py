"""What the fields of the answer modal hold before they are saved, or when they cannot be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot.domain.answers import NotApplicable, Value
from bot.domain.checklist import Question, QuestionKey
from bot.domain.deployment import SectionState
from bot.domain.drafts import Draft, fields_of
from bot.domain.errors import AnswerRefused
from bot.slack.answer_fields import field_of, is_empty
from bot.slack.form_fields import Held, Values, held, picked, typed
from bot.slack.views import ids
from bot.slack.views.answer_modal import held_at_first
from bot.slack.views.ids import Drawn, ModalState, fingerprint


def read_drafts(
    questions: Iterable[Question], values: Values, state: SectionState, page: ModalState
) -> Mapping[QuestionKey, Draft | None]:
    """Read what somebody typed; None where the fields hold what they held at first.

    `page` remembers what that was: somebody may have answered since it was drawn.
    """
    drawn = {one.question: one for one in page.questions}
    drafts: dict[QuestionKey, Draft | None] = {}
    for question in questions:
        draft = _draft(question, values)
        is_untouched = _is_untouched(question, draft, state, drawn.get(question.key, Drawn(question.key)))
        drafts[question.key] = None if is_untouched else draft
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


def _is_untouched(question: Question, draft: Draft, state: SectionState, drawn: Drawn) -> bool:
    now = state.answers.get(question.key)
    if drawn.seen == (now.version if now else 0):
        return draft == _at_first(question, state)
    if drawn.seen:
        held = (draft.value, draft.note), (NotApplicable(draft.note), "")
        return drawn.fingerprint in {fingerprint(value, note) for value, note in held if value is not None}
    return draft == _at_first(question, replace(state, answers={}))


def _at_first(question: Question, state: SectionState) -> Draft:
    draft = fields_of(held_at_first(question, state))
    # Kinds without such an option show no more than the reason.
    is_shown = field_of(question).has_not_applicable or not isinstance(draft.value, NotApplicable)
    return draft if is_shown else Draft(None, draft.note)
