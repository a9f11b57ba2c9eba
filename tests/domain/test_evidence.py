"""Evidence comes and goes, is remembered, and counts where a question needs it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain import tiers
from bot.domain.answers import Confirmed, NotApplicable, Reply
from bot.domain.attaching import attach, detach
from bot.domain.checklist import Checklist, EvidenceNeed, QuestionKey
from bot.domain.deployment import Changed, Deployment
from bot.domain.errors import AnswersMissing, DeploymentClosed, NotAsked, NotFound, Refused
from bot.domain.events import EventKind
from bot.domain.evidence import LINK_LIMIT, PIECES_LIMIT, Item, Link
from bot.domain.scope import evidence_of
from bot.domain.signing import sign_off
from bot.domain.signoff import SectionStatus, progress_of, status_of
from bot.domain.summary import people_in, summary_of
from bot.domain.when import Tier
from tests.stories import ANA, BEN, CHEN, PRIYA, SMALL, TODAY, USE, act, answered, opened, replied, signed

FAIR, LEGAL, NEEDED = (QuestionKey(key) for key in ("use.fair", "use.legal", "aim.needed"))
WIKI, BOARD = Link("https://wiki.example.com/a"), Link("https://board.example.com/?b=1&c=2")


def needing() -> Checklist:
    """Return the small checklist with evidence required for everything in its last section."""
    questions = tuple(replace(q, evidence=EvidenceNeed.REQUIRED) for q in SMALL.section(USE).questions)
    return replace(SMALL, sections=(*SMALL.sections[:2], replace(SMALL.section(USE), questions=questions)))


def with_evidence(deployment: Deployment, *items: Item, question: QuestionKey = FAIR) -> Deployment:
    return attach(deployment, USE, question, items, act(BEN))[0]


def shown(deployment: Deployment) -> list[tuple[str, Item]]:
    pieces = evidence_of(deployment.checklist.section(USE), deployment.section(USE))
    return [(question.ref, piece.item) for question, piece in pieces]


def kinds(changed: Changed) -> list[EventKind]:
    return [event.kind for event in changed[1]]


def test_a_question_takes_any_number_of_links() -> None:
    """Each is remembered with who brought it and when, in the order in which they came."""
    deployment = with_evidence(with_evidence(opened(), WIKI, BOARD), Link("https://c.example"), question=LEGAL)
    pieces = deployment.section(USE).evidence
    assert [(piece.key, piece.item, piece.by) for piece in pieces[FAIR]] == [("2.0", WIKI, BEN), ("2.1", BOARD, BEN)]
    assert shown(deployment) == [("3.1", WIKI), ("3.1", BOARD), ("3.2", Link("https://c.example"))]


def test_the_same_link_twice_is_one_piece() -> None:
    """Bringing what is there already changes nothing."""
    deployment = with_evidence(opened(), WIKI, WIKI)
    assert shown(deployment) == [("3.1", WIKI)]
    assert attach(deployment, USE, FAIR, [WIKI], act(ANA)) == (deployment, ())


def test_who_brings_evidence_to_an_orphaned_section_owns_it() -> None:
    """It is work on the section, as answering is."""
    changed = attach(opened(), USE, FAIR, [WIKI], act(CHEN))
    assert changed[0].section(USE).owners == (CHEN,)
    assert kinds(changed) == [EventKind.OWNERS_CHANGED, EventKind.EVIDENCE_ADDED]
    assert CHEN in people_in(changed[0])


def test_history_tells_what_came_and_went() -> None:
    """Each piece is an event of its own, in words that last."""
    deployment = with_evidence(opened(), WIKI, BOARD)
    _, added = attach(deployment, USE, FAIR, [Link("https://c.example")], act(BEN))
    _, removed = detach(deployment, USE, {"2.0"}, act(ANA))
    assert [(e.kind, e.question, e.before, e.after) for e in (*added, *removed)] == [
        (EventKind.EVIDENCE_ADDED, FAIR, "", "https://c.example"),
        (EventKind.EVIDENCE_REMOVED, FAIR, WIKI.url, ""),
    ]


def test_a_piece_is_taken_away_by_its_key() -> None:
    """Keys never come again, so an old form takes away what it showed or nothing."""
    deployment = with_evidence(opened(), WIKI, BOARD)
    without = detach(deployment, USE, {"2.0", "2.1"}, act(BEN))[0]
    again = with_evidence(without, WIKI)
    assert without.section(USE).evidence == {}
    assert detach(again, USE, {"2.0"}, act(BEN)) == (again, ())


@pytest.mark.parametrize("gone", [False, True])
def test_other_evidence_makes_a_signature_void(gone: object) -> None:
    """Who signed stands for what was there."""
    deployment = signed(with_evidence(answered(opened(), USE), WIKI), USE, BEN)
    changed = detach(deployment, USE, {"3.0"}, act(BEN)) if gone else attach(deployment, USE, FAIR, [BOARD], act(BEN))
    state = changed[0].section(USE)
    assert state.signed_off is None
    assert state.reopened
    assert (state.reopened.by, state.reopened.reason) == (BEN, "Other evidence for 3.1.")
    assert kinds(changed)[-1] is EventKind.SIGN_OFF_VOIDED


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("wiki.example.com", "Give a full link"),
        ("ftp://example.com/a", "Give a full link"),
        ("https://", "Give a full link"),
        ("https://example.com/" + "a" * LINK_LIMIT, "at most 1,000 characters"),
    ],
)
def test_a_link_is_checked_for_its_form(url: str, words: str) -> None:
    """Only a full address counts; nobody checks whether it can be reached from here."""
    with pytest.raises(Refused, match=words) as caught:
        attach(opened(), USE, FAIR, [Link(url)], act(BEN))
    assert caught.value.field == FAIR


def test_a_question_takes_a_hundred_pieces() -> None:
    """More could not be shown in a list to take some away from."""
    links = [Link(f"https://example.com/{number}") for number in range(PIECES_LIMIT)]
    full = with_evidence(opened(), *links)
    with pytest.raises(Refused, match="at most 100 pieces"):
        attach(full, USE, FAIR, [WIKI], act(BEN))


def test_a_needed_piece_keeps_a_section_open() -> None:
    """An answer without the evidence that it needs does not count, and cannot be signed for."""
    deployment = answered(opened(needing()), USE)
    section, state = deployment.checklist.section(USE), deployment.section(USE)
    assert status_of(section, state, TODAY) is SectionStatus.IN_PROGRESS
    assert progress_of(deployment).answered == 0
    with pytest.raises(AnswersMissing, match=r"3\.1 \(evidence is missing\), 3\.2 \(evidence is missing\)\. Answer"):
        sign_off(deployment, USE, state.revision, act(BEN))


def test_evidence_makes_the_answer_count() -> None:
    """With one piece for each, the section is ready."""
    deployment = with_evidence(with_evidence(answered(opened(needing()), USE), WIKI), BOARD, question=LEGAL)
    assert status_of(deployment.checklist.section(USE), deployment.section(USE), TODAY) is SectionStatus.READY
    assert progress_of(deployment).answered == 2
    assert summary_of(deployment).evidence == 2


def test_evidence_alone_is_no_answer() -> None:
    """The question stays open until somebody says what the evidence shows."""
    deployment = with_evidence(opened(needing()), WIKI)
    assert progress_of(deployment).open_required == progress_of(opened(needing())).open_required


def test_what_does_not_apply_needs_no_evidence() -> None:
    """Its reason stands for it."""
    none = Reply(NotApplicable("No people in it."))
    deployment = opened(needing())
    for question in (FAIR, LEGAL):
        deployment = replied(deployment, USE, question, none)
    assert status_of(deployment.checklist.section(USE), deployment.section(USE), TODAY) is SectionStatus.READY


def test_an_optional_answer_needs_its_evidence_too() -> None:
    """A question may stay open; an answer that does not count may not stand there as if it did."""
    use = needing().section(USE)
    optional = replace(use, questions=tuple(replace(q, required=False) for q in use.questions))
    deployment = opened(replace(SMALL, sections=(*SMALL.sections[:2], optional)))
    assert status_of(optional, deployment.section(USE), TODAY) is SectionStatus.READY
    claimed = replied(deployment, USE, FAIR, Reply(Confirmed(yes=True)))
    assert status_of(optional, claimed.section(USE), TODAY) is SectionStatus.IN_PROGRESS


def test_evidence_waits_with_a_question_that_is_left_out() -> None:
    """It is not shown and takes no more of it, and comes back with its question."""
    low = tiers.set_tier(with_evidence(opened(), WIKI), Tier.LOW, act())[0]
    without = tiers.leave_out(low, USE, FAIR, "Not here.", act())[0]
    assert shown(without) == []
    with pytest.raises(NotAsked):
        attach(without, USE, FAIR, [BOARD], act(BEN))
    assert shown(tiers.take_in(without, USE, FAIR, act())[0]) == [("3.1", WIKI)]


def test_a_closed_deployment_keeps_its_evidence() -> None:
    """Nothing comes and nothing goes after the end; nor does it for what is not there."""
    over = with_evidence(opened(), WIKI).cancel("Enough.", act(PRIYA))[0]
    with pytest.raises(DeploymentClosed):
        attach(over, USE, FAIR, [BOARD], act(BEN))
    with pytest.raises(DeploymentClosed):
        detach(over, USE, {"2.0"}, act(BEN))
    with pytest.raises(NotFound):
        attach(opened(), USE, NEEDED, [BOARD], act(BEN))
