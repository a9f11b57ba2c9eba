"""Whatever is done to a chain of events shows, and shows where."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.chain import START, Chain, Link, content_of, digest_after, faults_in, spelled
from bot.domain.checklist import QuestionKey, SectionKey
from bot.domain.deployment import DeploymentId
from bot.domain.events import Event, EventKind
from bot.domain.people import UserId

ID = DeploymentId("0123456789abcdef")
NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
events = st.builds(
    Event,
    kind=st.sampled_from(EventKind),
    by=st.sampled_from(["UANA", "UBEN"]).map(UserId),
    at=st.integers(0, 10**9).map(lambda micros: NOW + timedelta(microseconds=micros)),
    revision=st.integers(1, 99),
    section=st.none() | texts.map(SectionKey),
    question=st.none() | texts.map(QuestionKey),
    before=texts,
    after=texts,
    reason=texts,
)


def chained(recorded: list[Event], *, is_closed: bool = False) -> Chain:
    links, digest = [], START
    for sequence, event in enumerate(recorded, start=1):
        digest = digest_after(digest, ID, sequence, content_of(event))
        links.append(Link(sequence, content_of(event), digest))
    return Chain(ID, tuple(links), digest, digest if is_closed else "", is_closed)


chains = st.builds(chained, st.lists(events, min_size=1, max_size=8), is_closed=st.booleans())


def first_fault(chain: Chain) -> int:
    return faults_in(chain)[0].sequence


@given(chains)
def test_a_chain_as_it_was_written_has_no_faults(chain: Chain) -> None:
    """The audit raises no false alarm."""
    assert faults_in(chain) == ()


@given(chains, st.data())
def test_any_single_change_is_found_at_its_place(chain: Chain, drawn: st.DataObject) -> None:
    """Every detail of every event counts, present or absent, and so does the digest itself."""
    place = drawn.draw(st.integers(0, len(chain.links) - 1))
    link = chain.links[place]
    name = drawn.draw(st.sampled_from([*link.content, "digest"]))
    was = link.digest if name == "digest" else link.content[name]
    now = drawn.draw((st.none() | texts | st.integers()).filter(lambda other: other != was))
    changed = replace(link, digest=str(now)) if name == "digest" else replace(link, content={**link.content, name: now})
    links = (*chain.links[:place], changed, *chain.links[place + 1 :])
    assert first_fault(replace(chain, links=links)) == place + 1


@given(chains, st.data())
def test_any_removal_is_found_at_its_place(chain: Chain, drawn: st.DataObject) -> None:
    """Also of the last event, whose digest is kept apart, and of all events."""
    first = drawn.draw(st.integers(0, len(chain.links) - 1))
    last = drawn.draw(st.integers(first, len(chain.links) - 1))
    links = (*chain.links[:first], *chain.links[last + 1 :])
    assert first_fault(replace(chain, links=links)) == first + 1


@given(chains.filter(lambda chain: len(chain.links) > 1), st.data())
def test_any_two_events_that_change_places_are_found(chain: Chain, drawn: st.DataObject) -> None:
    """An event belongs where it stands, whether its digest moves along or stays."""
    places = st.integers(0, len(chain.links) - 1)
    one, other = sorted(drawn.draw(st.lists(places, min_size=2, max_size=2, unique=True)))
    links = list(chain.links)
    keeps_digests = drawn.draw(st.booleans()) and links[one].content != links[other].content
    for here, there in ((one, other), (other, one)):
        moved = replace(chain.links[there], sequence=here + 1)
        links[here] = replace(moved, digest=chain.links[here].digest) if keeps_digests else moved
    assert first_fault(replace(chain, links=tuple(links))) == one + 1


@given(chains, events)
def test_an_added_event_is_found(chain: Chain, event: Event) -> None:
    """Even one that is chained by the rules does not end in the head that is kept apart."""
    sequence, content = len(chain.links) + 1, content_of(event)
    added = Link(sequence, content, digest_after(chain.head, ID, sequence, content))
    assert faults_in(replace(chain, links=(*chain.links, added)))


@given(st.lists(events, min_size=1, max_size=4), st.lists(events, min_size=1, max_size=4))
def test_a_rewritten_history_does_not_hold_the_head_of_its_summary(told: list[Event], forged: list[Event]) -> None:
    """Whoever recomputes the whole chain cannot recompute what was published."""
    published, rewritten = chained(told, is_closed=True), chained(forged, is_closed=True)
    if published.head in {link.digest for link in rewritten.links}:
        return
    faults = faults_in(replace(rewritten, closed_head=published.closed_head))
    assert [fault.problem for fault in faults] == ["the head that its summary carries is not in the history"]


def test_the_digest_is_fixed_for_ever() -> None:
    """A new version of the program finds the digests that an old one wrote, and so does sha256sum."""
    event = Event(EventKind.ANSWERED, UserId("UBEN"), NOW, 7, SectionKey("aim"), QuestionKey("aim.goal"), "", "a € ü")
    canonical = (
        '{"deployment":"0123456789abcdef","event":{"after":"a € ü","at":"2026-03-04T09:30:00.000000+00:00",'
        '"before":"","by":"UBEN","kind":"answered","question":"aim.goal","reason":"","revision":7,"section":"aim"},'
        '"previous":"","sequence":1}'
    )
    assert digest_after(START, ID, 1, content_of(event)) == hashlib.sha256(canonical.encode()).hexdigest()


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=5, minutes=30))])
def test_a_moment_is_spelled_the_same_in_every_zone(zone: timezone) -> None:
    """The databases hand moments back in zones of their own."""
    assert spelled(NOW.astimezone(zone)) == "2026-03-04T09:30:00.000000+00:00"
