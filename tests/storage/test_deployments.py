"""Deployments come back as they were put in, and only what changed is written."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from bot.domain.answers import Chosen, Reply, Written
from bot.domain.checklist import AnswerKind
from bot.domain.deployment import Deployment, DeploymentId, SectionState, Target
from bot.domain.errors import AlreadyOpen, ChangedMeanwhile, NotFound
from bot.domain.events import Event, EventKind
from bot.domain.people import ChannelId, UserId, WorkspaceId
from bot.storage import tables
from bot.storage.work import SqlWork
from tests.storage.conftest import Wakes
from tests.storage.examples import (
    ACME,
    ANA,
    BO,
    BY_ANA,
    CHECKLIST,
    DATA,
    LIMITS,
    NOW,
    answered,
    at_once,
    change,
    deployments,
    keep,
    opened,
    question,
    sign_off,
)

ELSEWHERE = ChannelId("C2")

TEXT = question(DATA, AnswerKind.TEXT).key
CHOICE = question(DATA, AnswerKind.CHOICE).key
names = map("d{}".format, count())


def read(work: SqlWork, name: str) -> Deployment:
    with work.reading() as transaction:
        return transaction.deployments.get(DeploymentId(name))


def ids(found: object) -> list[str]:
    assert isinstance(found, list)
    return [deployment.id for deployment in found]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=st.data())
def test_whatever_is_stored_comes_back_the_same(work: SqlWork, drawn: st.DataObject) -> None:
    """Adding, and saving any change, keeps every field of the deployment, its sections and its answers."""
    name = next(names)
    before, after = drawn.draw(deployments(name, 1)), drawn.draw(deployments(name, 2))
    after = replace(after, sections={key: _with_proposals(before, state) for key, state in after.sections.items()})
    keep(work, before)
    assert read(work, name) == before
    change(work, name, lambda _: (after, ()))
    assert read(work, name) == after


def _with_proposals(before: Deployment, state: SectionState) -> SectionState:
    """Return a state that has all earlier proposals too, or others in their place: none is ever dropped."""
    return replace(state, proposals={**before.sections[state.key].proposals, **state.proposals})


def test_sections_come_in_the_order_of_the_checklist(work: SqlWork) -> None:
    """The order of sections is the checklist's, not that of their keys."""
    keep(work, opened("d1"))
    assert list(read(work, "d1").sections) == [LIMITS, DATA]


def test_a_missing_deployment_is_not_found(work: SqlWork) -> None:
    """Asking for an id that was never stored is an error that a person can read."""
    with work.reading() as transaction, pytest.raises(NotFound, match="no longer exists"):
        transaction.deployments.get(DeploymentId("none"))


def test_loading_takes_eight_selects(work: SqlWork, statements: list[tuple[str, int]]) -> None:
    """Once its checklist is known, a deployment is loaded by eight statements, however large it is."""
    keep(work, opened("d1"))
    read(work, "d1")
    statements.clear()
    read(work, "d1")
    assert len(statements) == 8


def test_one_answer_writes_one_row_each(work: SqlWork, statements: list[tuple[str, int]]) -> None:
    """Answering one question touches one row of deployment, section, answer and event, and no other."""
    keep(work, opened("d1"))
    change(work, "d1", lambda d: d.answer(DATA, {CHOICE: Reply(Chosen("one"))}, BY_ANA))
    statements.clear()
    change(work, "d1", lambda d: d.answer(DATA, {TEXT: Reply(Written("x"))}, BY_ANA))
    written = [statement for statement in statements if not statement[0].startswith("SELECT")]
    assert written == [
        ("UPDATE deployments SET", 1),
        ("UPDATE sections SET", 1),
        ("INSERT INTO answers", 1),
        ("INSERT INTO events", 1),
    ]


def test_a_change_of_nothing_writes_nothing(work: SqlWork, statements: list[tuple[str, int]]) -> None:
    """Saving what is stored already sends no statement but those that loaded it."""
    keep(work, opened("d1"))
    statements.clear()
    change(work, "d1", lambda d: d.set_lead(d.lead, BY_ANA))
    assert {words.partition(" ")[0] for words, _ in statements} == {"SELECT"}


