"""Events read as sentences about people."""

from dataclasses import replace

import pytest

from bot.domain.answers import Named, Reply
from bot.domain.checklist import SectionKey
from bot.domain.events import Event, EventKind
from bot.domain.history import Told, people_told_of, told
from bot.domain.people import UserId
from tests import stories
from tests.stories import ANA, BEN, CHEN, NAMES, RELEASE, SMALL, USE


def last_words(events: tuple[Event, ...]) -> Told:
    return told(events[-1], SMALL, NAMES)


@pytest.mark.parametrize("kind", EventKind)
def test_every_kind_of_event_has_words_of_its_own(kind: EventKind) -> None:
    """Nobody reads the name of a program's constant."""
    event = stories.opened().event(kind, stories.act(BEN), section=USE)
    said = told(event, SMALL, NAMES)
    others = {told(replace(event, kind=other), SMALL, NAMES).did for other in EventKind if other is not kind}
    assert said.who == "Ben Okafor"
    assert said.did not in others
    assert "_" not in said.did


def test_an_answer_says_what_it_was_before_and_is_now() -> None:
    """The question stands in full beside its number."""
    ready = stories.ready()
    reply = Reply(stories.example(SMALL.section(USE).questions[0]), "We looked again.", ready.revision)
    said = last_words(ready.answer(USE, {SMALL.section(USE).questions[0].key: reply}, stories.act(ANA))[1])
    assert said.did == "answered 3.1 Was it reviewed for fairness?"
    assert said.change == "no (note: Only two groups were looked at.) → yes (note: We looked again.)"


def test_owners_are_named() -> None:
    """Ids are put into names when they are read, so that a person who is renamed is still known."""
    said = last_words(stories.under_way().assign(RELEASE, (BEN, ANA), stories.act())[1])
    assert said.did == "changed the owners of section 2 How is it released?"
    assert said.change == "Chen Li, Ana Silva, Ben Okafor → Ben Okafor, Ana Silva"


def test_people_in_answers_are_named() -> None:
    """Somebody unknown keeps the id, by which they can be found."""
    question = SMALL.section(RELEASE).questions[5]
    reply = Reply(Named((CHEN, UserId("UGONE"))), "ask in #NIGHT")
    _, events = stories.opened().answer(RELEASE, {question.key: reply}, stories.act(BEN))
    assert last_words(events).change == "Chen Li, UGONE (note: ask in #NIGHT)"
    assert {BEN, CHEN} <= people_told_of(events, SMALL)


def test_what_was_taken_away_says_so() -> None:
    """An empty place is a change too."""
    deployment = stories.opened()
    assert last_words(deployment.set_due(None, stories.act())[1]).change == "2026-03-06 → nothing"


def test_a_section_that_the_checklist_no_longer_has_is_passed_over() -> None:
    """The sentence is shorter then, and still true."""
    event = stories.opened().event(EventKind.SIGNED_OFF, stories.act(BEN), section=SectionKey("gone"))
    assert told(event, SMALL, {}).did == "signed off"
    assert told(event, SMALL, {}).who == "someone"
