"""Forms for evidence, read back: links as people type them, and what is taken away."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.checklist import QuestionKey, Section
from bot.domain.errors import Refused
from bot.domain.evidence import Item, Link, problem_of
from bot.slack.form_fields import Values, held, picked, picked_questions, typed
from bot.slack.views import ids


@dataclass(frozen=True, slots=True)
class EvidenceForm:
    """What is added to a question, and the keys of the pieces that are taken away from its section."""

    question: QuestionKey
    added: tuple[Item, ...]
    gone: frozenset[str]


def read_links(values: Values, block_id: str) -> tuple[Item, ...]:
    """Read links, one per line or with spaces between. Raises Refused, its field being the block_id."""
    links = tuple(dict.fromkeys(Link(url) for url in typed(held(values, block_id)).split()))
    for link in links:
        if problem := problem_of(link):
            raise Refused(problem, field=block_id)
    return links


def read_evidence(section: Section, values: Values) -> EvidenceForm:
    """Read the modal. Raises Refused, its field being the block_id."""
    form = EvidenceForm(
        picked_questions(section, values)[0],
        read_links(values, ids.LINKS_BLOCK),
        frozenset(picked(held(values, ids.GONE_BLOCK))),
    )
    if not (form.added or form.gone):
        raise Refused("Add a link, or pick what to take away.", field=ids.LINKS_BLOCK)
    return form
