"""Groups as owners: what they own is for one of them to take, and stays theirs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.answers import Confirmed, Reply
from bot.domain.appointing import (
    GROUPS_LIMIT,
    MEMBERS_LIMIT,
    appoint,
    carried_groups,
    hand_over,
    require_small,
    require_workers,
)
from bot.domain.attaching import attach
from bot.domain.checklist import QuestionKey
from bot.domain.deployment import Deployment, Opening, open_deployment
from bot.domain.errors import Conflict, NotAllowed, Refused
from bot.domain.events import EventKind
from bot.domain.evidence import Link
from bot.domain.history import told
from bot.domain.ownership import next_for, open_for_groups
from bot.domain.people import Act, Appointed, Group, GroupId, Person, UserId
from bot.domain.permissions import Action, require
from bot.domain.signing import sign_off
from bot.domain.signoff import SectionStatus, status_of
from tests.stories import ANA, AUDIT, BEN, CHEN, GROUPS, LEADS, NAMES, NOW, SMALL, USE, WORKSPACE, act, answered, opened

FAIR = QuestionKey("use.fair")
YES = {FAIR: Reply(Confirmed(yes=True))}
MEMBER, STRANGER = (
    Act(CHEN, WORKSPACE, NOW, groups=frozenset({AUDIT})),
    Act(BEN, WORKSPACE, NOW, groups=frozenset({LEADS})),
)


def given(people: tuple[UserId, ...] = ()) -> Deployment:
    """Return a deployment whose section 3 a group owns, perhaps with people."""
    return appoint(opened(), USE, Appointed(people, (AUDIT,)), act())[0]


def test_a_group_that_owns_a_section_is_told_in_its_history() -> None:
    """The event keeps ids, before and after; the sentence has the names of today."""
    after, events = appoint(given(), USE, Appointed((BEN,), (LEADS, AUDIT)), act())
    assert (after.section(USE).owners, after.section(USE).groups) == ((BEN,), (LEADS, AUDIT))
    assert [event.kind for event in events] == [EventKind.OWNERS_CHANGED, EventKind.GROUPS_CHANGED]
    names = {**NAMES} | {UserId(group.id): f"group {group.name}" for group in GROUPS}
    sentence = told(events[1], SMALL, names)
    assert sentence.did == "changed the groups that own section 3 Can it be used?"
    assert sentence.change == "group Model risk → group ML <leads> & co, group Model risk"


def test_nothing_changes_nothing() -> None:
    """The same owners once more make no event and no revision."""
    assert appoint(given(), USE, Appointed((), (AUDIT, AUDIT)), act()) == (given(), ())


def test_a_section_has_few_groups() -> None:
    """More than a handful is refused at the field of the section."""
    groups = tuple(GroupId(f"S{number}") for number in range(GROUPS_LIMIT + 1))
    with pytest.raises(Refused, match="at most 5 groups"):
        appoint(opened(), USE, Appointed((), groups), act())


def test_what_a_group_owns_is_not_everybodys() -> None:
    """It is assigned, so that nobody else may claim or answer it of their own accord; a member may."""
    section = SMALL.section(USE)
    assert status_of(section, given().section(USE), NOW.date()) is SectionStatus.NOT_STARTED
    for action in (Action.CLAIM, Action.ANSWER, Action.SIGN_OFF):
        require(action, MEMBER, given(), USE)
        with pytest.raises(NotAllowed, match="members of a group that owns the section"):
            require(action, STRANGER, given(), USE)


def test_a_member_who_works_in_it_has_it() -> None:
    """Claiming, answering, bringing evidence: each makes the member its owner, and the group stays."""
    for after, _ in (
        given().claim(USE, MEMBER),
        given().answer(USE, YES, MEMBER),
        attach(given(), USE, FAIR, [Link("https://example.com")], MEMBER),
    ):
        assert (after.section(USE).owners, after.section(USE).groups) == ((CHEN,), (AUDIT,))


def test_a_lead_who_answers_for_the_group_does_not_take_it() -> None:
    """Nobody of the group has it yet, so it goes on waiting for one of them."""
    after, events = given().answer(USE, YES, STRANGER)
    assert after.section(USE).owners == ()
    assert [event.kind for event in events] == [EventKind.ANSWERED]


def test_a_member_who_signs_has_it() -> None:
    """Where others answered, the signature of a member is what takes the section."""
    ready = appoint(answered(opened(), USE, by=ANA), USE, Appointed((), (AUDIT,)), act())[0]
    after, events = sign_off(ready, USE, ready.section(USE).revision, MEMBER)
    assert after.section(USE).owners == (CHEN,)
    assert [event.kind for event in events] == [EventKind.OWNERS_CHANGED, EventKind.SIGNED_OFF]


def test_only_the_first_member_claims_it() -> None:
    """The second is told that somebody was faster."""
    claimed, _ = given().claim(USE, MEMBER)
    with pytest.raises(Conflict, match="already has an owner"):
        claimed.claim(USE, replace(MEMBER, by=ANA))


def test_a_new_group_voids_the_signature_and_a_lost_one_does_not() -> None:
    """As with people: who signed did so for another circle of owners."""
    ready = appoint(answered(opened(), USE, by=ANA), USE, Appointed((ANA,), (AUDIT,)), act())[0]
    signed, _ = sign_off(ready, USE, ready.section(USE).revision, act(ANA))
    more, events = appoint(signed, USE, Appointed((ANA,), (AUDIT, LEADS)), act())
    assert more.section(USE).signed_off is None
    assert events[-1].kind is EventKind.SIGN_OFF_VOIDED
    less, _ = appoint(signed, USE, Appointed((ANA,)), act())
    assert less.section(USE).signed_off is not None


def test_handing_over_gives_away_ones_own_place_only() -> None:
    """An owner is replaced beside the group; a lead puts somebody in the place of all."""
    after, _ = hand_over(given((BEN,)), USE, CHEN, act(BEN))
    assert (after.section(USE).owners, after.section(USE).groups) == ((CHEN,), (AUDIT,))
    after, _ = hand_over(given((BEN,)), USE, CHEN, act(ANA))
    assert (after.section(USE).owners, after.section(USE).groups) == ((CHEN,), ())


def test_what_their_group_owns_comes_after_what_is_their_own() -> None:
    """A member goes on with their own, then with what the group was given, then with what is nobody's."""
    deployment = given()
    assert [item.section.key for item in open_for_groups(MEMBER.groups, [deployment], NOW.date())] == [USE]
    following = next_for(CHEN, deployment, NOW.date(), MEMBER.groups)
    assert following is not None
    assert following.section.key == USE
    other = next_for(BEN, deployment, NOW.date(), STRANGER.groups)
    assert other is not None
    assert other.section.key != USE
    claimed, _ = deployment.claim(USE, MEMBER)
    assert open_for_groups(MEMBER.groups, [claimed], NOW.date()) == ()


