"""Forms: what a submitted modal holds, back into the domain's values; the inverse of the modals."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeVar

from bot.domain.answers import NotApplicable, Reply, Value, check
from bot.domain.checklist import Question, QuestionKey, Section, SectionKey
from bot.domain.errors import AnswerRefused, Refused
from bot.domain.evidence import Item
from bot.domain.people import GroupId, UserId
from bot.domain.waivers import Terms
from bot.domain.when import Tier
from bot.slack.answer_fields import field_of, is_empty
from bot.slack.evidence_forms import read_items
from bot.slack.form_fields import Held, Values, dated, held, people, picked, picked_questions, typed
from bot.slack.views import ids
from bot.slack.views.ids import ModalState, answer_block, note_block

_NO_SECTION = SectionKey("")
_GROUPS_PREFIX = ids.groups_block(_NO_SECTION)
_Users = tuple[UserId, ...]
_People = Mapping[SectionKey, _Users]
_Given = TypeVar("_Given")


@dataclass(frozen=True, slots=True)
class AnswerForm:
    """What a person sends in: replies, questions whose answer they emptied, new evidence, and errors by block_id."""

    replies: Mapping[QuestionKey, Reply] = field(default_factory=dict)
    cleared: tuple[QuestionKey, ...] = ()
    evidence: Mapping[QuestionKey, tuple[Item, ...]] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    def touched(self, state: ModalState) -> AnswerForm:
        """Return the form without the replies that are as the modal showed them.

        Otherwise an answer that somebody else changed meanwhile would count as contradicted by a person who only
        had it on their page.
        """
        drawn = {one.question: one.fingerprint for one in state.questions}
        changed = {
            key: reply
            for key, reply in self.replies.items()
            if drawn.get(key, "") != ids.fingerprint(reply.value, reply.note)
        }
        return replace(self, replies=changed)

    def settled(self, state: ModalState, values: Values) -> AnswerForm:
        """Return the form without what the person gave up for somebody else's answer.

        What is wrong with that is no error any more; not to have chosen is one.
        """
        chosen = {
            question: (block_id, picked(held(values, block_id)))
            for question in state.contested
            for block_id in [ids.choice_block(question, state.seen[question])]
        }
        kept = {question for question, (_, choice) in chosen.items() if ids.THEIRS in choice}
        pointless = {block_id for question in kept for block_id in (answer_block(question), note_block(question))}
        undecided = {block_id: "Pick whose answer stays." for block_id, choice in chosen.values() if not choice}
        return replace(
            self,
            replies={question: reply for question, reply in self.replies.items() if question not in kept},
            cleared=tuple(question for question in self.cleared if question not in kept),
            errors={at: told for at, told in self.errors.items() if at not in pointless} | undecided,
        )


@dataclass(frozen=True, slots=True)
class SetUp:
    """What the set-up form asks for; None, and `keeps_due`, leave what is set.

    `owners` names sections to change; `reviewers` those of them in which the checklist asks for a review.
    """

    lead: UserId | None
    due: date | None
    tier: Tier | None
    artefact: str | None
    owners: Mapping[SectionKey, tuple[UserId, ...]]
    reviewers: Mapping[SectionKey, tuple[UserId, ...]] = field(default_factory=dict)
    keeps_due: bool = False


@dataclass(frozen=True, slots=True)
class HandOverMine:
    """Which sections go to whom."""

    sections: tuple[SectionKey, ...]
    to: UserId


@dataclass(frozen=True, slots=True)
class _Fields:
    """The two fields of one question: the state of its input, and the note as typed."""

    question: Question
    main: Held
    note: str


class _Problem(Exception):
    """Something to show at a block of the form."""

    def __init__(self, block_id: str, message: str) -> None:
        super().__init__(message)
        self.block_id = block_id


def read_answers(questions: Iterable[Question], values: Values, seen: Mapping[QuestionKey, int]) -> AnswerForm:
    """Read the answers of one page; `seen` has the version of each stored answer that the page showed, 0 for none."""
    replies: dict[QuestionKey, Reply] = {}
    cleared: list[QuestionKey] = []
    evidence: dict[QuestionKey, tuple[Item, ...]] = {}
    errors: dict[str, str] = {}
    for question in questions:
        fields = _fields(question, values)
        version = seen.get(question.key, 0)
        try:
            if attached := read_items(values, ids.evidence_block(question.key), ids.files_block(question.key)):
                evidence[question.key] = attached
        except Refused as refused:
            errors[refused.field] = str(refused)
        if is_empty(fields.main) and not fields.note:
            cleared.extend([question.key] if version else [])
            continue
        try:
            replies[question.key] = _checked(fields, version)
        except _Problem as problem:
            errors[problem.block_id] = str(problem)
    return AnswerForm(replies, tuple(cleared), evidence, errors)


def read_set_up(values: Values) -> SetUp:
    """Read all of the set-up form. Raises Refused, its field being the block_id, when lead or date are unreadable."""
    lead = held(values, ids.LEAD_BLOCK).get("selected_user")
    if not lead:
        raise Refused("Pick a lead.", field=ids.LEAD_BLOCK)
    artefact = typed(held(values, ids.ARTEFACT_BLOCK))
    return SetUp(UserId(str(lead)), _day(values, ids.DUE_BLOCK), _tier(values), artefact, *_everybody(values))


def changed_set_up(view: Mapping[str, Any], values: Values) -> SetUp:
    """Read the set-up form, leaving out what is as the form showed it.

    Otherwise saving a form that stood open for a while would undo every change that was made meanwhile.
    """
    form, drawn = read_set_up(values), _drawn(view)

    def changed(block_of: Callable[[SectionKey], str], named: _People) -> _People:
        shown = {key: tuple(drawn.get(block_of(key), {}).get("initial_users") or ()) for key in named}
        return {key: people for key, people in named.items() if people != shown[key]}

    due, tier, artefact = (drawn.get(block_id, {}) for block_id in (ids.DUE_BLOCK, ids.TIER_BLOCK, ids.ARTEFACT_BLOCK))
    return replace(
        form,
        lead=_unless(form.lead, drawn.get(ids.LEAD_BLOCK, {}).get("initial_user")),
        keeps_due=(form.due.isoformat() if form.due else None) == due.get("initial_date"),
        tier=_unless(form.tier, (tier.get("initial_option") or {}).get("value")),
        artefact=_unless(form.artefact, artefact.get("initial_value", "")),
        owners=changed(ids.owners_block, form.owners),
        reviewers=changed(ids.reviewers_block, form.reviewers),
    )


def _drawn(view: Mapping[str, Any]) -> Mapping[str, Held]:
    """Return the inputs of a view as they were drawn, by block_id."""
    return {str(block.get("block_id")): block.get("element") or {} for block in view.get("blocks") or ()}


def _unless(given: _Given, drawn: object) -> _Given | None:
    return None if given == drawn else given


def read_owners(values: Values) -> tuple[UserId, ...]:
    """Read who shall own the section; nobody is an answer too."""
    return next(iter(_everybody(values)[0].values()), ())


def read_groups(values: Values) -> tuple[GroupId, ...] | None:
    """Read which groups are picked; None where no group could be picked."""
    block_id = next((block_id for block_id in values if block_id.startswith(_GROUPS_PREFIX)), "")
    return tuple(map(GroupId, picked(held(values, block_id)))) if block_id else None


def read_hand_over_mine(values: Values) -> HandOverMine:
    """Read which sections are handed over, in the order of the checklist, and to whom. Raises Refused."""
    sections = tuple(SectionKey(key) for key in picked(held(values, ids.SECTIONS_BLOCK)))
    if not sections:
        raise Refused("Pick at least one section.", field=ids.SECTIONS_BLOCK)
    to = held(values, ids.TO_BLOCK).get("selected_user")
    if not to:
        raise Refused("Pick who takes over.", field=ids.TO_BLOCK)
    return HandOverMine(sections, UserId(str(to)))


def read_left_out(section: Section, values: Values) -> tuple[QuestionKey, str]:
    """Read which question is left out and why. Raises Refused, its field being the block_id, when none is picked."""
    return picked_questions(section, values)[0], read_reason(values)


def read_taken_in(section: Section, values: Values) -> tuple[QuestionKey, ...]:
    """Read which questions are asked again. Raises Refused."""
    return picked_questions(section, values)


def _everybody(values: Values) -> tuple[_People, _People]:
    """Return who owns which section, and who reviews which."""
    owners, reviewers = (
        {
            SectionKey(block_id.removeprefix(prefix)): people(held(values, block_id))
            for block_id in values
            if block_id.startswith(prefix)
        }
        for prefix in (ids.owners_block(_NO_SECTION), ids.reviewers_block(_NO_SECTION))
    )
    return owners, reviewers


def read_reviewers(view: Mapping[str, Any], values: Values) -> tuple[_Users, _Users]:
    """Read who shall review the section, and who did when the form was drawn."""
    named = _everybody(values)[1]
    shown = [tuple(_drawn(view).get(ids.reviewers_block(key), {}).get("initial_users") or ()) for key in named]
    return next(iter(named.values()), ()), next(iter(shown), ())


def read_review_groups(
    view: Mapping[str, Any], values: Values
) -> tuple[tuple[GroupId, ...] | None, tuple[GroupId, ...]]:
    """Read which groups shall review the section, None where none could be picked, and which did when it was drawn."""
    drawn = (field for block_id, field in _drawn(view).items() if block_id.startswith(_GROUPS_PREFIX))
    options = [option for field in drawn for option in field.get("initial_options") or ()]
    return read_groups(values), tuple(GroupId(option["value"]) for option in options)


def read_reason(values: Values) -> str:
    """Read the reason; the domain says whether it will do, and its field "reason" is the block_id."""
    return typed(held(values, ids.REASON_BLOCK))


def read_terms(values: Values) -> Terms:
    """Read on what terms a risk is accepted. Raises Refused, its field being the block_id, without a readable day.

    The domain says whether they will do; its fields are the block_ids, too.
    """
    expires = _day(values, ids.EXPIRES_BLOCK)
    if expires is None:
        raise Refused("Pick the last day of the acceptance.", field=ids.EXPIRES_BLOCK)
    return Terms(
        reason=typed(held(values, ids.REASON_BLOCK)),
        mitigation=typed(held(values, ids.MITIGATION_BLOCK)),
        holder=UserId(str(held(values, ids.HOLDER_BLOCK).get("selected_user") or "")),
        expires=expires,
    )


def _fields(question: Question, values: Values) -> _Fields:
    return _Fields(
        question=question,
        main=held(values, answer_block(question.key)),
        note=typed(held(values, note_block(question.key))),
    )


def _checked(fields: _Fields, seen: int) -> Reply:
    question = fields.question
    value = _value(fields)
    reply = Reply(value, "" if isinstance(value, NotApplicable) else fields.note, seen)
    try:
        check(question, reply)
    except AnswerRefused as error:
        at_note = isinstance(value, NotApplicable)
        block_id = note_block(question.key) if at_note else answer_block(question.key)
        raise _Problem(block_id, str(error)) from error
    return reply


def _value(fields: _Fields) -> Value:
    """Return what the fields say; for kinds without such an option, a note alone says why it is not applicable."""
    main, asked = answer_block(fields.question.key), field_of(fields.question)
    chosen = picked(fields.main)
    if ids.NOT_APPLICABLE in chosen:
        if chosen[1:]:
            raise _Problem(main, "Either options or not applicable, not both. Untick one of them.")
        return NotApplicable(fields.note)
    if is_empty(fields.main):
        if asked.has_not_applicable:
            raise _Problem(main, "Pick an answer too: a note alone is not kept.")
        return NotApplicable(fields.note)
    try:
        return asked.read(fields.main)
    except AnswerRefused as error:
        raise _Problem(main, str(error)) from error


def _tier(values: Values) -> Tier:
    chosen = picked(held(values, ids.TIER_BLOCK))
    if len(chosen) != 1 or chosen[0] not in set(Tier):
        raise Refused("Pick a tier.", field=ids.TIER_BLOCK)
    return Tier(chosen[0])


def _day(values: Values, block_id: str) -> date | None:
    chosen = dated(held(values, block_id))
    try:
        return date.fromisoformat(chosen) if chosen else None
    except ValueError as error:
        raise Refused("Give the day as year, month and day.", field=block_id) from error
