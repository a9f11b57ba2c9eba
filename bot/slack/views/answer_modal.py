"""The modal in which questions are answered: a whole section page by page, one question, or one after the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from bot.domain.answers import TEXT_LIMIT, Answer, NotApplicable
from bot.domain.checklist import EvidenceNeed, Question, QuestionKey, Section, SectionKey
from bot.domain.deployment import Deployment, SectionState
from bot.domain.drafts import Draft, fields_of
from bot.domain.errors import NotFound
from bot.domain.scope import asked
from bot.slack.answer_fields import field_of
from bot.slack.views import blocks, ids, words
from bot.slack.views.blocks import Json
from bot.slack.views.contested import choice_blocks
from bot.slack.views.evidence_modal import evidence_input, files_input
from bot.slack.views.ids import VALUE, CallbackId, Drawn, ModalState, Mode
from bot.slack.views.scene import Scene

PAGE_SIZE = 8
_HINT = 300
_TYPED = {"plain_text_input", "url_text_input", "number_input"}
"""Inputs that say nothing while they are filled in; what they hold comes along with the next pick."""


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """What one opening or page of the modal shows.

    `not_applicable` is the question that the person called so with a button. `drafts` are what the person typed before
    and did not save. At `contested` questions somebody else's answer stands beside what the person typed, and they
    choose. When a page is shown again because somebody was faster, `notice` says so, and `before` is the state that it
    was submitted with.
    """

    deployment: Deployment
    section: Section
    questions: tuple[Question, ...]
    mode: Mode = Mode.SECTION
    number: int = 1
    of: int = 1
    not_applicable: QuestionKey | None = None
    notice: str = ""
    contested: tuple[QuestionKey, ...] = ()
    before: ModalState | None = None
    drafts: Mapping[QuestionKey, Draft] = field(default_factory=dict)


def pages(section: Section) -> tuple[tuple[Question, ...], ...]:
    """Split a section into pages of about the same length, at most eight questions each."""
    total = len(section.questions)
    number = max(1, -(-total // PAGE_SIZE))
    bounds = [total * page // number for page in range(number + 1)]
    return tuple(section.questions[start:end] for start, end in pairwise(bounds))


def section_page(deployment: Deployment, section_key: SectionKey, number: int = 1) -> AnswerPage:
    """Return the first page from this number on that asks something, or else the last one that does.

    Pages keep their numbers whatever is asked, so that going on never passes a question over. Raises NotFound when
    nothing is asked in the section.
    """
    section = deployment.checklist.section(section_key)
    wanted = asked(section, deployment.section(section_key))
    shown = {n: tuple(q for q in page if q in wanted) for n, page in enumerate(pages(section), start=1)}
    filled = [n for n, page in shown.items() if page]
    if not filled:
        raise NotFound("Nothing is asked in this section of this deployment.")
    found = next((n for n in filled if n >= number), filled[-1])
    return AnswerPage(deployment, section, shown[found], number=found, of=filled[-1])


def page_number(section: Section, question: QuestionKey) -> int:
    """Return the number of the page that a question stands on; the first for none."""
    places = enumerate(pages(section), start=1)
    return next((number for number, page in places if any(one.key == question for one in page)), 1)


def question_page(
    deployment: Deployment, section_key: SectionKey, question_key: QuestionKey, mode: Mode = Mode.QUESTION
) -> AnswerPage:
    """Return the page of a single question."""
    section = deployment.checklist.section(section_key)
    return AnswerPage(deployment, section, (section.question(question_key),), mode=mode)


def answer_modal(page: AnswerPage, scene: Scene) -> Json:
    """Draw the modal; its block_ids stay the same per question, so an update keeps what the person typed."""
    state = page.deployment.section(page.section.key)
    goes_on = page.mode is Mode.NEXT or page.number < page.of
    return blocks.modal(
        f"{page.section.ref} {page.section.title}",
        [
            *_opening(page, scene),
            *(block for q in page.questions for block in [*_choice(page, q, state, scene), *_inputs(page, q, state)]),
        ],
        callback_id=CallbackId.ANSWERS,
        private_metadata=ids.encode_state(_remembered(page)),
        submit="Save and next" if goes_on else "Save",
        close="Close",
    )


def held_at_first(question: Question, state: SectionState) -> Answer | None:
    """Return what the fields of a question hold: its answer, else last time's, unless it is to be answered anew."""
    proposal = state.proposals.get(question.key)
    if question.key in state.answers or proposal is None or question.always_ask:
        return state.answers.get(question.key)
    return Answer(proposal.value, proposal.note, proposal.by, proposal.at, version=0)


