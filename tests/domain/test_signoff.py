"""How far a deployment is, as board, card, summary and gate all see it."""

from __future__ import annotations

import pytest

from bot.domain.answers import Confirmed, NotApplicable, Reply
from bot.domain.checklist import SectionKey
from bot.domain.deployment import Deployment
from bot.domain.signoff import (
    Progress,
    SectionStatus,
    Verdict,
    is_complete,
    open_questions,
    progress_of,
    risks_of,
    status_of,
    verdict_of,
)
from tests.stories import (
    AIM,
    BEN,
    RELEASE,
    SMALL,
    STORIES,
    TODAY,
    USE,
    act,
    answered,
    cancelled,
    opened,
    published,
    ready,
    reopened,
    replied,
    signed,
    under_way,
    waived,
)


def status(deployment: Deployment, key: SectionKey) -> SectionStatus:
    return status_of(deployment.checklist.section(key), deployment.section(key), TODAY)


def without_risk() -> Deployment:
    """Sign everything off without a single no."""
    deployment = opened()
    for section in SMALL.sections:
        deployment = answered(deployment, section.key)
    for section in SMALL.sections:
        deployment = signed(deployment, section.key)
    return deployment


def test_optional_questions_keep_nobody_waiting() -> None:
    """Only required questions stand between a section and its sign-off."""
    section = SMALL.section(AIM)
    deployment = replied(opened(), AIM, "aim.goal", Reply(NotApplicable("A trial.")))
    assert [question.ref for question in open_questions(section, deployment.section(AIM))] == ["1.2"]

    complete = replied(deployment, AIM, "aim.needed", Reply(Confirmed(yes=True)))
    assert is_complete(section, complete.section(AIM), TODAY)


def test_a_section_goes_from_nobody_to_signed_off() -> None:
    """Each step of a section has a word of its own."""
    owned, _ = opened().assign(USE, (BEN,), act())
    begun = replied(owned, USE, "use.fair", Reply(Confirmed(yes=True)))
    complete = answered(begun, USE)

    assert [status(step, USE) for step in (opened(), owned, begun, complete, signed(complete, USE))] == [
        SectionStatus.UNASSIGNED,
        SectionStatus.NOT_STARTED,
        SectionStatus.IN_PROGRESS,
        SectionStatus.READY,
        SectionStatus.SIGNED_OFF,
    ]


def test_a_section_whose_owners_left_is_nobodys() -> None:
    """With answers but without owners it needs a person first."""
    left, _ = replied(opened(), USE, "use.fair", Reply(Confirmed(yes=True))).assign(USE, (), act())

    assert status(left, USE) is SectionStatus.UNASSIGNED


def test_a_reopened_section_is_ready_again() -> None:
    """Its answers are kept; only the signature is gone."""
    assert status(reopened(), USE) is SectionStatus.READY


def test_progress_counts_questions_and_sections() -> None:
    """An answer that does not apply counts as answered; optional questions are not missing."""
    assert progress_of(opened()) == Progress(answered=0, questions=12, open_required=11, signed_off=0, sections=3)
    assert progress_of(under_way()) == Progress(answered=5, questions=12, open_required=7, signed_off=1, sections=3)
    assert progress_of(published()) == Progress(answered=12, questions=12, open_required=0, signed_off=3, sections=3)


def test_risks_come_in_the_order_of_the_checklist() -> None:
    """Every no is listed with its section, in the order in which people read."""
    deployment = answered(ready(), AIM, needed=Confirmed(yes=False))

    assert [(risk.section.key, risk.question.ref) for risk in risks_of(deployment)] == [(AIM, "1.2"), (USE, "3.1")]


def test_a_no_that_became_a_yes_is_no_risk() -> None:
    """Risks are those of the answers as they stand."""
    assert risks_of(answered(ready(), USE)) == ()


@pytest.mark.parametrize("story", ["new", "under_way", "ready", "reopened"])
def test_there_is_no_verdict_before_the_end(story: str) -> None:
    """While anything is open the verdict is pending, whatever was answered."""
    assert verdict_of(STORIES[story]()) is Verdict.PENDING


def test_the_verdict_names_the_conditions() -> None:
    """Published without a no it is go; with one it goes on conditions; cancelled it is neither."""
    assert verdict_of(without_risk()) is Verdict.GO
    assert verdict_of(published()) is Verdict.GO_WITH_CONDITIONS
    assert verdict_of(cancelled()) is Verdict.CANCELLED


def test_an_open_risk_keeps_a_section_from_its_signature() -> None:
    """A no is an answer, but somebody has to accept it before the owner can sign."""
    assert status(ready(), USE) is SectionStatus.RISKS_OPEN
    assert not is_complete(SMALL.section(USE), ready().section(USE), TODAY)
    assert status(waived(), USE) is SectionStatus.READY
    assert status(ready(), RELEASE) is SectionStatus.IN_PROGRESS
