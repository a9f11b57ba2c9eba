"""Which messages a change touches, and when they are due."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.answers import Reply
from bot.domain.checklist import SectionKey
from bot.domain.deployment import Deployment, DeploymentStatus, Target
from bot.domain.people import UserId
from bot.usecases.answer import Answers, record_answers
from bot.usecases.assign import Assignment, HandOver, SetUp, assign, claim, hand_over, set_up
from bot.usecases.decide import cancel, reopen, sign_off
from bot.usecases.inviting import NOTICE_DELAY
from bot.usecases.open_deployment import Start, open_for
from bot.usecases.ports import Ports
from bot.usecases.postings import Posting, PostingKind, PostingState
from bot.usecases.refresh import refresh
from tests.stories import AIM, ANA, BEN, CHANNEL, CHEN, DUE, PRIYA, RELEASE, SMALL, USE, example
from tests.usecases.conftest import World

CARDS = {section.key for section in SMALL.sections}


class Story:
    """One deployment, with everything that Slack was asked to show so far counted as shown."""

    def __init__(self, ports: Ports, world: World) -> None:
        self.ports = ports
        self.world = world
        target = Target("churn-model", "v3", "production")
        self.id = open_for(ports, world.request(), Start(target, CHANNEL)).id
        self.all_shown()

    def all_shown(self) -> None:
        """Play the deliverer."""
        with self.ports.work.writing() as tx:
            for row in tx.postings.of_deployment(self.id):
                ts = row.ts or f"{row.id}.1"
                tx.postings.save(replace(row, ts=ts, shown=row.wanted, state=PostingState.IDLE, urgent=False))

    def stored(self) -> Deployment:
        with self.ports.work.reading() as tx:
            return tx.deployments.get(self.id)

    def behind(self, kind: PostingKind) -> list[Posting]:
        with self.ports.work.reading() as tx:
            return [row for row in tx.postings.of_deployment(self.id) if row.address.kind is kind and row.is_behind]

    def cards_behind(self) -> set[str]:
        return {row.address.subject for row in self.behind(PostingKind.CARD)}

    def told(self) -> list[UserId | None]:
        return [row.address.user for row in self.behind(PostingKind.NOTICE)]

    def assigns(self, section: SectionKey, *owners: UserId, by: UserId = PRIYA) -> None:
        assign(self.ports, self.world.request(by), Assignment(self.id, section, owners))

    def completes(self, section: SectionKey) -> None:
        replies = {question.key: Reply(example(question)) for question in SMALL.section(section).questions}
        record_answers(self.ports, self.world.request(), Answers(self.id, section, replies))

    def signs(self, sections: Iterable[SectionKey]) -> None:
        for key in sections:
            seen = self.stored().section(key).revision
            sign_off(self.ports, self.world.request(), self.id, key, seen=seen)


@pytest.fixture
def story(ports: Ports, world: World) -> Story:
    return Story(ports, world)


@pytest.fixture
def complete(story: Story) -> Story:
    """Return a story in which only the signatures are missing, and everything is shown."""
    for section in SMALL.sections:
        story.completes(section.key)
    story.all_shown()
    return story


def test_a_signature_touches_its_card_and_the_board(complete: Story) -> None:
    """The other cards say nothing of it, so they are left alone."""
    complete.signs([AIM])

    assert complete.cards_behind() == {AIM}
    assert len(complete.behind(PostingKind.BOARD)) == 1
    assert complete.behind(PostingKind.SUMMARY) == []


def test_the_last_signature_asks_for_summary_report_and_every_card(complete: Story) -> None:
    """Once published every button has to go, and the decision is said once."""
    complete.signs([AIM, USE])
    complete.all_shown()
    complete.signs([RELEASE])

    assert complete.stored().status is DeploymentStatus.PUBLISHED
    assert complete.cards_behind() == CARDS
    assert [(row.urgent, row.wanted) for row in complete.behind(PostingKind.SUMMARY)] == [(True, 1)]
    assert [row.wanted for row in complete.behind(PostingKind.REPORT)] == [1]


def test_cancelling_asks_for_every_card_but_no_summary(story: Story) -> None:
    """There is no decision to tell of; the buttons go all the same."""
    cancel(story.ports, story.world.request(), story.id, reason="Not needed any more.")

    assert story.cards_behind() == CARDS
    assert [row.urgent for row in story.behind(PostingKind.BOARD)] == [True]
    assert story.behind(PostingKind.SUMMARY) == story.behind(PostingKind.REPORT) == []


def test_reopening_touches_its_card_and_the_board(complete: Story) -> None:
    """Everybody sees at once that the signature is gone."""
    complete.signs([AIM])
    complete.all_shown()
    reopen(complete.ports, complete.world.request(), complete.id, AIM, reason="A new aim.")

    assert [(row.address.subject, row.urgent) for row in complete.behind(PostingKind.CARD)] == [(AIM, True)]
    assert len(complete.behind(PostingKind.BOARD)) == 1


def test_an_answer_that_changes_nothing_asks_for_nothing(story: Story) -> None:
    """A double click costs no message."""
    story.completes(USE)
    story.all_shown()
    story.completes(USE)

    assert (story.behind(PostingKind.BOARD), story.cards_behind()) == ([], set())


def test_a_notice_waits_a_moment_for_more(story: Story) -> None:
    """Assignments in a row become one message, so the first of them waits."""
    story.assigns(USE, BEN)
    (notice,) = story.behind(PostingKind.NOTICE)
    assert notice.next_at == story.world.now + NOTICE_DELAY

    story.assigns(AIM, BEN, CHEN)
    assert story.told() == [BEN, CHEN]


def test_after_a_notice_has_left_the_next_is_new(story: Story) -> None:
    """What was said is not rewritten: a later assignment is a message of its own."""
    story.assigns(USE, BEN)
    story.all_shown()
    story.assigns(AIM, BEN)

    assert [(row.address.user, row.ts) for row in story.behind(PostingKind.NOTICE)] == [(BEN, "")]


def test_nobody_is_told_of_what_they_did_themselves(story: Story) -> None:
    """A claim, an own assignment and the first answer in a free section tell nobody."""
    claim(story.ports, story.world.request(ANA), story.id, USE)
    story.assigns(AIM, PRIYA)
    story.completes(RELEASE)

    assert story.told() == []


def test_whoever_owned_it_before_is_not_told_again(story: Story) -> None:
    """A joining owner is news to that person alone."""
    story.assigns(USE, BEN)
    story.all_shown()
    story.assigns(USE, BEN, CHEN)

    assert story.told() == [CHEN]


def test_a_hand_over_tells_the_one_who_takes_over(story: Story) -> None:
    """Whoever handed over knows it already."""
    story.assigns(USE, BEN)
    story.all_shown()
    hand_over(story.ports, story.world.request(BEN), HandOver(story.id, USE, CHEN))

    assert story.told() == [CHEN]


def test_a_set_up_is_one_change_with_one_word_to_each(story: Story) -> None:
    """Lead, date and owners arrive together; sections that the form leaves out are not touched."""
    form = SetUp(ANA, DUE, {AIM: (BEN,), USE: (BEN, CHEN)})
    set_up(story.ports, story.world.request(), story.id, form)

    after = story.stored()
    assert (after.lead, after.due, after.section(USE).owners) == (ANA, DUE, (BEN, CHEN))
    assert story.told() == [BEN, CHEN]
    assert story.cards_behind() == {AIM, USE}


def test_an_opening_asks_for_the_board_first(ports: Ports, world: World) -> None:
    """The thread hangs on the board, and the person who opened it looks at the channel."""
    opened = open_for(ports, world.request(), Start(Target("fraud-model", "", "staging"), CHANNEL))

    with ports.work.reading() as tx:
        due = tx.postings.due(opened.workspace, world.now, 10)
    assert [row.address.kind for row in due] == [PostingKind.BOARD, *[PostingKind.CARD] * len(SMALL.sections)]
    assert [row.urgent for row in due] == [True, False, False, False]


def test_drawing_again_asks_for_board_and_cards(story: Story) -> None:
    """For a message that looks wrong everything is drawn once more, and nobody is told."""
    story.assigns(USE, BEN)
    story.all_shown()
    story.world.now += timedelta(minutes=1)
    refresh(story.ports, story.world.request(CHEN), story.id)

    assert story.cards_behind() == CARDS
    assert len(story.behind(PostingKind.BOARD)) == 1
    assert story.told() == []
