"""Evidence is seen to be older than the version that it is shown for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.age import age_in_words, older, origin_in_words, proves
from bot.domain.answers import Confirmed, Reply
from bot.domain.artefact import bind
from bot.domain.attaching import attach
from bot.domain.carrying import carried_evidence, carried_over, confirm
from bot.domain.checklist import Checklist, EvidenceNeed, QuestionKey
from bot.domain.deployment import Deployment, open_deployment
from bot.domain.errors import AnswersMissing
from bot.domain.events import EventKind
from bot.domain.evidence import PIECES_LIMIT, Age, Evidence, File, Item, Link, Quote
from bot.domain.people import Act
from bot.domain.scope import lacks_evidence
from bot.domain.signing import sign_off
from tests import stories
from tests.stories import ANA, BEN, CHANNEL, NOW, SMALL, USE, WORKSPACE

FAIR, LEGAL = QuestionKey("use.fair"), QuestionKey("use.legal")
LINK, FILE = Link("https://a.example/folds"), File("F1", "folds.csv", 19, "https://acme.slack.com/files/F1")


def message(seconds: float) -> Quote:
    """Return a message of so many seconds after the deployment was opened."""
    at = NOW + timedelta(seconds=seconds)
    return Quote(CHANNEL, f"{at.timestamp():.6f}", "https://acme.slack.com/archives/C1/p1", ANA, "Done.")


def brought(deployment: Deployment, *items: Item, question: QuestionKey = LEGAL, after: float = 60) -> Deployment:
    return attach(deployment, USE, question, items, Act(BEN, WORKSPACE, NOW + timedelta(seconds=after)))[0]


def ages(deployment: Deployment, question: QuestionKey = LEGAL) -> list[Age]:
    return [piece.age for piece in deployment.section(USE).evidence[question]]


def needing(*always_asked: QuestionKey) -> Checklist:
    """Return the small checklist in which its last section needs evidence for everything."""
    questions = tuple(
        replace(q, evidence=EvidenceNeed.REQUIRED, always_ask=q.key in always_asked)
        for q in SMALL.section(USE).questions
    )
    return replace(SMALL, sections=(*SMALL.sections[:2], replace(SMALL.section(USE), questions=questions)))


def next_version() -> Deployment:
    """Open v4, whose last section needs evidence; v3 had a link for each question."""
    checklist = needing(FAIR)
    before = stories.answered(stories.opened(checklist), USE)
    return stories.next_version(checklist, brought(brought(before, LINK), LINK, question=FAIR))


@given(st.integers(-(10**7), 10**5))
def test_a_message_from_before_the_version_was_opened_is_older(seconds: int) -> None:
    """To the second; what comes later is as new as the version."""
    deployment = brought(stories.opened(), message(seconds))
    assert ages(deployment) == [Age.EARLIER if seconds < 0 else Age.CURRENT]


def test_the_words_say_from_when() -> None:
    """The day on which the message was posted, and nothing where nothing is to be said."""
    before, now = brought(stories.opened(), message(-86_400 * 3), message(5)).section(USE).evidence[LEGAL]
    assert age_in_words(before) == origin_in_words(before) == "from 1 March 2026, before this version"
    assert age_in_words(now) == origin_in_words(now) == ""


def test_links_and_files_are_as_new_as_the_moment_they_are_brought() -> None:
    """Nobody knows when a page was written; a file is uploaded in the form."""
    assert ages(brought(stories.opened(), LINK, FILE)) == [Age.CURRENT, Age.CURRENT]


@pytest.mark.parametrize("artefact", ["models:/churn/4", ""])
def test_another_artefact_makes_all_evidence_older(artefact: str) -> None:
    """It was brought for the one before, whatever it is, and the words name that."""
    about, _ = bind(brought(stories.opened(), message(-5), LINK, FILE), "models:/churn/3", stories.act())
    assert ages(about) == [Age.EARLIER, Age.CURRENT, Age.CURRENT]
    after, _ = bind(about, artefact, stories.act())
    assert ages(after) == [Age.OTHER] * 3
    said = origin_in_words(after.section(USE).evidence[LEGAL][1])
    assert said == "from 4 March 2026, before this version, brought for models:/churn/3"


def test_a_message_is_measured_against_the_artefact_that_is_there_now() -> None:
    """What was posted before the artefact was replaced is older than it, although the deployment was open."""
    about, _ = bind(stories.opened(), "models:/churn/3", stories.act())
    after, _ = bind(about, "models:/churn/4", Act(BEN, WORKSPACE, NOW + timedelta(hours=1)))
    assert ages(brought(after, message(60), message(3_700), after=4_000)) == [Age.EARLIER, Age.CURRENT]


def test_evidence_is_carried_over_with_what_is_proposed() -> None:
    """Marked as older, with the day and the version; the history tells of each piece."""
    deployment = next_version()
    (piece,) = deployment.section(USE).evidence[LEGAL]
    assert (piece.item, piece.by, piece.at) == (LINK, BEN, NOW + timedelta(minutes=1))
    assert origin_in_words(piece) == "from 4 March 2026, before this version, brought for v3"
    keys = [one.key for some in deployment.section(USE).evidence.values() for one in some]
    assert keys == ["1.0", "1.1"]


def test_the_opening_tells_of_each_piece() -> None:
    """With where it comes from."""
    checklist = needing()
    before = brought(stories.answered(stories.opened(checklist), USE), LINK, FILE)
    _, events = open_deployment(stories.next_opening(checklist, before), checklist, stories.act())
    told = [(e.question, e.after, e.reason) for e in events if e.kind is EventKind.EVIDENCE_ADDED]
    assert told == [
        (LEGAL, LINK.url, "carried over from v3"),
        (LEGAL, "file folds.csv, 19 bytes", "carried over from v3"),
    ]


def test_what_is_not_proposed_takes_its_evidence_along() -> None:
    """A question that is not asked any more, or was open, has nothing to carry over; nor has a first version."""
    before = brought(stories.opened(), LINK)
    assert carried_evidence(before, carried_over(before, SMALL)) == {}
    assert carried_evidence(None, {}) == {}


def test_the_oldest_origin_is_kept() -> None:
    """What v3 had from v2 is of v2 in v4, too."""
    again = stories.next_version(needing(), stories.answered(next_version(), USE))
    assert [piece.version for piece in again.section(USE).evidence[LEGAL]] == ["v3"]


def test_what_is_confirmed_keeps_its_evidence_and_counts() -> None:
    """Still true: what showed it last time shows it now, and says how old it is."""
    confirmed, _ = confirm(next_version(), USE, [LEGAL], stories.act(BEN))
    state = confirmed.section(USE)
    assert not lacks_evidence(confirmed.checklist.section(USE).question(LEGAL), state)
    assert older(state.evidence[LEGAL]) == state.evidence[LEGAL]


def test_what_is_asked_anew_needs_new_evidence() -> None:
    """A figure of today is not shown by the run of last time; to bring the same page again says that it is."""
    answered = stories.answered(next_version(), USE)
    with pytest.raises(AnswersMissing):
        sign_off(answered, USE, answered.section(USE).revision, stories.act(BEN))
    again = brought(answered, LINK, question=FAIR)
    assert ages(again, FAIR) == [Age.CURRENT]
    assert stories.signed(again, USE).section(USE).signed_off


def test_a_message_from_before_counts_where_somebody_brings_it() -> None:
    """It was brought for this version: what was measured the day before the command is not measured in vain."""
    answered = stories.replied(stories.opened(needing(FAIR)), USE, FAIR, Reply(Confirmed(yes=True)))
    after = brought(answered, message(-86_400), question=FAIR)
    assert not lacks_evidence(after.checklist.section(USE).question(FAIR), after.section(USE))


def test_bringing_old_evidence_again_needs_no_room() -> None:
    """It takes the place of the old piece, also where a question has as many as it may have."""
    links = [Link(f"https://a.example/{number}") for number in range(PIECES_LIMIT)]
    about, _ = bind(brought(stories.opened(), *links), "models:/churn/3", stories.act())
    after, _ = bind(about, "models:/churn/4", stories.act())
    again = brought(after, links[0])
    assert ages(again) == [*[Age.OTHER] * (PIECES_LIMIT - 1), Age.CURRENT]


@given(st.lists(st.sampled_from(Age)), st.booleans())
def test_more_evidence_never_proves_less(found: list[Age], always_ask: bool) -> None:
    """And something of today always will do."""
    question = replace(SMALL.section(USE).question(FAIR), always_ask=always_ask)
    pieces = tuple(Evidence(f"2.{n}", LINK, BEN, NOW, age) for n, age in enumerate(found))
    assert proves(question, pieces) >= proves(question, pieces[1:])
    assert proves(question, (*pieces, Evidence("3.0", LINK, BEN, NOW)))
