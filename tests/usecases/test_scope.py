"""What is asked is decided by the lead, and every message that it touches is drawn again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.answers import Confirmed, Reply, Written
from bot.domain.checklist import QuestionKey
from bot.domain.deployment import Deployment, DeploymentId, Target
from bot.domain.errors import NotAllowed
from bot.domain.signoff import progress_of
from bot.domain.when import Is, Tier
from bot.usecases.answer import Answers, record_answers
from bot.usecases.assign import Assignment, SetUp, assign, set_up
from bot.usecases.decide import sign_off
from bot.usecases.open_deployment import Start, open_for
from bot.usecases.ports import Ports
from bot.usecases.postings import PostingKind, PostingState
from bot.usecases.scope import Asked, leave_out, take_in
from tests.stories import AIM, BEN, CHANNEL, PRIYA, SMALL, USE
from tests.usecases.conftest import World

LEGAL = QuestionKey("use.legal")
TARGET = Target("churn-model", "v3", "production")


def opened(ports: Ports, world: World, tier: Tier = Tier.LOW) -> Deployment:
    deployment = open_for(ports, world.request(), Start(TARGET, CHANNEL, tier=tier))
    all_shown(ports, deployment.id)
    return deployment


def all_shown(ports: Ports, deployment: DeploymentId) -> None:
    """Play the deliverer."""
    with ports.work.writing() as tx:
        for row in tx.postings.of_deployment(deployment):
            tx.postings.save(replace(row, ts=f"{row.id}.1", shown=row.wanted, state=PostingState.IDLE))


def cards_behind(ports: Ports, deployment: DeploymentId) -> set[str]:
    with ports.work.reading() as tx:
        rows = [row for row in tx.postings.of_deployment(deployment) if row.is_behind]
    return {row.address.subject for row in rows if row.address.kind is PostingKind.CARD}


def test_a_question_is_left_out_and_taken_back_in(ports: Ports, world: World) -> None:
    """It is stored, its card is drawn again, and nothing else."""
    deployment = opened(ports, world)
    asked = Asked(deployment.id, USE, LEGAL)

    out = leave_out(ports, world.request(), asked, reason="Internal only.").deployment
    assert progress_of(out).questions == len(SMALL.questions) - 1
    assert cards_behind(ports, deployment.id) == {USE}
    with ports.work.reading() as tx:
        assert tx.deployments.get(deployment.id) == out

    back = take_in(ports, world.request(), asked).deployment
    assert progress_of(back).questions == len(SMALL.questions)
    with ports.work.reading() as tx:
        assert tx.deployments.get(deployment.id) == back


def test_only_the_lead_decides_what_is_asked(ports: Ports, world: World) -> None:
    """The owner of a section may not make it shorter."""
    deployment = opened(ports, world)
    assign(ports, world.request(), Assignment(deployment.id, USE, (BEN,)))
    asked = Asked(deployment.id, USE, LEGAL)

    with pytest.raises(NotAllowed, match=r"You cannot decide what is asked\. It is for the lead\."):
        leave_out(ports, world.request(BEN), asked, reason="Internal only.")
    with pytest.raises(NotAllowed):
        take_in(ports, world.request(BEN), asked)


def test_another_tier_draws_every_card_again(ports: Ports, world: World) -> None:
    """Each card says what its tier allows, whether or not its questions change."""
    deployment = opened(ports, world, Tier.STANDARD)

    after = set_up(ports, world.request(), deployment.id, SetUp(PRIYA, None, {}, Tier.LOW)).deployment

    assert after.tier is Tier.LOW
    assert cards_behind(ports, deployment.id) == {section.key for section in SMALL.sections}


def test_a_form_that_names_no_tier_leaves_it(ports: Ports, world: World) -> None:
    """Owners and lead are set up without a word on the tier."""
    deployment = opened(ports, world)

    assert set_up(ports, world.request(), deployment.id, SetUp(PRIYA, None, {})).deployment.tier is Tier.LOW


def test_an_answer_that_asks_more_elsewhere_reopens_and_redraws_it(ports: Ports, world: World) -> None:
    """Whoever answers in one section changes another one in the same transaction."""
    asked = tuple(
        replace(q, when=Is("aim.needed", ("yes",))) if q.key == LEGAL else q for q in SMALL.section(USE).questions
    )
    sections = tuple(replace(s, questions=asked) if s.key == USE else s for s in SMALL.sections)
    ports = replace(ports, checklists={"ml-deployment": replace(SMALL, sections=sections)})
    deployment = opened(ports, world)
    fair = {QuestionKey("use.fair"): Reply(Confirmed(yes=True))}
    answered = record_answers(ports, world.request(), Answers(deployment.id, USE, fair)).deployment
    sign_off(ports, world.request(), deployment.id, USE, seen=answered.section(USE).revision)
    all_shown(ports, deployment.id)

    needed = {QuestionKey("aim.needed"): Reply(Confirmed(yes=True)), QuestionKey("aim.goal"): Reply(Written("Less."))}
    after = record_answers(ports, world.request(), Answers(deployment.id, AIM, needed)).deployment

    assert after.section(USE).signed_off is None
    assert cards_behind(ports, deployment.id) == {AIM, USE}
