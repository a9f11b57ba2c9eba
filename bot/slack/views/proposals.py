"""Last time's answers: on the card, marked as such, and in the modal that lists all of a section's to confirm them."""

from __future__ import annotations

from bot.domain.answers import in_words, is_risky
from bot.domain.carrying import open_proposals, waiting
from bot.domain.checklist import Question, QuestionKey, Section, SectionKey
from bot.domain.deployment import Deployment, SectionState
from bot.domain.proposal import Proposal
from bot.slack.views import blocks, words
from bot.slack.views.blocks import Json, safe
from bot.slack.views.evidence_words import beside
from bot.slack.views.ids import ActionId, CallbackId, Reference, encode
from bot.slack.views.scene import Scene, paragraphs
from bot.slack.views.words import DOT

_LISTED = 500
_VERSION_ROOM = 80
_EVIDENCE_ROOM = 60
_SEPARATOR = "."


def proposed(question: Question, proposal: Proposal, scene: Scene, room: int) -> str:
    """Say what was answered last time, and whether it is no more than that; its question is open."""
    said = f"{_source(proposal)}: {_said(question, proposal, scene, room)}"
    return f"{said}{DOT}answer it anew" if question.always_ask else said


def to_confirm_words(section: Section, state: SectionState) -> str:
    """Say how many of last time's answers wait, and how many answers went stale; empty when none did."""
    number = len(open_proposals(section, state))
    stale = sum(proposal.is_stale for _, proposal in waiting(section, state))
    return words.DOT.join([*([f"{number} to confirm"] if number else []), *([f"{stale} stale"] if stale else [])])


def in_full(question: Question, proposal: Proposal, scene: Scene) -> str:
    """Introduce a proposal where its question is asked next."""
    source = _source(proposal)
    return (
        f"{source[0].upper()}{source[1:]}, {scene.who(proposal.by)} said: {_said(question, proposal, scene, _LISTED)}"
    )


def still_true_button(deployment: Deployment, section: Section, question: Question) -> Json:
    """Draw the button that makes one proposal an answer."""
    about = Reference(deployment.id, section.key, question.key)
    label = f"Still true: last time's answer to {question.ref}"
    return blocks.button("Still true", ActionId.CONFIRM, value=encode(about), style="primary", label=label)


def confirm_all_button(deployment: Deployment, section: Section) -> Json:
    """Draw the button that opens the list of a section's proposals."""
    value = encode(Reference(deployment.id, section.key))
    label = f"Confirm last time's answers of section {section.ref}"
    return blocks.button("Confirm last time's…", ActionId.CONFIRM_SECTION, value=value, label=label)


def confirm_modal(deployment: Deployment, section_key: SectionKey, scene: Scene) -> Json:
    """List every proposal of a section that can be confirmed, and below, what has to be answered anew."""
    section, state = deployment.checklist.section(section_key), deployment.section(section_key)
    listed = open_proposals(section, state)
    anew = [question for question, _ in waiting(section, state) if question.always_ask]
    lines = [f"{_listed(question, proposal, state, scene)}\n" for question, proposal in listed]
    closing = f"To be answered anew, whatever it was: {', '.join(q.ref for q in anew)}." if anew else ""
    number = words.count(len(listed), "answer")
    return blocks.modal(
        f"Still true? {section.ref}",
        [
            blocks.context(f"{words.section_name(section, 200)}{DOT}{words.target(deployment)}"),
            blocks.section(f"These {number} were given last time. Confirm them all, or close and change single ones."),
            *paragraphs(lines),
            *([blocks.context(closing)] if closing else []),
        ],
        callback_id=CallbackId.CONFIRM_SECTION,
        private_metadata=encode(Reference(deployment.id, section.key, choice=_spelled(section, listed))),
        submit="All still true",
        close="Close",
    )


def listed_in(section: Section, choice: str) -> tuple[QuestionKey, ...]:
    """Return the questions that a modal listed, which its reference carries as their places in the section."""
    places = {int(place) for place in choice.split(_SEPARATOR) if place.isdecimal()}
    return tuple(question.key for place, question in enumerate(section.questions) if place in places)


def _spelled(section: Section, listed: tuple[tuple[Question, Proposal], ...]) -> str:
    keys = {question.key for question, _ in listed}
    return _SEPARATOR.join(str(place) for place, question in enumerate(section.questions) if question.key in keys)


def _listed(question: Question, proposal: Proposal, state: SectionState, scene: Scene) -> str:
    """Say all that is confirmed: what was answered, by whom and when, and on what evidence."""
    asked = safe(f"{question.ref} {question.prompt}", 200)
    shown = beside(state.evidence.get(question.key, ()), scene, _EVIDENCE_ROOM)
    answered = [_said(question, proposal, scene, _LISTED), f"{scene.who(proposal.by, 80)}, {_when(proposal)}", shown]
    return "\n".join(filter(None, (f"*{asked}*", *answered)))


def _source(proposal: Proposal) -> str:
    return f"{'stale, about' if proposal.is_stale else 'last time,'} {_when(proposal)}"


def _when(proposal: Proposal) -> str:
    version = safe(proposal.version, _VERSION_ROOM)
    return ", ".join(filter(None, (version, words.day(proposal.at.date()))))


def _said(question: Question, proposal: Proposal, scene: Scene, room: int) -> str:
    """Say in one line what came out and what was noted."""
    risk = ", a risk" if is_risky(question, proposal.value) else ""
    said = words.brief(in_words(proposal.value, scene.name), room)
    return DOT.join(filter(None, (f"{said}{risk}", words.quoted(proposal.note, room))))
