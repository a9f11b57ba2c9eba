"""Last time's answers are proposed, and count once somebody confirms them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.answers import Confirmed, NotApplicable, Reply, Written
from bot.domain.carrying import carried_over, confirm, open_proposals, waiting
from bot.domain.checklist import AnswerKind, Checklist, Question, QuestionKey
from bot.domain.deployment import Deployment, DeploymentId, Opening, Target, open_deployment
from bot.domain.errors import Conflict, DeploymentClosed
from bot.domain.events import EventKind
from bot.domain.proposal import Proposal
from bot.domain.signoff import progress_of, risks_of
from bot.domain.tiers import leave_out, set_tier, take_in
from bot.domain.when import Tier
from tests import stories
from tests.stories import AIM, ANA, BEN, RELEASE, SMALL, USE

FAIR, LEGAL = QuestionKey("use.fair"), QuestionKey("use.legal")


def with_question(asked: str, **changes: object) -> Checklist:
    """Return the small checklist with one question changed."""

    def changed(question: Question) -> Question:
        return replace(question, **changes) if question.key == asked else question  # type: ignore[arg-type]  # by name

    sections = [replace(section, questions=tuple(map(changed, section.questions))) for section in SMALL.sections]
    return replace(SMALL, sections=tuple(sections))


def proposed(deployment: Deployment, key: str) -> Proposal | None:
    return next((one for state in deployment.sections.values() if (one := state.proposals.get(QuestionKey(key)))), None)


def test_every_answer_of_the_last_version_is_proposed() -> None:
    """With who gave it, when, and for which version."""
    deployment, before = stories.next_version(), stories.published().section(USE).answers[FAIR]
    assert proposed(deployment, FAIR) == Proposal(before.value, before.note, before.by, before.at, "v3")
    assert sum(len(state.proposals) for state in deployment.sections.values()) == len(SMALL.questions)


def test_a_proposal_counts_for_nothing() -> None:
    """Progress, risks and signatures look at answers only."""
    deployment = stories.next_version()
    assert (progress_of(deployment).answered, risks_of(deployment)) == (0, ())
    assert progress_of(deployment).open_required == progress_of(stories.opened()).open_required


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": AnswerKind.URL},
        {"key": QuestionKey("release.other")},
        {"options": ("streamed", "in one go")},
    ],
)
def test_only_what_still_fits_is_proposed(changes: dict[str, object]) -> None:
    """A question that is new, asked in another form or with other options is asked anew."""
    deployment = stories.next_version(with_question("release.mode", **changes))
    assert proposed(deployment, "release.mode") is None
    assert proposed(deployment, "release.day")


def test_what_is_not_applicable_is_not_proposed_to_another_kind_of_question() -> None:
    """The reason was given for another question."""
    assert isinstance(stories.published().section(RELEASE).answers[QuestionKey("release.ways")].value, NotApplicable)
    assert proposed(stories.next_version(), "release.ways")
    assert proposed(stories.next_version(with_question("release.ways", kind=AnswerKind.CHOICE)), "release.ways") is None


def test_what_is_confirmed_is_the_answer_of_whoever_confirms() -> None:
    """The history says where it comes from; a no stays a risk."""
    after, events = confirm(stories.next_version(), USE, [FAIR, LEGAL], stories.act(BEN))
    answer = after.section(USE).answers[FAIR]
    assert (answer.value, answer.note, answer.by) == (Confirmed(yes=False), "Only two groups were looked at.", BEN)
    assert {event.reason for event in events if event.kind is EventKind.ANSWERED} == {"carried over from v3"}
    assert [risk.question.key for risk in risks_of(after)] == [FAIR]
    assert after.section(USE).owners == (BEN,)


def test_questions_that_are_always_asked_cannot_be_confirmed() -> None:
    """They show last time's answer, and have to be answered anew."""
    deployment = stories.next_version(with_question(FAIR, always_ask=True))
    section = deployment.checklist.section(USE)
    assert [question.key for question, _ in waiting(section, deployment.section(USE))] == [FAIR, LEGAL]
    assert [question.key for question, _ in open_proposals(section, deployment.section(USE))] == [LEGAL]
    after, _ = confirm(deployment, USE, [FAIR, LEGAL], stories.act(BEN))
    assert list(after.section(USE).answers) == [LEGAL]
    with pytest.raises(Conflict):
        confirm(deployment, USE, [FAIR], stories.act(BEN))


def test_what_was_answered_meanwhile_stays() -> None:
    """Confirming a list that is a little old overwrites nobody, not even oneself."""
    answered = stories.replied(stories.next_version(), USE, FAIR, Reply(Confirmed(yes=True)), ANA)
    after, _ = confirm(answered, USE, [FAIR, LEGAL], stories.act(ANA))
    assert after.section(USE).answers[FAIR].value == Confirmed(yes=True)
    with pytest.raises(Conflict, match="nothing left to confirm"):
        confirm(after, USE, [FAIR, LEGAL], stories.act(ANA))


def test_an_answer_that_is_taken_back_is_proposed_again() -> None:
    """Proposals are what last time said, whatever becomes of them."""
    confirmed, _ = confirm(stories.next_version(), USE, [FAIR], stories.act(BEN))
    cleared, _ = confirmed.clear(USE, FAIR, confirmed.revision, stories.act(BEN))
    assert FAIR in [question.key for question, _ in open_proposals(SMALL.section(USE), cleared.section(USE))]


def test_nothing_is_confirmed_once_it_is_closed() -> None:
    """A cancelled deployment keeps its answers as they were."""
    cancelled, _ = stories.next_version().cancel("Not now.", stories.act())
    with pytest.raises(DeploymentClosed):
        confirm(cancelled, USE, [FAIR], stories.act(BEN))


def test_a_first_version_has_no_proposals() -> None:
    """There is nothing to carry over."""
    assert carried_over(None, SMALL) == {}
    assert not waiting(SMALL.section(AIM), stories.opened().section(AIM))


def test_the_opening_tells_what_was_carried_over() -> None:
    """The history says how many answers were proposed, and of which version."""
    opening = Opening(
        DeploymentId("d4"),
        stories.WORKSPACE,
        stories.CHANNEL,
        Target("churn-model", "v4", "production"),
        proposals={AIM: {QuestionKey("aim.goal"): Proposal(Written("x"), "", BEN, stories.NOW, "v3")}},
    )
    _, events = open_deployment(opening, SMALL, stories.act())
    assert [(event.kind, event.after) for event in events[1:]] == [(EventKind.CARRIED_OVER, "1 of v3")]


def test_what_is_not_asked_cannot_be_confirmed() -> None:
    """What the lead left out, or what a condition takes away, waits for nobody."""
    low, _ = set_tier(stories.next_version(), Tier.LOW, stories.act())
    without, _ = leave_out(low, USE, FAIR, "It decides nothing about people.", stories.act())
    state = without.section(USE)
    assert [question.key for question, _ in waiting(SMALL.section(USE), state)] == [LEGAL]
    after, _ = confirm(without, USE, [FAIR, LEGAL], stories.act(BEN))
    assert list(after.section(USE).answers) == [LEGAL]
    again, _ = take_in(after, USE, FAIR, stories.act())
    assert [question.key for question, _ in open_proposals(SMALL.section(USE), again.section(USE))] == [FAIR]