def test_a_cleared_answer_leaves_its_section_alone(work: SqlWork) -> None:
    """Taking one answer back deletes its row and keeps its neighbours."""
    keep(work, opened("d1"))
    both = {TEXT: Reply(Written("x")), CHOICE: Reply(Chosen("one"))}
    change(work, "d1", lambda d: d.answer(DATA, both, BY_ANA))
    change(work, "d1", lambda d: d.clear(DATA, TEXT, 2, BY_ANA))
    assert list(read(work, "d1").section(DATA).answers) == [CHOICE]


def test_a_change_of_an_outdated_state_is_refused(work: SqlWork) -> None:
    """Who saves what was computed from a state that is no longer stored changes nothing."""
    before = opened("d1")
    keep(work, before)
    change(work, "d1", lambda d: d.set_lead(BO, BY_ANA))
    with work.writing() as transaction, pytest.raises(ChangedMeanwhile):
        transaction.deployments.save(before, *before.set_lead(UserId("U_EVE"), BY_ANA))
    assert read(work, "d1").lead == BO


def test_events_come_in_the_order_in_which_they_happened(work: SqlWork) -> None:
    """Events of one moment and of several saves keep their order."""
    keep(work, opened("d1"))
    change(work, "d1", lambda d: d.answer(LIMITS, {question(LIMITS, AnswerKind.TEXT).key: Reply(Written("x"))}, BY_ANA))
    change(work, "d1", lambda d: d.cancel("not now", BY_ANA))
    with work.reading() as transaction:
        kinds = [event.kind for event in transaction.history.events_of(DeploymentId("d1"))]
    assert kinds == [EventKind.OPENED, EventKind.OWNERS_CHANGED, EventKind.ANSWERED, EventKind.CANCELLED]


def test_an_event_comes_back_the_same(work: SqlWork) -> None:
    """Every field of an event is kept."""
    event = Event(EventKind.CLEARED, ANA, NOW, 7, DATA, TEXT, "was", "is", "because")
    with work.writing() as transaction:
        transaction.deployments.add(opened("d1"), [event])
        assert transaction.history.events_of(DeploymentId("d1")) == [event]


@pytest.mark.parametrize("model", ["Churn", "churn", "CHURN"])
def test_a_target_has_one_open_deployment(work: SqlWork, model: str) -> None:
    """A second opening of the same model, in any spelling, names the first one and leaves the transaction usable."""
    keep(work, opened("d1", version="v1"))
    with work.writing() as transaction:
        with pytest.raises(AlreadyOpen, match="Churn v1 to production is already open") as refused:
            transaction.deployments.add(opened("d2", model=model, version="v1"), [])
        assert ids(transaction.deployments.open_in(ACME)) == [refused.value.deployment_id] == ["d1"]


def test_another_environment_version_or_workspace_is_another_target(work: SqlWork) -> None:
    """Only workspace, model, version and environment together may not repeat."""
    one = opened("d1")
    keep(
        work,
        one,
        replace(one, id=DeploymentId("d2"), target=replace(one.target, environment="staging")),
        replace(one, id=DeploymentId("d3"), target=replace(one.target, version="v2")),
        replace(one, id=DeploymentId("d4"), workspace=WorkspaceId("T_OTHER")),
    )
    with work.reading() as transaction:
        assert ids(transaction.deployments.open_in(ACME)) == ["d1", "d2", "d3"]


def test_a_closed_target_can_be_opened_again(work: SqlWork) -> None:
    """A cancelled deployment is no obstacle, and no longer the open one."""
    keep(work, opened("d1", version="v1"))
    change(work, "d1", lambda d: d.cancel("not now", BY_ANA))
    with work.reading() as transaction:
        assert transaction.deployments.open_for(ACME, Target("churn", "v1", "production")) is None
    keep(work, opened("d2", version="v1"))
    with work.reading() as transaction:
        found = transaction.deployments.open_for(ACME, Target("churn", "v1", "production"))
    assert found == opened("d2", version="v1")


