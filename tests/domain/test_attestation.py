"""A signature covers exactly the answers that it was given for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.answers import Answer, Confirmed, NotApplicable, Reply
from bot.domain.attestation import digest_of, signature_faults
from bot.domain.checklist import QuestionKey, SectionKey
from bot.domain.deployment import Deployment
from bot.domain.events import Event
from bot.domain.evidence import Evidence, Fate, Link, Quote
from bot.domain.marks import SignOff
from bot.domain.people import ChannelId, UserId
from bot.domain.signing import sign_off
from tests.stories import AIM, BEN, MEASURED, MEASURES, NOW, RELEASE, SMALL, act, answered, opened, replied

NEEDED = QuestionKey("aim.needed")


def signed() -> tuple[Deployment, tuple[Event, ...]]:
    """Return a deployment whose first section is signed, and the events of the signature."""
    complete = answered(opened(), AIM)
    return sign_off(complete, AIM, complete.section(AIM).revision, act(BEN))


def touched(deployment: Deployment, answer: Answer) -> Deployment:
    """Return the same with one answer changed behind everybody's back."""
    state = deployment.section(AIM)
    return replace(
        deployment,
        sections={**deployment.sections, AIM: replace(state, answers={**state.answers, NEEDED: answer})},
    )


def test_the_signature_and_its_event_carry_the_digest() -> None:
    """The history holds it too, so that whoever changes the signature has to break the chain as well."""
    deployment, (event,) = signed()
    mark = deployment.section(AIM).signed_off
    assert mark
    assert mark.digest == event.after == digest_of(SMALL.section(AIM), deployment.section(AIM))
    assert list(signature_faults(deployment, [event])) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda answer: replace(answer, value=Confirmed(yes=False)),
        lambda answer: replace(answer, value=NotApplicable("yes")),
        lambda answer: replace(answer, note="Really."),
        lambda answer: replace(answer, by=UserId("UCHEN")),
        lambda answer: replace(answer, at=NOW + timedelta(microseconds=1)),
        lambda answer: replace(answer, version=answer.version + 1),
    ],
)
def test_any_other_answer_is_found(change: Callable[[Answer], Answer]) -> None:
    """Its value, note, author, time and version are all covered."""
    deployment, (event,) = signed()
    other = touched(deployment, change(deployment.section(AIM).answers[NEEDED]))
    (fault,) = signature_faults(other, [event])
    assert (fault.sequence, fault.problem) == (1, "section 1 does not have the answers that it was signed for")


def test_a_digest_that_was_exchanged_is_found() -> None:
    """Whoever changes an answer and the digest beside it leaves the one in the history behind."""
    deployment, (event,) = signed()
    other = touched(deployment, replace(deployment.section(AIM).answers[NEEDED], note="Really."))
    for digest in (digest_of(SMALL.section(AIM), other.section(AIM)), ""):
        state = replace(other.section(AIM), signed_off=SignOff(BEN, NOW, digest))
        forged = replace(other, sections={**other.sections, AIM: state})
        assert len(list(signature_faults(forged, [event]))) == 1


def test_signatures_from_before_there_were_digests_pass() -> None:
    """Nobody knows what they covered, so nothing can be said against them."""
    deployment, (event,) = signed()
    state = replace(deployment.section(AIM), signed_off=SignOff(BEN, NOW))
    old = replace(deployment, sections={**deployment.sections, AIM: state})
    assert list(signature_faults(old, [replace(event, after="")])) == []


def test_evidence_is_covered_and_what_became_of_it_is_not() -> None:
    """Other evidence is another answer; a message that its author edits later was signed for as it was captured."""
    deployment = answered(opened(), AIM)
    state = deployment.section(AIM)
    quote = Quote(ChannelId("C1"), "1.1", "https://acme.slack.com/archives/C1/p11", BEN, "Two thirds.")
    proven, other, edited = (
        digest_of(SMALL.section(AIM), replace(state, evidence={NEEDED: (Evidence("e1", item, BEN, NOW),)}))
        for item in (quote, Link("https://metrics.example.com"), replace(quote, fate=Fate.EDITED))
    )
    assert len({digest_of(SMALL.section(AIM), state), proven, other}) == 3
    assert edited == proven
    # What tells pieces apart is hashed too, so it must never be spelt otherwise.
    assert (proven[:16], other[:16]) == ("9f1bffd7bd058277", "c0135082a9f1f7c0")


def test_what_is_not_asked_is_not_covered() -> None:
    """An answer on the shelf counts nowhere."""
    deployment = answered(opened(), AIM)
    state = deployment.section(AIM)
    shelved = replace(state, unasked=frozenset({NEEDED}))
    assert digest_of(SMALL.section(AIM), shelved) != digest_of(SMALL.section(AIM), state)
    assert digest_of(SMALL.section(AIM), shelved) == digest_of(
        SMALL.section(AIM), replace(shelved, answers={q: a for q, a in state.answers.items() if q != NEEDED})
    )


@pytest.mark.parametrize(
    ("deployment", "key", "digest"),
    [
        (answered(opened(), AIM), AIM, "b4093d62c2c5e7e1"),
        (answered(opened(), RELEASE), RELEASE, "57a78f52b4d131e8"),
        (answered(opened(MEASURED), MEASURES), MEASURES, "c8a3c49d65f0470e"),
        (replied(opened(), AIM, "aim.goal", Reply(NotApplicable("A trial."))), AIM, "ed661acfe5064231"),
    ],
    ids=["texts", "choices, people and links", "figures and dates", "not applicable"],
)
def test_digests_stay_what_they_are(deployment: Deployment, key: SectionKey, digest: str) -> None:
    """A later version of the bot recomputes what an earlier one stored, for every kind of answer."""
    assert digest_of(deployment.checklist.section(key), deployment.section(key)).startswith(digest)
