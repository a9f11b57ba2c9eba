"""Deployments to store: one that is read easily, and Hypothesis strategies for any."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TypeVar

from hypothesis import strategies as st

from bot.domain import signing
from bot.domain.answers import (
    Answer,
    Chosen,
    ChosenMany,
    Confirmed,
    Dated,
    Linked,
    Measured,
    Named,
    NotApplicable,
    Rated,
    Reply,
    Value,
    Written,
)
from bot.domain.checklist import (
    MEASURED,
    NO_MEASURE,
    AnswerKind,
    Checklist,
    Measure,
    Question,
    QuestionKey,
    Reading,
    Section,
    SectionKey,
)
from bot.domain.deployment import (
    Deployment,
    DeploymentId,
    DeploymentStatus,
    Opening,
    SectionState,
    Target,
    open_deployment,
)
from bot.domain.events import Event, EventKind
from bot.domain.evidence import Age, Evidence, Fate, File, Item, Link, Quote
from bot.domain.marks import Approval, Blocking, Closing, LeftOut, Mark, Reopening, SignOff
from bot.domain.people import Act, ChannelId, GroupId, UserId, WorkspaceId
from bot.domain.proposal import Proposal
from bot.domain.scope import rescoped
from bot.domain.waivers import Acceptance, Terms, Waiver
from bot.domain.when import Tier
from bot.storage.work import SqlTransaction, SqlWork
from bot.usecases.postings import Address, PostingKind

Given = TypeVar("Given")
Result = TypeVar("Result")

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ACME = WorkspaceId("T_ACME")
ML = ChannelId("C_ML")
ANA, BO = UserId("U_ANA"), UserId("U_BO")
DATA, LIMITS = SectionKey("data"), SectionKey("limits")
BY_ANA = Act(ANA, ACME, NOW)


def question(section: SectionKey, kind: AnswerKind) -> Question:
    """Return a question whose key ends in its kind; yes or no must be answered, the others may."""
    options = ("one", "two") if kind in {AnswerKind.CHOICE, AnswerKind.MULTI} else ()
    return Question(
        key=QuestionKey(f"{section}.{kind}"),
        ref=f"1.{kind}",
        prompt="What is it?",
        kind=kind,
        guidance="Look.",
        good="good",
        weak="weak",
        options=options,
        required=kind is AnswerKind.CONFIRM,
        fact="Fact",
        measure=Measure("", Decimal(1), Decimal("5.00")) if kind in MEASURED else NO_MEASURE,
    )


def section(key: SectionKey) -> Section:
    """Return a section that has one question of each kind."""
    return Section(key, "1", key.title(), "Before", "Think.", tuple(question(key, kind) for kind in AnswerKind))


CHECKLIST = Checklist(
    key="short",
    title="A short checklist — für alle",
    credit="us",
    sections=(section(LIMITS), section(DATA)),
    further_reading=(Reading("A book", "Somebody", "https://example.com/"),),
)


def opened(name: str, *, model: str = "Churn", version: str = "", checklist: Checklist = CHECKLIST) -> Deployment:
    """Return a new deployment; its version is its id unless one is given."""
    target = Target(model, version or name, "production")
    opening = Opening(DeploymentId(name), ACME, ML, target, owners={DATA: (ANA, BO)})
    return open_deployment(opening, checklist, BY_ANA)[0]


def answered(name: str) -> Deployment:
    """Return a deployment in which every section waits for its sign-off."""
    deployment = opened(name)
    for key in deployment.sections:
        yes = {question(key, AnswerKind.CONFIRM).key: Reply(Confirmed(yes=True))}
        deployment, _ = deployment.answer(key, yes, BY_ANA)
    return deployment


def sign_off(deployment: Deployment, key: SectionKey) -> tuple[Deployment, tuple[Event, ...]]:
    """Sign a section off as it stands."""
    return signing.sign_off(deployment, key, deployment.section(key).revision, BY_ANA)


def keep(work: SqlWork, *deployments: Deployment) -> None:
    """Store deployments, with an event each."""
    with work.writing() as transaction:
        for deployment in deployments:
            transaction.deployments.add(deployment, [deployment.event(EventKind.OPENED, BY_ANA)])


def change(work: SqlWork, name: str, act: Callable[[Deployment], tuple[Deployment, tuple[Event, ...]]]) -> None:
    """Load a deployment, do something to it and save it, in one transaction."""
    with work.writing() as transaction:
        before = transaction.deployments.get(DeploymentId(name))
        transaction.deployments.save(before, *act(before))


def roll_back(work: SqlWork, act: Callable[[SqlTransaction], object]) -> None:
    """Do something in a transaction that then fails."""
    with suppress(_Failed), work.writing() as transaction:
        act(transaction)
        raise _Failed


class _Failed(Exception):
    pass


def card(key: str, *, deployment: str | None = None, kind: PostingKind = PostingKind.CARD) -> Address:
    """Return the address of a posting."""
    return Address(ACME, kind, key, DeploymentId(deployment) if deployment else None, ML, subject="data")


def at_once(act: Callable[[Given], Result], given: Iterable[Given]) -> list[Result]:
    """Do something with each of these in a thread of its own; return the results in order."""
    each = list(given)
    with ThreadPoolExecutor(len(each)) as threads:
        return list(threads.map(act, each))


# PostgreSQL keeps neither half characters nor NUL in text.
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
users = st.text("ABCU0123", min_size=1, max_size=5).map(UserId)
# In UTC: in other zones, an hour that comes twice is by definition never equal to any moment elsewhere.
moments = st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - Hypothesis adds the zone
many_users = st.lists(users, max_size=4, unique=True).map(tuple)
many_groups = st.lists(st.sampled_from([GroupId("S1"), GroupId("S2"), GroupId("S3")]), unique=True).map(tuple)
values: st.SearchStrategy[Value] = st.one_of(
    st.builds(Confirmed, st.booleans()),
    st.builds(Written, texts),
    st.builds(Chosen, texts),
    st.builds(ChosenMany, st.lists(texts, max_size=3).map(tuple)),
    st.builds(Named, many_users),
    st.builds(Linked, texts),
    st.builds(Measured, st.decimals(allow_nan=False, allow_infinity=False), texts),
    st.builds(Dated, st.dates()),
    st.builds(Rated, st.integers(0, 10), st.integers(1, 10)),
    st.builds(NotApplicable, texts),
)
proposals = st.builds(Proposal, values, texts, users, moments, texts, st.booleans())
answers = st.builds(Answer, values, texts, users, moments, st.integers(1, 2**31 - 1))
items: st.SearchStrategy[Item] = st.one_of(
    st.builds(Link, texts),
    st.builds(Quote, st.just(ML), texts, texts, users, texts, st.sampled_from(Fate)),
    st.builds(File, texts, texts, st.integers(0, 2**40), texts, texts, st.sampled_from(Fate)),
)


def _evidence(section: Section) -> st.SearchStrategy[dict[QuestionKey, tuple[Evidence, ...]]]:
    """Build evidence for some questions; pieces come in the order of their keys, which are unique in a deployment."""
    place = CHECKLIST.sections.index(section) if section in CHECKLIST.sections else 0
    pieces = st.lists(st.tuples(items, users, moments, st.sampled_from(Age), texts), min_size=1, max_size=3)
    keyed = st.dictionaries(st.sampled_from([q.key for q in section.questions]), pieces, max_size=2)
    return keyed.map(
        lambda found: {
            key: tuple(Evidence(f"{1 + 2 * number + place}.{at}", *piece) for at, piece in enumerate(some))
            for number, (key, some) in enumerate(found.items())
        }
    )


digests = st.sampled_from(["", "ab" * 32])
approvals = st.lists(st.builds(Approval, users, moments, digests, many_groups), max_size=2).map(tuple)
signatures = st.builds(SignOff, users, moments, digests, approvals)
marks = st.builds(Mark, users, moments)
days = st.dates(min_value=date(2000, 1, 1))
terms = st.builds(Terms, texts, texts, users, days)
waivers = st.builds(
    Waiver,
    asked=st.none() | marks,
    accepted=st.none() | st.builds(Acceptance, users, moments, terms),
    done=st.none() | marks,
)


def _states(section: Section) -> st.SearchStrategy[SectionState]:
    return st.builds(
        SectionState,
        key=st.just(section.key),
        owners=many_users,
        reviewers=many_users,
        groups=many_groups,
        review_groups=many_groups,
        answers=st.dictionaries(st.sampled_from([q.key for q in section.questions]), answers),
        proposals=st.dictionaries(st.sampled_from([q.key for q in section.questions]), proposals),
        waivers=st.dictionaries(st.sampled_from([q.key for q in section.questions]), waivers),
        evidence=_evidence(section),
        signed_off=st.none() | signatures,
        reopened=st.none() | st.builds(Reopening, users, moments, texts),
        blocked=st.none() | st.builds(Blocking, users, moments, texts, st.integers(1, 9)),
        left_out=st.dictionaries(
            st.sampled_from([q.key for q in section.questions]), st.builds(LeftOut, users, moments, texts), max_size=2
        ),
        revision=st.integers(0, 2**31 - 1),
    )


def deployments(name: str, revision: int) -> st.SearchStrategy[Deployment]:
    """Build any deployment with this id and revision, also such as no sequence of changes leads to."""
    sections = st.fixed_dictionaries({section.key: _states(section) for section in CHECKLIST.sections})
    any_state = st.builds(
        replace,
        st.just(opened(name)),
        lead=users,
        sections=sections,
        is_private=st.booleans(),
        due=st.none() | st.dates(min_value=date(2000, 1, 1)),
        tier=st.sampled_from(Tier),
        artefact=texts,
        artefact_at=st.none() | moments,
        status=st.sampled_from(DeploymentStatus),
        closing=st.none() | st.builds(Closing, users, moments, texts),
        revision=st.just(revision),
    )
    return any_state.map(lambda deployment: replace(deployment, sections=rescoped(deployment)))
