"""Evidence is stored, belongs to those who may answer, and is drawn where it shows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.answers import Confirmed, Reply
from bot.domain.checklist import QuestionKey
from bot.domain.deployment import DeploymentId
from bot.domain.errors import AnswerRefused, NotAllowed
from bot.domain.events import EventKind
from bot.domain.evidence import Item, Link
from bot.domain.when import Is
from bot.usecases.answer import Answers, record_answers
from bot.usecases.assign import Assignment, assign
from bot.usecases.evidence import Exchange, exchange_evidence
from bot.usecases.ports import Ports
from tests.stories import BEN, CHEN, SMALL, USE
from tests.usecases.conftest import World
from tests.usecases.test_scope import all_shown, cards_behind, opened

FAIR = QuestionKey("use.fair")
WIKI, BOARD = Link("https://wiki.example.com/a"), Link("https://board.example.com/b")


def items(ports: Ports, deployment: DeploymentId) -> list[Item]:
    with ports.work.reading() as tx:
        return [piece.item for piece in tx.deployments.get(deployment).section(USE).evidence.get(FAIR, ())]


def test_evidence_is_exchanged_in_one_step(ports: Ports, world: World) -> None:
    """What comes and what goes is stored together, and the section's card is drawn again."""
    deployment = opened(ports, world)
    exchange_evidence(ports, world.request(), Exchange(deployment.id, USE, FAIR, (WIKI,)))
    all_shown(ports, deployment.id)
    outcome = exchange_evidence(
        ports, world.request(), Exchange(deployment.id, USE, FAIR, (BOARD,), frozenset({"2.0"}))
    )
    assert [event.kind for event in outcome.events] == [EventKind.EVIDENCE_REMOVED, EventKind.EVIDENCE_ADDED]
    assert items(ports, deployment.id) == [BOARD]
    assert cards_behind(ports, deployment.id) == {USE}


def test_an_answer_comes_with_its_evidence(ports: Ports, world: World) -> None:
    """A form that says both is one step: refused, it leaves nothing behind."""
    deployment = opened(ports, world)
    good = Answers(deployment.id, USE, {FAIR: Reply(Confirmed(yes=True))}, evidence={FAIR: (WIKI,)})
    bad = Answers(deployment.id, USE, {FAIR: Reply(Confirmed(yes=True), "n" * 3001)}, evidence={FAIR: (BOARD,)})
    record_answers(ports, world.request(), good)
    with pytest.raises(AnswerRefused):
        record_answers(ports, world.request(), bad)
    assert items(ports, deployment.id) == [WIKI]


def test_evidence_is_for_those_who_may_answer(ports: Ports, world: World) -> None:
    """Whoever neither owns the section nor leads brings and takes nothing."""
    deployment = opened(ports, world)
    assign(ports, world.request(), Assignment(deployment.id, USE, (BEN,)))
    exchange_evidence(ports, world.request(BEN), Exchange(deployment.id, USE, FAIR, (WIKI,)))
    with pytest.raises(NotAllowed, match="You cannot answer in this section"):
        exchange_evidence(ports, world.request(CHEN), Exchange(deployment.id, USE, FAIR, gone=frozenset({"3.0"})))
    assert items(ports, deployment.id) == [WIKI]


def test_evidence_of_a_question_that_the_same_form_takes_away_is_kept(ports: Ports, world: World) -> None:
    """An answer may end what another question waits for; what was brought for that one waits with it."""
    legal = QuestionKey("use.legal")
    use = SMALL.section(USE)
    asked = tuple(replace(q, when=Is(FAIR, ("yes",))) if q.key == legal else q for q in use.questions)
    conditional = replace(SMALL, sections=(*SMALL.sections[:2], replace(use, questions=asked)))
    ports = replace(ports, checklists={"ml-deployment": conditional})
    deployment = opened(ports, world)
    yes = {FAIR: Reply(Confirmed(yes=True))}
    record_answers(ports, world.request(), Answers(deployment.id, USE, yes))
    no = Answers(deployment.id, USE, {FAIR: Reply(Confirmed(yes=False), seen=2)}, evidence={legal: (WIKI,)})
    after = record_answers(ports, world.request(), no).deployment.section(USE)
    assert after.unasked == {legal}
    assert [piece.item for piece in after.evidence[legal]] == [WIKI]
