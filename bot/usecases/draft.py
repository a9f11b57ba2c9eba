"""Keep what somebody typed and did not save, and give it back to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.domain.checklist import QuestionKey, SectionKey
from bot.domain.deployment import Deployment, DeploymentId, DeploymentStatus
from bot.domain.drafts import Draft, Unfinished, is_done
from bot.domain.permissions import Action, require, require_colleague
from bot.domain.scope import asked
from bot.usecases.change import act_of
from bot.usecases.draft_book import DraftPlace
from bot.usecases.ports import Ports, Request, Transaction


@dataclass(frozen=True, slots=True)
class Page:
    """What the fields of some questions of a section hold; None where nothing was typed."""

    deployment: DeploymentId
    section: SectionKey
    drafts: Mapping[QuestionKey, Draft | None]


def keep(ports: Ports, request: Request, page: Page) -> None:
    """Keep a page as it stands; what belongs to a closed deployment is of no use any more."""
    act = act_of(request, ports)
    with ports.work.writing() as tx:
        deployment = tx.deployments.get(page.deployment)
        require(Action.SEE, act, deployment)
        if deployment.status is DeploymentStatus.OPEN:
            tx.drafts.keep(DraftPlace(page.deployment, page.section, request.by), page.drafts, act.at)


def done(ports: Ports, request: Request, page: Page) -> None:
    """Forget one's own drafts of questions that were saved; writes only where there are any."""
    act = act_of(request, ports)
    require_colleague(Action.SEE, act, request.workspace)
    place = DraftPlace(page.deployment, page.section, request.by)
    with ports.work.reading() as tx:
        present = tx.drafts.of(place).keys() & page.drafts.keys()
    if present:
        with ports.work.writing() as tx:
            tx.drafts.keep(place, dict.fromkeys(present), act.at)


def drafts_for(
    ports: Ports, request: Request, deployment: Deployment, section: SectionKey
) -> Mapping[QuestionKey, Draft]:
    """Return what this person has typed in a section and not saved."""
    require(Action.SEE, act_of(request, ports), deployment)
    with ports.work.reading() as tx:
        return _drafts(tx, request, deployment, section)


def unfinished(ports: Ports, request: Request) -> tuple[Unfinished, ...]:
    """Return where this person has typed something in an open deployment and not saved it, the latest first."""
    require_colleague(Action.SEE, act_of(request, ports), request.workspace)
    with ports.work.reading() as tx:
        return tuple(_unfinished(tx, request))


def _unfinished(tx: Transaction, request: Request) -> Iterable[Unfinished]:
    for place in tx.drafts.places_of(request.workspace, request.by):
        deployment = tx.deployments.get(place.deployment)
        drafts = _drafts(tx, request, deployment, place.section)
        if drafts:
            section = deployment.checklist.section(place.section)
            yield Unfinished(deployment, section, tuple(q for q in section.questions if q.key in drafts))


def _drafts(
    tx: Transaction, request: Request, deployment: Deployment, section: SectionKey
) -> Mapping[QuestionKey, Draft]:
    state = deployment.section(section)
    wanted = {question.key for question in asked(deployment.checklist.section(section), state)}
    return {
        question: kept.draft
        for question, kept in tx.drafts.of(DraftPlace(deployment.id, section, request.by)).items()
        if question in wanted and not is_done(kept, state.answers.get(question), request.by)
    }
