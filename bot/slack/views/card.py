"""A card: one section in the deployment's thread, edited in place."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.carrying import open_proposals
from bot.domain.checklist import Question, Section, SectionKey
from bot.domain.deployment import Deployment, DeploymentStatus, SectionState
from bot.domain.scope import asked, lacks_evidence
from bot.domain.signoff import (
    Risk,
    SectionStatus,
    conditions_of,
    is_complete,
    open_questions,
    open_risks,
    status_of,
)
from bot.slack.answer_fields import field_of
from bot.slack.views import blocks, words
from bot.slack.views.blocking import unblock_button
from bot.slack.views.blocks import Json
from bot.slack.views.card_lines import answer_lines, signed_words
from bot.slack.views.card_menu import card_menu
from bot.slack.views.handing import hand_over_picker
from bot.slack.views.ids import ActionId, Reference, action, encode
from bot.slack.views.proposals import confirm_all_button, in_full, still_true_button, to_confirm_words
from bot.slack.views.reviewing import review_blocks, review_words
from bot.slack.views.risks import condition_block, open_risks_words, risk_blocks
from bot.slack.views.scene import Message, Scene, fitting_blocks, fitting_text, paragraphs
from bot.slack.views.words import DOT

_GUIDANCE = 400


@dataclass(frozen=True, slots=True)
class _Card:
    deployment: Deployment
    section: Section
    state: SectionState
    scene: Scene

    @property
    def is_open(self) -> bool:
        return self.deployment.status is DeploymentStatus.OPEN

    @property
    def status(self) -> SectionStatus:
        return status_of(self.section, self.state, self.scene.today)

    @property
    def open_risks(self) -> tuple[Risk, ...]:
        return open_risks(self.section, self.state, self.scene.today)

    def reference(self, seen: int = 0) -> str:
        return encode(Reference(self.deployment.id, self.section.key, seen=seen))

    def about(self, question: Question, choice: str = "") -> str:
        answer = self.state.answers.get(question.key)
        seen = answer.version if answer else 0
        return encode(Reference(self.deployment.id, self.section.key, question.key, choice, seen))


def card(deployment: Deployment, section_key: SectionKey, scene: Scene) -> Message:
    """Draw a section with its answers, the next open question and the buttons that fit its state."""
    section = deployment.checklist.section(section_key)
    this = _Card(deployment, section, deployment.section(section_key), scene)

    def draw(room: int) -> list[Json]:
        return [
            blocks.section("\n".join(_heading(this))),
            *paragraphs(answer_lines(this.section, this.state, scene, room)),
            *(_next_up(this) if this.is_open else _conditions(this, room)),
            *(risk_blocks(deployment, section, this.state, scene, room) if this.is_open else ()),
            blocks.actions(
                *(_section_buttons(this) if this.is_open else ()), card_menu(deployment, section, this.state)
            ),
        ]

    return Message(text=fitting_text(lambda room: _in_words(this, room)), blocks=fitting_blocks(draw))


def _heading(this: _Card) -> list[str]:
    parts = [
        f"*{words.section_name(this.section, 150)}*",
        words.status_words(this.section, this.state, this.scene.today),
        words.answered_words(this.section, this.state),
        to_confirm_words(this.section, this.state),
        words.unproven_words(this.section, this.state),
        _owners(this),
    ]
    lines = [DOT.join(filter(None, parts))]
    if this.state.reopened:
        who, is_review = this.scene.who(this.state.reopened.by), this.state.reopened.asks_changes
        what = f"{who} asks for changes" if is_review else f"Reopened by {who}"
        lines.append(f"{what}: {words.quoted(this.state.reopened.reason, 300)}")
    if this.state.blocked:
        lines.append(f"{words.blocked_words(this.state.blocked, this.scene, 300)}{DOT}nobody is reminded")
    if this.state.signed_off:
        who, when = this.scene.who(this.state.signed_off.by), words.moment(this.state.signed_off.at)
        lines.append(f"Signed off by {who}, {when}")
    return [*lines, *filter(None, [review_words(this.deployment, this.section, this.scene)])]


def _owners(this: _Card) -> str:
    named = words.owners(this.state, this.scene, most=3)
    if not named:
        return "" if this.status is SectionStatus.UNASSIGNED else "nobody assigned"
    people = len(this.state.owners)
    return f"{'owner' if people == 1 else 'owners'} {named}" if people else named


def _in_words(this: _Card, room: int) -> str:
    asked = _next_question(this) if this.is_open else None
    following = [f"Next: {blocks.safe(f'{asked.ref} {asked.prompt}', 150)}"] if asked else []
    following += filter(None, [open_risks_words(this.open_risks)]) if this.is_open else []
    if this.is_open and this.status is SectionStatus.READY:
        following += filter(None, [words.signers_words(this.deployment, this.section, this.scene)])
    about = f"{words.model(this.deployment)}, section {_heading(this)[0]}"
    return "\n".join(
        (about, *_heading(this)[1:], *following, *answer_lines(this.section, this.state, this.scene, room))
    )


def _conditions(this: _Card, room: int) -> list[Json]:
    """Draw what remains to be done once the deployment is published."""
    if this.deployment.status is not DeploymentStatus.PUBLISHED:
        return []
    mine = [one for one in conditions_of(this.deployment) if one.risk.section.key == this.section.key]
    return [condition_block(this.deployment, one, this.scene, room) for one in mine if not one.is_done]


def _next_question(this: _Card) -> Question | None:
    if this.state.signed_off:
        return None
    return next(iter(open_questions(this.section, this.state)), None)


def _next_up(this: _Card) -> list[Json]:
    """Draw the prompt of the first open question with its buttons, or what remains to be done without one."""
    if this.state.signed_off:
        return review_blocks(this.deployment, this.section)
    question = _next_question(this)
    if question is None and this.open_risks:
        return []
    if question is None:
        lines = ["*Every required question is answered.* Read the answers once more, then sign off."]
        lines += filter(None, [words.signers_words(this.deployment, this.section, this.scene)])
        return [blocks.section("\n".join(lines))]
    prompt = f"*Next: {blocks.safe(f'{question.ref} {question.prompt}', 200)}*"
    if lacks_evidence(question, this.state):
        whose = " for this version" if this.state.evidence.get(question.key) else ""
        missing = f"It is answered, but counts only with evidence{whose}."
        return [blocks.section(f"{prompt}\n{missing}"), blocks.actions(*_evidence_buttons(this, question))]
    guidance = blocks.safe(question.guidance, _GUIDANCE)
    proposal = this.state.proposals.get(question.key)
    last_time = in_full(question, proposal, this.scene) if proposal else ""
    return [
        blocks.section("\n".join(filter(None, (prompt, guidance, last_time)))),
        blocks.actions(*_question_buttons(this, question)),
    ]


def _question_buttons(this: _Card, question: Question) -> list[Json]:
    about, ref, write = this.about(question), question.ref, _write_text(question)
    can_confirm = question.key in this.state.proposals and not question.always_ask
    return [
        *([still_true_button(this.deployment, this.section, question)] if can_confirm else []),
        *_answer_buttons(this, question),
        blocks.button(
            "Not applicable…", ActionId.NOT_APPLICABLE, value=about, label=f"Say why {ref} is not applicable"
        ),
        blocks.button(write, ActionId.WRITE, value=about, label=f"{write.rstrip('…')}, question {ref}"),
        blocks.button("Why and examples", ActionId.WHY, value=about, label=f"Why {ref} is asked, with examples"),
    ]


def _evidence_buttons(this: _Card, question: Question) -> list[Json]:
    """Draw the way on where an answer is there and its evidence is not."""
    about, ref = this.about(question), question.ref
    return [
        blocks.button(
            "Add evidence…", ActionId.EVIDENCE, value=about, style="primary", label=f"Add evidence to question {ref}"
        ),
        blocks.button("Change answer…", ActionId.WRITE, value=about, label=f"Change the answer to question {ref}"),
        blocks.button("Why and examples", ActionId.WHY, value=about, label=f"Why {ref} is asked, with examples"),
    ]


def _write_text(question: Question) -> str:
    field = field_of(question)
    return "Answer with a note…" if field.clicks else field.write


def _answer_buttons(this: _Card, question: Question) -> list[Json]:
    """Draw the answers that take one click."""
    return [
        blocks.button(
            click.text,
            action(ActionId.ANSWER, choice),
            value=this.about(question, choice),
            label=f"Answer {question.ref}: {click.text}",
        )
        for choice, click in field_of(question).clicks.items()
    ]


def _section_buttons(this: _Card) -> list[Json]:
    value = this.reference()
    ref = this.section.ref
    if this.state.signed_off:
        return [blocks.button("Reopen…", ActionId.REOPEN, value=value, label=f"Reopen section {ref}")]
    proposals = open_proposals(this.section, this.state)
    return [
        *([confirm_all_button(this.deployment, this.section)] if proposals else []),
        *_whole_button(this, value),
        *_owner_buttons(this, value),
        *([unblock_button(this.deployment, this.section)] if this.state.blocked else []),
        *_sign_off_button(this),
    ]


def _whole_button(this: _Card, value: str) -> list[Json]:
    ref = this.section.ref
    drawn = [
        blocks.button(
            "Answer whole section", ActionId.ANSWER_SECTION, value=value, label=f"Answer all of section {ref}"
        ),
        blocks.button(
            "Evidence…", action(ActionId.EVIDENCE, "section"), value=value, label=f"Add evidence in section {ref}"
        ),
    ]
    return drawn if asked(this.section, this.state) else []


def _owner_buttons(this: _Card, value: str) -> list[Json]:
    ref = this.section.ref
    if this.state.owners:
        change = blocks.button("Owners…", ActionId.ASSIGN, value=value, label=f"Change who owns section {ref}")
        return [hand_over_picker(this.deployment, this.section), change]
    return [
        blocks.button("Claim", ActionId.CLAIM, value=value, label=f"Claim section {ref}"),
        blocks.button("Assign…", ActionId.ASSIGN, value=value, label=f"Assign section {ref}"),
    ]


def _sign_off_button(this: _Card) -> list[Json]:
    if not is_complete(this.section, this.state, this.scene.today):
        return []
    asked = blocks.confirm(
        f"Sign off section {this.section.ref}?", signed_words(this.section, this.state), "Sign off", "Not yet"
    )
    return [
        blocks.button(
            "Sign off section",
            ActionId.SIGN_OFF,
            value=this.reference(this.state.revision),
            style="primary",
            confirm=asked,
            label=f"Sign off section {this.section.ref}",
        )
    ]
