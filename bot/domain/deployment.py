"""A deployment: one model version on its way through a checklist. State is a value; a change returns a new one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NewType, Self

from bot.domain.answers import Answer, Reply, check
from bot.domain.changes import as_recorded, what_changed
from bot.domain.checklist import Checklist, Question, QuestionKey, SectionKey
from bot.domain.errors import (
    AnsweredMeanwhile,
    Conflict,
    DeploymentClosed,
    NotAsked,
    ReasonMissing,
    Refused,
)
from bot.domain.events import Event, EventKind
from bot.domain.evidence import Evidence, in_words
from bot.domain.marks import Blocking, Closing, LeftOut, Reopening, SignOff
from bot.domain.people import Act, ChannelId, GroupId, UserId, WorkspaceId
from bot.domain.proposal import Proposal
from bot.domain.scope import rescoped
from bot.domain.waivers import Waiver
from bot.domain.when import Tier

DeploymentId = NewType("DeploymentId", str)
Changed = tuple["Deployment", tuple[Event, ...]]

REASON_LIMIT = 1000
OWNERS_LIMIT = 10


class DeploymentStatus(StrEnum):
    OPEN = "open"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Target:
    """What is deployed where. An empty version means that the team does not number its versions."""

    model: str
    version: str
    environment: str

    def __str__(self) -> str:
        return " ".join(filter(None, (self.model, self.version))) + f" to {self.environment}"


@dataclass(frozen=True, slots=True)
class SectionState:
    """Where one section stands; `revision` is the deployment's revision of its last change.

    `answers` has those to questions that are asked, `shelved` those to `unasked` ones; see bot.domain.scope. What
    is `left_out` is unasked at tier low only, and remembered at the others. `evidence` is never empty for a question.
    `proposals` are answers that count for nothing until they are confirmed or given anew: those of the model's last
    published deployment, and stale ones. The `groups` own it too: each of their members may act in it, and as long as
    it has no `owners` it is for one of them to take. For each of the `review_groups` any member may approve it.
    """

    key: SectionKey
    owners: tuple[UserId, ...] = ()
    reviewers: tuple[UserId, ...] = ()
    answers: Mapping[QuestionKey, Answer] = field(default_factory=dict)
    proposals: Mapping[QuestionKey, Proposal] = field(default_factory=dict)
    waivers: Mapping[QuestionKey, Waiver] = field(default_factory=dict)
    evidence: Mapping[QuestionKey, tuple[Evidence, ...]] = field(default_factory=dict)
    signed_off: SignOff | None = None
    reopened: Reopening | None = None
    blocked: Blocking | None = None
    left_out: Mapping[QuestionKey, LeftOut] = field(default_factory=dict)
    unasked: frozenset[QuestionKey] = frozenset()
    shelved: Mapping[QuestionKey, Answer] = field(default_factory=dict)
    revision: int = 0
    groups: tuple[GroupId, ...] = ()
    review_groups: tuple[GroupId, ...] = ()

    @property
    def is_unowned(self) -> bool:
        """Say whether it is neither somebody's nor a group's."""
        return not self.owners and not self.groups

    def taken_by(self, act: Act) -> tuple[UserId, ...]:
        """Return the owners once this person has worked in it: what is nobody's, or their group's, becomes theirs."""
        if self.owners or (self.groups and not act.groups.intersection(self.groups)):
            return self.owners
        return (act.by,)


@dataclass(frozen=True, slots=True)
class Deployment:
    """Every change checks its rule, adds one to `revision`, and returns the events that tell of it.

    `is_private` says that it was opened in a private channel, so lists elsewhere must not name it. `artefact` says what
    exactly is deployed, see bot.domain.artefact, and `artefact_at` since when, if it took the place of another one.
    `head` is the digest of its history as stored, and once it is closed, as it was closed; only what was read from
    storage has one.
    """

    id: DeploymentId
    workspace: WorkspaceId
    channel: ChannelId
    target: Target
    checklist: Checklist
    requester: UserId
    lead: UserId
    opened_at: datetime
    sections: Mapping[SectionKey, SectionState]
    is_private: bool = False
    due: date | None = None
    tier: Tier = Tier.STANDARD
    artefact: str = ""
    artefact_at: datetime | None = None
    status: DeploymentStatus = DeploymentStatus.OPEN
    closing: Closing | None = None
    revision: int = 0
    head: str = field(default="", compare=False)

    def section(self, key: SectionKey) -> SectionState:
        """Return the state of a section, or raise NotFound."""
        self.checklist.section(key)
        return self.sections[key]

    def set_lead(self, lead: UserId, act: Act) -> Changed:
        """Make somebody else the lead."""
        self.require_open()
        if lead == self.lead:
            return self, ()
        after = self.with_changes(lead=lead)
        return after, (after.event(EventKind.LEAD_CHANGED, act, before=self.lead, after=lead),)

    def set_due(self, due: date | None, act: Act) -> Changed:
        """Set or drop the due date. Raises Refused for a day that is over everywhere on Earth."""
        self.require_open()
        if due == self.due:
            return self, ()
        _check_due(due, act)
        after = self.with_changes(due=due)
        before, now = (day.isoformat() if day else "" for day in (self.due, due))
        return after, (after.event(EventKind.DUE_CHANGED, act, before=before, after=now),)

    def assign(self, key: SectionKey, owners: tuple[UserId, ...], act: Act) -> Changed:
        """Give a section these owners, in this order; a new owner voids its sign-off."""
        self.require_open()
        state = self.section(key)
        owners = tuple(dict.fromkeys(owners))
        if owners == state.owners:
            return self, ()
        if len(owners) > OWNERS_LIMIT:
            raise Refused(f"A section has at most {OWNERS_LIMIT} owners.", field=key)
        voided = bool(state.signed_off and set(owners) - set(state.owners))
        why = Reopening(act.by, act.at, "A new owner signs for it.")
        after = self.with_section(key, owners=owners, **({"signed_off": None, "reopened": why} if voided else {}))
        events = [
            after.event(
                EventKind.OWNERS_CHANGED,
                act,
                section=key,
                before=" ".join(state.owners),
                after=" ".join(owners),
            )
        ]
        if voided:
            events.append(after.event(EventKind.SIGN_OFF_VOIDED, act, section=key, reason="a new owner"))
        return after, tuple(events)

    def claim(self, key: SectionKey, act: Act) -> Changed:
        """Take a section that no person owns. Raises Conflict when somebody was faster."""
        state = self.section(key)
        if state.owners and act.by not in state.owners:
            raise Conflict(f"Section {self.checklist.section(key).ref} already has an owner. Its card shows who.")
        return self.assign(key, state.owners or (act.by,), act)

    def hand_over(self, key: SectionKey, to: UserId, act: Act) -> Changed:
        """Put somebody in the actor's place; when the actor is no owner (a lead), in everybody's place."""
        owners = self.section(key).owners
        if act.by not in owners:
            return self.assign(key, (to,), act)
        return self.assign(key, tuple(to if owner == act.by else owner for owner in owners), act)

    def answer(self, key: SectionKey, replies: Mapping[QuestionKey, Reply], act: Act) -> Changed:
        """Record one or more answers of a section; a changed answer voids its sign-off.

        Whoever answers in a section that nobody owns, or their group, becomes its owner.

        Raises AnswerRefused for a value that does not fit, NotAsked for a question that is not asked, AnsweredMeanwhile
        when somebody else changed an answer after the person saw it.
        """
        self.require_open()
        state = self.section(key)
        asked = {question: self.checklist.section(key).question(question) for question in replies}
        strange = [asked[question] for question in replies if question in state.unasked]
        if strange:
            raise NotAsked(strange)
        for question, reply in replies.items():
            check(asked[question], reply)
        changed = {q: reply for q, reply in replies.items() if not _is_same(state.answers.get(q), reply)}
        self._require_seen(state, changed, asked, act)
        if not changed:
            return self, ()
        answers = {
            q: Answer(reply.value, reply.note, act.by, act.at, self.revision + 1) for q, reply in changed.items()
        }
        return self._put(key, {**state.answers, **answers}, tuple(changed), act)

    def clear(self, key: SectionKey, question: QuestionKey, seen: int, act: Act) -> Changed:
        """Take an answer back, so that the question is open again."""
        self.require_open()
        state = self.section(key)
        asked = self.checklist.section(key).question(question)
        answer = state.answers.get(question)
        if answer is None:
            return self, ()
        if answer.version != seen and answer.by != act.by:
            raise AnsweredMeanwhile([(asked, answer)])
        rest = {q: kept for q, kept in state.answers.items() if q != question}
        return self._put(key, rest, (question,), act)

    def cancel(self, reason: str, act: Act) -> Changed:
        """End the deployment without a decision."""
        self.require_open()
        reason = checked_reason(reason, "Say in a few words why the deployment is cancelled.")
        after = self.with_changes(status=DeploymentStatus.CANCELLED, closing=Closing(act.by, act.at, reason))
        return after, (after.event(EventKind.CANCELLED, act, reason=reason),)

    def event(self, kind: EventKind, act: Act, **details: object) -> Event:
        """Return an event of this revision; `details` are the optional fields of Event."""
        return Event(kind, act.by, act.at, self.revision, **details)  # type: ignore[arg-type]  # by name

    def _put(
        self,
        key: SectionKey,
        answers: Mapping[QuestionKey, Answer],
        changed: tuple[QuestionKey, ...],
        act: Act,
    ) -> Changed:
        state = self.sections[key]
        owners = state.taken_by(act)
        waivers = {q: waiver for q, waiver in state.waivers.items() if q not in changed}
        reopened = state.reopened
        if state.signed_off:
            told = what_changed(self.checklist.section(key), state.answers, answers)
            reopened = Reopening(act.by, act.at, f"{told}.")
        after = self.with_section(
            key, answers=answers, waivers=waivers, signed_off=None, reopened=reopened, owners=owners
        )
        events = [_answer_event(after, state, q, answers.get(q), act) for q in changed]
        voided = [q for q in changed if q in state.waivers and state.waivers[q].accepted]
        why = "a changed answer"
        events += [after.event(EventKind.ACCEPTANCE_VOIDED, act, section=key, question=q, reason=why) for q in voided]
        if owners != state.owners:
            events.insert(0, after.event(EventKind.OWNERS_CHANGED, act, section=key, after=act.by))
        if state.signed_off:
            events.append(after.event(EventKind.SIGN_OFF_VOIDED, act, section=key, reason=why))
        return after, tuple(events)

    def require_open(self) -> None:
        """Raise DeploymentClosed once it is published or cancelled."""
        if self.status is not DeploymentStatus.OPEN:
            raise DeploymentClosed(f"{self.target} is {self.status}, so it can no longer be changed.")

    def _require_seen(
        self,
        state: SectionState,
        changed: Mapping[QuestionKey, Reply],
        asked: Mapping[QuestionKey, Question],
        act: Act,
    ) -> None:
        present = {q: state.answers[q] for q in changed if q in state.answers}
        unseen = [(asked[q], now) for q, now in present.items() if now.version != changed[q].seen and now.by != act.by]
        if unseen:
            raise AnsweredMeanwhile(unseen)

    def with_changes(self, **changes: object) -> Self:
        """Return the next revision with these fields; for the rules of this package, which check first."""
        after = replace(self, revision=self.revision + 1, **changes)  # type: ignore[arg-type]  # by name
        return replace(after, sections=rescoped(after, after.revision))

    def with_section(self, key: SectionKey, **changes: object) -> Self:
        """Return the next revision with these fields of one section; likewise."""
        after = replace(self.sections[key], revision=self.revision + 1, **changes)  # type: ignore[arg-type]  # by name
        return self.with_changes(sections={**self.sections, key: after})


@dataclass(frozen=True, slots=True)
class Opening:
    """What is needed to open a deployment."""

    id: DeploymentId
    workspace: WorkspaceId
    channel: ChannelId
    target: Target
    is_private: bool = False
    due: date | None = None
    tier: Tier = Tier.STANDARD
    artefact: str = ""
    owners: Mapping[SectionKey, tuple[UserId, ...]] = field(default_factory=dict)
    reviewers: Mapping[SectionKey, tuple[UserId, ...]] = field(default_factory=dict)
    groups: Mapping[SectionKey, tuple[GroupId, ...]] = field(default_factory=dict)
    review_groups: Mapping[SectionKey, tuple[GroupId, ...]] = field(default_factory=dict)
    proposals: Mapping[SectionKey, Mapping[QuestionKey, Proposal]] = field(default_factory=dict)
    evidence: Mapping[SectionKey, Mapping[QuestionKey, tuple[Evidence, ...]]] = field(default_factory=dict)


def open_deployment(opening: Opening, checklist: Checklist, act: Act) -> Changed:
    """Open a deployment on a copy of the checklist; whoever opens it is requester and lead."""
    _check_due(opening.due, act)
    sections = {
        s.key: SectionState(
            s.key,
            opening.owners.get(s.key, ()),
            opening.reviewers.get(s.key, ()),
            proposals=opening.proposals.get(s.key, {}),
            evidence=opening.evidence.get(s.key, {}),
            revision=1,
            groups=opening.groups.get(s.key, ()),
            review_groups=opening.review_groups.get(s.key, ()),
        )
        for s in checklist.sections
    }
    deployment = Deployment(
        id=opening.id,
        workspace=opening.workspace,
        channel=opening.channel,
        target=opening.target,
        checklist=checklist,
        requester=act.by,
        lead=act.by,
        opened_at=act.at,
        sections=sections,
        is_private=opening.is_private,
        due=opening.due,
        tier=opening.tier,
        artefact=opening.artefact,
        revision=1,
    )
    deployment = replace(deployment, sections=rescoped(deployment))
    return deployment, tuple(_opening_events(deployment, opening, act))


def _opening_events(deployment: Deployment, opening: Opening, act: Act) -> Iterator[Event]:
    yield deployment.event(EventKind.OPENED, act, after=str(opening.target))
    if opening.artefact:
        yield deployment.event(EventKind.ARTEFACT_CHANGED, act, after=opening.artefact)
    proposed = [proposal for proposals in opening.proposals.values() for proposal in proposals.values()]
    if proposed:
        source = proposed[0].version or "last time"
        yield deployment.event(EventKind.CARRIED_OVER, act, after=f"{len(proposed)} of {source}")
        evidence = ((key, question) for key, found in opening.evidence.items() for question in found)
        for key, question in evidence:
            about = {"section": key, "question": question, "reason": f"carried over from {source}"}
            for piece in opening.evidence[key][question]:
                yield deployment.event(EventKind.EVIDENCE_ADDED, act, **about, after=in_words(piece.item))


def carried_owners(previous: Deployment | None, checklist: Checklist) -> Mapping[SectionKey, tuple[UserId, ...]]:
    """Return who owned which section last time, for the sections that this checklist still has."""
    if previous is None:
        return {}
    keys = {section.key for section in checklist.sections}
    return {key: state.owners for key, state in previous.sections.items() if key in keys and state.owners}


def carried_reviewers(previous: Deployment | None, checklist: Checklist) -> Mapping[SectionKey, tuple[UserId, ...]]:
    """Return who was to review which section last time, likewise."""
    if previous is None:
        return {}
    keys = {section.key for section in checklist.sections}
    return {key: state.reviewers for key, state in previous.sections.items() if key in keys and state.reviewers}


def _check_due(due: date | None, act: Act) -> None:
    if due is not None and due < (act.at - timedelta(days=1)).date():
        raise Refused(f"{due.isoformat()} is in the past. Give a day from today on.", field="due")


def _is_same(answer: Answer | None, reply: Reply) -> bool:
    return answer is not None and (answer.value, answer.note) == (reply.value, reply.note)


def _answer_event(deployment: Deployment, was: SectionState, q: QuestionKey, now: Answer | None, act: Act) -> Event:
    kind = EventKind.ANSWERED if now else EventKind.CLEARED
    before, after = as_recorded(was.answers.get(q)), as_recorded(now)
    return deployment.event(kind, act, section=was.key, question=q, before=before, after=after)


def checked_reason(reason: str, when_empty: str) -> str:
    """Return the reason as it is kept. Raises ReasonMissing for none, or one that is too long."""
    reason = reason.strip()
    if not reason:
        raise ReasonMissing(when_empty, field="reason")
    if len(reason) > REASON_LIMIT:
        raise ReasonMissing(f"A reason has at most {REASON_LIMIT:,} characters.", field="reason")
    return reason