def _opening(page: AnswerPage, scene: Scene) -> list[Json]:
    of = f"page {page.number} of {page.of}" if page.of > 1 else ""
    due = words.due_words(page.deployment.due, scene.now)
    about = words.DOT.join(filter(None, (words.target(page.deployment), due, of)))
    notice = [blocks.section(f"*{blocks.safe(page.notice, 2500)}*")] if page.notice else []
    state = page.deployment.section(page.section.key)
    is_carried = any(held_at_first(q, state) and q.key not in state.answers for q in page.questions)
    carried = "Fields hold last time's answers: saving says that they are still true." if is_carried else ""
    is_unsaved = any(q.key in page.drafts for q in page.questions)
    unsaved = "Some fields hold what you had typed and not saved." if is_unsaved else ""
    partly = "You can save a part and come back for the rest." if page.mode is Mode.SECTION else ""
    return [*notice, blocks.context(*filter(None, (about, partly, carried, unsaved)))]


def _remembered(page: AnswerPage) -> ModalState:
    answers = page.deployment.section(page.section.key).answers
    # Slack keeps the fields of a page that is shown again. Only where the person was told of the newer answer may
    # saving replace it; elsewhere the page still stands for what it showed at first.
    kept = {one.question: one for one in page.before.questions} if page.before else {}
    drawn = {question.key: _drawn(question.key, answers.get(question.key)) for question in page.questions}
    known = {key: one for key, one in kept.items() if key in drawn and key not in page.contested}
    return ModalState(
        deployment=page.deployment.id,
        section=page.section.key,
        questions=tuple((drawn | known).values()),
        mode=page.mode,
        page=page.number,
        pages=page.of,
        contested=page.contested,
    )


def _drawn(question: QuestionKey, answer: Answer | None) -> Drawn:
    if answer is None:
        return Drawn(question)
    return Drawn(question, answer.version, ids.fingerprint(answer.value, answer.note))


def _choice(page: AnswerPage, question: Question, state: SectionState, scene: Scene) -> list[Json]:
    if question.key not in page.contested:
        return []
    return choice_blocks(question, state.answers[question.key], scene)


def _inputs(page: AnswerPage, question: Question, state: SectionState) -> list[Json]:
    is_prefilled, asking = question.key == page.not_applicable, field_of(question)
    held = page.drafts.get(question.key) or fields_of(held_at_first(question, state))
    element = asking.element(NotApplicable("") if is_prefilled else held.value)
    main = blocks.input_block(
        f"{question.ref} {question.prompt}" + ("" if question.required else " (this one may stay open)"),
        element,
        ids.answer_block(question.key),
        hint=blocks.clip(" ".join(filter(None, (asking.hint, question.guidance))), _HINT),
        optional=True,
        dispatch=element["type"] not in _TYPED,
    )
    note = blocks.input_block(
        _note_label(question),
        blocks.text_input(VALUE, multiline=True, initial=held.note, max_length=TEXT_LIMIT, focus=is_prefilled),
        ids.note_block(question.key),
        optional=True,
    )
    # On a page of many questions, a third field for each would be more than anybody reads.
    has_evidence = page.mode is not Mode.SECTION or question.evidence is EvidenceNeed.REQUIRED
    files = files_input(f"Files for {question.ref}", ids.files_block(question.key))
    # Ten questions with two fields for evidence each would not fit into a modal that people read.
    has_files = page.mode is not Mode.SECTION
    return [
        main,
        note,
        *([evidence_input(question, state)] if has_evidence else []),
        *([files] if has_files else []),
    ]


def _note_label(question: Question) -> str:
    if field_of(question).has_not_applicable:
        return f"Note on {question.ref} (the reason, if it is not applicable)"
    return f"Note on {question.ref}. If you leave the answer empty: why it does not apply"
