"""The answers of a section as lines: on its card, and above whatever is signed."""

from __future__ import annotations

from bot.domain.answers import NotApplicable
from bot.domain.checklist import Question, Section
from bot.domain.deployment import SectionState
from bot.domain.scope import asked, lacks_evidence, left_out
from bot.domain.signoff import risks_in
from bot.domain.waivers import Waiver
from bot.slack.views import blocks, evidence_words, words
from bot.slack.views.proposals import proposed
from bot.slack.views.scene import Scene
from bot.slack.views.words import DOT


def answer_lines(section: Section, state: SectionState, scene: Scene, room: int) -> list[str]:
    """Return one line per question that is asked, then those that the lead left out.

    A line says what came out in a word, the question, and what was said, in at most `room`.
    """
    lines = [_answer_line(question, state, scene, room) for question in asked(section, state)]
    return [*lines, *(words.left_out_words(question, state, scene, room) for question in left_out(section, state))]


def _answer_line(question: Question, state: SectionState, scene: Scene, room: int) -> str:
    answer, proposal = state.answers.get(question.key), state.proposals.get(question.key)
    line = f"{_outcome(question, state)}  {blocks.safe(f'{question.ref} {question.prompt}', max(room, 60))}"
    if answer is None:
        said = [proposed(question, proposal, scene, room) if proposal else ""]
    else:
        became = words.waiver(state.waivers.get(question.key, Waiver()), scene, room)
        said = [words.content(answer.value, scene, room), words.quoted(answer.note, room), became]
    said.append(evidence_words.beside(state.evidence.get(question.key, ()), scene, room))
    details = DOT.join(filter(None, said))
    return words.introduced(line, details) if details else line


def _outcome(question: Question, state: SectionState) -> str:
    answer = state.answers.get(question.key)
    mark = words.mark(question, answer)
    if answer is None:
        return mark if question.required else f"{mark}, optional"
    return f"{mark}, evidence missing" if lacks_evidence(question, state) else mark


def signed_words(section: Section, state: SectionState) -> str:
    """Say what a signature stands for, in plain text."""
    risks = len(risks_in(section, state))
    skipped = sum(isinstance(answer.value, NotApplicable) for answer in state.answers.values())
    return (
        f"{len(state.answers)} of {words.count(len(asked(section, state)), 'question')} answered. "
        f"Not applicable: {skipped}. Accepted risks: {risks}."
    )