def test_groups_go_on_to_the_next_version() -> None:
    """As people do, the groups of last time own the sections of the next deployment."""
    carried = carried_groups(given(), SMALL)
    opening = Opening(opened().id, WORKSPACE, opened().channel, opened().target, groups=carried)
    assert open_deployment(opening, SMALL, act())[0].section(USE).groups == (AUDIT,)
    assert carried_groups(None, SMALL) == {}


@pytest.mark.parametrize(
    ("person", "why"),
    [
        (Person(BEN, "Build Bot", is_bot=True), "Build Bot is a bot"),
        (Person(BEN, "Petra Novak", is_gone=True), "The account of Petra Novak is deactivated"),
    ],
)
def test_who_cannot_be_asked_owns_nothing(person: Person, why: str) -> None:
    """The refusal says who it is, at the field where they were picked."""
    require_workers([Person(ANA, "Ana Silva")], "use")
    with pytest.raises(Refused, match=why) as refused:
        require_workers([person], "use")
    assert refused.value.field == "use"


@pytest.mark.parametrize(
    ("members", "why"), [(0, "Nobody is in the group Model risk"), (MEMBERS_LIMIT + 1, "51 members")]
)
def test_a_group_is_neither_empty_nor_a_crowd(members: int, why: str) -> None:
    """Each member gets a message, so that a group of hundreds is refused, and one of nobody too."""
    people = frozenset(UserId(f"U{number}") for number in range(members))
    require_small([Group(AUDIT, "Model risk", frozenset({ANA}))], "groups/use")
    with pytest.raises(Refused, match=why):
        require_small([Group(AUDIT, "Model risk", people)], "groups/use")
