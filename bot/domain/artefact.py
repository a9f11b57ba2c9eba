"""What exactly is deployed: a registry version, a commit, an image. What was measured on it holds for it alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

from bot.domain.age import outdated
from bot.domain.answers import Answer
from bot.domain.changes import as_recorded
from bot.domain.checklist import QuestionKey, Section
from bot.domain.deployment import Changed, Deployment, SectionState
from bot.domain.errors import Refused
from bot.domain.events import Event, EventKind
from bot.domain.marks import Reopening
from bot.domain.people import Act
from bot.domain.proposal import Proposal
from bot.domain.scope import kept

ARTEFACT_LIMIT = 200
_One = TypeVar("_One")


def bind(deployment: Deployment, artefact: str, act: Act) -> Changed:
    """Say which artefact the deployment is about; an empty one unbinds it.

    In place of another one, it makes the answers stale that are given anew every time: they stay in sight, count for
    nothing, and a section that was signed with one is open again. All evidence is then older than the artefact.
    To name the first one changes no answer.
    Raises Refused for one that is too long.
    """
    deployment.require_open()
    before, artefact = deployment.artefact, checked_artefact(artefact)
    if artefact == before:
        return deployment, ()
    after = deployment.with_changes(artefact=artefact, artefact_at=act.at if before else deployment.artefact_at)
    events: tuple[Event, ...] = (after.event(EventKind.ARTEFACT_CHANGED, act, before=before, after=artefact),)
    for section in deployment.checklist.sections if before else ():
        after, more = _made_stale(after, section, before, act)
        events += more
    return after, events


def checked_artefact(artefact: str) -> str:
    """Return an artefact as it is kept, in one line. Raises Refused for one that is too long."""
    artefact = " ".join(artefact.split())
    if len(artefact) > ARTEFACT_LIMIT:
        raise Refused(f"An artefact has at most {ARTEFACT_LIMIT} characters.", field="artefact")
    return artefact


def _made_stale(deployment: Deployment, section: Section, before: str, act: Act) -> Changed:
    state = deployment.sections[section.key]
    measured = {question.key for question in section.questions if question.always_ask}
    gone = {question: answer for question, answer in kept(state).items() if question in measured}
    evidence = outdated(state.evidence, before)
    if not gone:
        return (deployment.with_section(section.key, evidence=evidence) if evidence else deployment), ()
    now = deployment.artefact
    reason = f"The artefact is now {now}." if now else "The artefact is no longer named."
    after = deployment.with_section(
        section.key,
        answers=_without(state.answers, gone),
        shelved=_without(state.shelved, gone),
        waivers=_without(state.waivers, gone),
        evidence=evidence,
        proposals={**state.proposals, **{question: _stale(answer, before) for question, answer in gone.items()}},
        signed_off=None,
        reopened=Reopening(act.by, act.at, reason) if state.signed_off else state.reopened,
    )
    return after, tuple(_told(after, state, gone, Reopening(act.by, act.at, reason)))


def _told(after: Deployment, was: SectionState, gone: Mapping[QuestionKey, Answer], why: Reopening) -> Iterator[Event]:
    def event(kind: EventKind, question: QuestionKey | None = None, before: str = "", now: str = "") -> Event:
        return Event(kind, why.by, why.at, after.revision, was.key, question, before, now, why.reason)

    for question, answer in gone.items():
        yield event(EventKind.WENT_STALE, question, as_recorded(answer), "stale")
        if question in was.waivers and was.waivers[question].accepted:
            yield event(EventKind.ACCEPTANCE_VOIDED, question)
    if was.signed_off:
        yield event(EventKind.REOPENED)


def _without(given: Mapping[QuestionKey, _One], gone: Mapping[QuestionKey, Answer]) -> Mapping[QuestionKey, _One]:
    return {question: one for question, one in given.items() if question not in gone}


def _stale(answer: Answer, artefact: str) -> Proposal:
    return Proposal(answer.value, answer.note, answer.by, answer.at, artefact, is_stale=True)
