"""Forms for evidence, read back: links as people type them, and what is taken away."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.checklist import Checklist, Question, QuestionKey, Section
from bot.domain.deployment import DeploymentId
from bot.domain.errors import Refused
from bot.domain.evidence import NAME_LIMIT, File, Item, Link, problem_of
from bot.slack.form_fields import Values, held, picked, picked_questions, typed
from bot.slack.storable import storable
from bot.slack.views import ids


@dataclass(frozen=True, slots=True)
class EvidenceForm:
    """What is added to a question, and the keys of the pieces that are taken away from its section."""

    question: QuestionKey
    added: tuple[Item, ...]
    gone: frozenset[str]


@dataclass(frozen=True, slots=True)
class CaptureForm:
    """For which question a message is used, and as what."""

    section: Section
    question: Question
    use_as: str


def read_deployment(values: Values) -> DeploymentId:
    """Read which deployment a message is for. Raises Refused, its field being the block_id."""
    chosen = picked(held(values, ids.DEPLOYMENT_BLOCK))
    if not chosen:
        raise Refused("Pick a deployment.", field=ids.DEPLOYMENT_BLOCK)
    return DeploymentId(chosen[0])


def read_capture(checklist: Checklist, values: Values) -> CaptureForm:
    """Read what a message is used for. Raises Refused, its field being the block_id."""
    chosen = set(picked(held(values, ids.QUESTION_BLOCK)))
    places = {
        f"{number}.{place}": (section, question)
        for number, section in enumerate(checklist.sections)
        for place, question in enumerate(section.questions)
    }
    found = next((places[value] for value in chosen if value in places), None)
    if found is None:
        raise Refused("Pick a question.", field=ids.QUESTION_BLOCK)
    use_as = next(iter(picked(held(values, ids.USE_AS_BLOCK))), ids.AS_EVIDENCE)
    return CaptureForm(*found, use_as)


def read_items(values: Values, links_block: str, files_block: str) -> tuple[Item, ...]:
    """Read all that is brought in one form. Raises Refused, its field being the block_id."""
    return (*read_links(values, links_block), *read_files(values, files_block))


def read_files(values: Values, block_id: str) -> tuple[Item, ...]:
    """Read files as Slack describes them. Raises Refused, its field being the block_id."""
    raw = held(values, block_id).get("files") or ()
    try:
        return tuple(
            File(str(one["id"]), _shortened(str(one.get("name") or "file")), int(one["size"]), str(one["permalink"]))
            for one in raw
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Refused("Slack did not say enough about this file. Please choose it again.", field=block_id) from error


def _shortened(name: str) -> str:
    name = storable(name)
    return name if len(name) <= NAME_LIMIT else f"{name[: NAME_LIMIT - 1]}…"


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
        read_items(values, ids.LINKS_BLOCK, ids.FILES_BLOCK),
        frozenset(picked(held(values, ids.GONE_BLOCK))),
    )
    if not (form.added or form.gone):
        raise Refused("Add a link or a file, or pick what to take away.", field=ids.LINKS_BLOCK)
    return form
