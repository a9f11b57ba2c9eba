"""Bring evidence for a question, and take some away."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.attaching import attach, detach
from bot.domain.checklist import QuestionKey, SectionKey
from bot.domain.deployment import Changed, Deployment, DeploymentId
from bot.domain.evidence import Item
from bot.domain.people import Act
from bot.domain.permissions import Action, require
from bot.usecases.change import Outcome, change
from bot.usecases.ports import Ports, Request


@dataclass(frozen=True, slots=True)
class Exchange:
    """What comes to one question, and the keys of what goes from its section."""

    deployment: DeploymentId
    section: SectionKey
    question: QuestionKey
    added: tuple[Item, ...] = ()
    gone: frozenset[str] = frozenset()


def exchange_evidence(ports: Ports, request: Request, exchange: Exchange) -> Outcome:
    """Do all of it or nothing. Raises what `attach` raises, and NotAllowed: it is for those who may answer."""

    def decide(deployment: Deployment, act: Act) -> Changed:
        require(Action.ANSWER, act, deployment, exchange.section)
        without, taken = detach(deployment, exchange.section, exchange.gone, act)
        after, brought = attach(without, exchange.section, exchange.question, exchange.added, act)
        return after, taken + brought

    return change(ports, request, exchange.deployment, decide)
