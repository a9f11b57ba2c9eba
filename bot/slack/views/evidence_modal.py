"""The modal behind "Evidence…": what a section has, with a field to add to it and a list to take away from."""

from __future__ import annotations

from bot.domain.age import proves
from bot.domain.answers import TEXT_LIMIT
from bot.domain.checklist import EvidenceNeed, Question, Section, SectionKey
from bot.domain.deployment import Deployment, SectionState
from bot.domain.scope import asked, evidence_of, still_open, unproven
from bot.slack.views import blocks, evidence_words, ids, words
from bot.slack.views.blocks import Json
from bot.slack.views.ids import VALUE, CallbackId, Reference, encode
from bot.slack.views.scene import Scene, paragraphs

FILES_AT_ONCE = 10
_LISTED = 30
_OPTIONS = 100
_ROOM = 120


def evidence_modal(deployment: Deployment, section_key: SectionKey, picked: str, scene: Scene) -> Json:
    """Draw it; `picked` is the key of the question that it opens with, if that is asked."""
    section, state = deployment.checklist.section(section_key), deployment.section(section_key)
    pieces = evidence_of(section, state)
    lines = [evidence_words.told(*one, scene, _ROOM) for one in pieces]
    rest = len(lines) - _LISTED
    more = [f"{rest:,} more."] if rest > 0 else []
    return blocks.modal(
        f"Evidence in {section.ref}",
        [
            blocks.context(words.target(deployment), words.section_name(section)),
            *paragraphs([*lines[:_LISTED], *more]),
            blocks.input_block("For which question?", _questions(section, state, picked), ids.QUESTION_BLOCK),
            links_input("Links", ids.LINKS_BLOCK),
            files_input("Files", ids.FILES_BLOCK),
            *_gone(section, state),
        ],
        callback_id=CallbackId.EVIDENCE,
        private_metadata=encode(Reference(deployment.id, section.key)),
        submit="Save",
        close="Close",
    )


def evidence_input(question: Question, state: SectionState) -> Json:
    """Draw the field of a form in which evidence is added to one question."""
    needed = ", without which the answer does not count" if question.evidence is EvidenceNeed.REQUIRED else ""
    there = state.evidence.get(question.key, ())
    attached = f"Attached already: {evidence_words.in_numbers(there)}." if there else ""
    if there and needed and not proves(question, there):
        attached += " The answer needs some for this version."
    return links_input(f"Evidence for {question.ref}{needed}", ids.evidence_block(question.key), attached)


def files_input(label: str, block_id: str) -> Json:
    return blocks.input_block(label, blocks.file_input(VALUE, max_files=FILES_AT_ONCE), block_id, optional=True)


def links_input(label: str, block_id: str, attached: str = "") -> Json:
    field = blocks.text_input(VALUE, multiline=True, placeholder="https://", max_length=TEXT_LIMIT)
    hint = " ".join(filter(None, ("One link per line.", attached)))
    return blocks.input_block(label, field, block_id, hint=hint, optional=True)


def _questions(section: Section, state: SectionState, picked: str) -> Json:
    """Draw the questions to pick from; what lacks evidence or an answer comes before the first one."""
    every = asked(section, state)
    wanted = [question for question in every if question.key == picked]
    first = next(iter([*wanted, *unproven(section, state), *still_open(section, state), *every]), None)
    places = {question.key: str(place) for place, question in enumerate(section.questions)}
    return blocks.static_select(
        VALUE,
        [blocks.option(f"{question.ref} {question.prompt}", places[question.key]) for question in every],
        initial=places[first.key] if first else None,
        placeholder="Pick a question",
    )


def _gone(section: Section, state: SectionState) -> list[Json]:
    """Offer what can be taken away, as much as a list holds."""
    pieces = evidence_of(section, state)[-_OPTIONS:]
    options = [blocks.option(evidence_words.in_a_list(*one), one[1].key) for one in pieces]
    if not options:
        return []
    select = blocks.multi_static_select(VALUE, options, placeholder="Nothing")
    return [blocks.input_block("Take away", select, ids.GONE_BLOCK, optional=True)]