def test_one_of_many_simultaneous_openings_wins(work: SqlWork) -> None:
    """When eight people open the same target at once, one does and seven learn which it was."""

    def try_to_open(name: str) -> str:
        try:
            keep(work, opened(name, version="v1"))
        except AlreadyOpen as refused:
            return refused.deployment_id
        return name

    results = at_once(try_to_open, [f"d{number}" for number in range(8)])
    with work.reading() as transaction:
        assert ids(transaction.deployments.open_in(ACME)) * 8 == results


def test_the_latest_of_a_model_is_the_one_opened_last(work: SqlWork) -> None:
    """Closed ones count, other models do not, and two of the same instant keep their order."""
    keep(work, opened("d1"), opened("d2"), opened("d3", model="Fraud"))
    change(work, "d2", lambda d: d.cancel("not now", BY_ANA))
    with work.reading() as transaction:
        latest = transaction.deployments.latest_of(ACME, "CHURN", ELSEWHERE)
        assert latest is not None
        assert latest.id == "d2"
        assert ids(transaction.deployments.of_model(ACME, "churn")) == ["d2", "d1"]
        assert transaction.deployments.latest_of(ACME, "unheard of", ELSEWHERE) is None


def test_open_ones_come_oldest_first(work: SqlWork) -> None:
    """Closed deployments are left out of the open ones."""
    keep(work, opened("d3"), opened("d1"), opened("d2"))
    change(work, "d1", lambda d: d.cancel("not now", BY_ANA))
    with work.reading() as transaction:
        assert ids(transaction.deployments.open_in(ACME)) == ["d3", "d2"]


def test_a_person_owns_what_is_not_signed_off(work: SqlWork) -> None:
    """Only open deployments count in which one of the person's sections still waits."""
    keep(work, opened("d1"), opened("d2"), answered("d3"), answered("d4"))
    change(work, "d1", lambda d: d.cancel("not now", BY_ANA))
    change(work, "d2", lambda d: d.assign(DATA, (UserId("U_EVE"),), BY_ANA))
    change(work, "d3", lambda d: sign_off(d, DATA))
    change(work, "d4", lambda d: sign_off(d, LIMITS))
    with work.reading() as transaction:
        assert ids(transaction.deployments.open_owned_by(ACME, BO)) == ["d4"]


def test_many_deployments_are_loaded_in_order(work: SqlWork, monkeypatch: pytest.MonkeyPatch) -> None:
    """More deployments than one select asks for come back all the same, each once and in order."""
    monkeypatch.setattr("bot.storage.deployments._AT_ONCE", 2)
    keep(work, *map(opened, ["d5", "d4", "d3", "d2", "d1"]))
    with work.reading() as transaction:
        assert ids(transaction.deployments.open_in(ACME)) == ["d5", "d4", "d3", "d2", "d1"]


def test_a_checklist_is_kept_once_under_its_digest(work: SqlWork, engine: Engine) -> None:
    """Deployments on the same checklist share a row, whose text has the digest as its SHA-256."""
    keep(work, opened("d1"), opened("d2"), opened("d3", checklist=replace(CHECKLIST, title="Another")))
    with engine.connect() as connection:
        kept = {row.digest: row.body for row in connection.execute(select(tables.checklists))}
    assert len(kept) == 2
    assert all(hashlib.sha256(body.encode()).hexdigest() == digest for digest, body in kept.items())


def test_a_deployment_keeps_the_checklist_it_was_opened_with(work: SqlWork, engine: Engine, wakes: Wakes) -> None:
    """Another process reads the very checklist from the database."""
    keep(work, opened("d1"))
    assert read(SqlWork(engine, wakes), "d1").checklist == CHECKLIST


def test_only_so_many_checklists_are_remembered(work: SqlWork, monkeypatch: pytest.MonkeyPatch) -> None:
    """A checklist that was pushed out of memory is read again."""
    monkeypatch.setattr("bot.storage.checklists._REMEMBERED", 1)
    keep(work, opened("d1"), opened("d2", checklist=replace(CHECKLIST, title="Another")))
    assert [read(work, name).checklist.title for name in ("d1", "d2", "d1")] == [
        CHECKLIST.title,
        "Another",
        CHECKLIST.title,
    ]
