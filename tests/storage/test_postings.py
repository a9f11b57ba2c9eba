"""Postings: wanting, what is due, and keeping how sending went."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select, text

from bot.domain.errors import NotFound
from bot.domain.people import ChannelId, UserId, WorkspaceId
from bot.storage import tables
from bot.storage.work import SqlWork
from bot.usecases.postings import Address, Posting, PostingId, PostingKind, PostingState
from tests.storage.examples import ACME, ANA, ML, NOW, at_once, card, keep, opened

MINUTE = timedelta(minutes=1)


def want(work: SqlWork, address: Address, *, minutes: int = 0, urgent: bool = False) -> Posting:
    """Want a posting some minutes from NOW; return what is then stored."""
    with work.writing() as transaction:
        transaction.postings.want(address, at=NOW + minutes * MINUTE, urgent=urgent)
    return find(work, address)


def find(work: SqlWork, address: Address) -> Posting:
    with work.reading() as transaction:
        found = transaction.postings.find(address.workspace, address.kind, address.key)
    assert found is not None
    return found


def save(work: SqlWork, posting: Posting) -> None:
    with work.writing() as transaction:
        transaction.postings.save(posting)


def due(work: SqlWork, minutes: int = 0, limit: int = 100) -> list[str]:
    with work.reading() as transaction:
        return [row.address.key for row in transaction.postings.due(ACME, NOW + minutes * MINUTE, limit)]


def delivered(posting: Posting) -> Posting:
    """Return a posting of which Slack shows what is wanted."""
    return replace(posting, ts="1.2", shown=posting.wanted, urgent=False, sent_at=NOW)


def test_a_new_address_gets_a_new_row(work: SqlWork) -> None:
    """A posting that was never wanted before is due at the given time and shows nothing yet."""
    keep(work, opened("d1"))
    address = Address(ACME, PostingKind.REMINDER, "k", opened("d1").id, ChannelId("C1"), ANA, "a subject")
    assert want(work, address, minutes=5, urgent=True) == Posting(
        id=find(work, address).id,
        address=address,
        channel=ChannelId("C1"),
        ts="",
        wanted=1,
        shown=0,
        state=PostingState.IDLE,
        urgent=True,
        attempts=0,
        next_at=NOW + 5 * MINUTE,
        sent_at=None,
        error="",
        wanted_at=NOW + 5 * MINUTE,
        shown_at=None,
        recreated=0,
        thread="",
    )


def test_two_who_want_the_same_first_share_one_row(work: SqlWork) -> None:
    """Eight threads that want one new address make one row, wanted eight times."""
    at_once(lambda _: want(work, card("c")), range(8))
    assert find(work, card("c")).wanted == 8
    assert due(work) == ["c"]


@pytest.mark.parametrize(
    "other",
    [
        card("c2"),
        replace(card("c"), kind=PostingKind.NOTICE),
        replace(card("c"), workspace=WorkspaceId("T_OTHER")),
    ],
)
def test_every_part_of_an_address_counts(work: SqlWork, other: Address) -> None:
    """Another key, kind or workspace is another posting."""
    assert want(work, card("c")).id != want(work, other).id
    assert find(work, card("c")).wanted == 1


@pytest.mark.parametrize(("first", "second", "expected"), [(5, 2, 2), (2, 5, 2)])
def test_what_is_behind_is_due_at_the_earlier_time(work: SqlWork, first: int, second: int, expected: int) -> None:
    """Wanting again what is not yet shown never delays it."""
    want(work, card("c"), minutes=first)
    posting = want(work, card("c"), minutes=second)
    assert (posting.wanted, posting.next_at) == (2, NOW + expected * MINUTE)


def test_what_is_shown_is_due_at_the_new_time(work: SqlWork) -> None:
    """The time at which an earlier revision was due no longer counts."""
    save(work, delivered(want(work, card("c"))))
    posting = want(work, card("c"), minutes=5)
    assert (posting.wanted, posting.shown, posting.next_at) == (2, 1, NOW + 5 * MINUTE)


@pytest.mark.parametrize("state", [PostingState.SENDING, PostingState.UNKNOWN])
@pytest.mark.parametrize("minutes", [-5, 5])
def test_wanting_keeps_what_is_in_flight(work: SqlWork, state: PostingState, minutes: int) -> None:
    """Only the wanted revision rises: state and time are the deliverer's."""
    before = replace(want(work, card("c")), state=state)
    save(work, before)
    assert want(work, card("c"), minutes=minutes) == replace(before, wanted=2)


@pytest.mark.parametrize("state", [PostingState.WITHDRAWN, PostingState.FAILED])
def test_wanting_revives_what_was_given_up(work: SqlWork, state: PostingState) -> None:
    """Once the bot is invited again a Refresh works: what is wanted again is tried, at the new time."""
    save(work, replace(want(work, card("c")), state=state))
    posting = want(work, card("c"), minutes=5)
    assert (posting.state, posting.next_at) == (PostingState.IDLE, NOW + 5 * MINUTE)


@pytest.mark.parametrize("again", [True, False])
def test_urgency_stays(work: SqlWork, again: bool) -> None:
    """A posting that is urgent stays so, whoever wants it next."""
    want(work, card("c"), urgent=not again)
    assert want(work, card("c"), urgent=again).urgent


def test_a_long_queue_leaves_room_for_every_lane(work: SqlWork) -> None:
    """However much waits in one channel and in one deployment, the first of every other are among what is looked at."""
    keep(work, opened("d1"), opened("d2"))
    for number in range(20):
        want(work, replace(card(f"busy {number}"), kind=PostingKind.BOARD, channel=ChannelId("C1")), urgent=True)
        save(work, replace(want(work, card(f"edit {number}", deployment="d1")), ts=f"{number}.1"))
    quiet = (
        replace(card("other channel"), channel=ChannelId("C2")),
        replace(card("direct", kind=PostingKind.NOTICE), channel=ChannelId(""), user=UserId("U1")),
    )
    for address in quiet:
        want(work, address)
    save(work, replace(want(work, card("other deployment", deployment="d2")), ts="9.1"))

    first = due(work, limit=5)
    assert set(first) == {"busy 0", "edit 0", "other channel", "direct", "other deployment"}
    assert first[0] == "busy 0"
    assert len(due(work, limit=7)) == 7


def test_what_is_due_comes_in_the_order_of_importance(work: SqlWork) -> None:
    """Urgent ones first, then boards, cards and the rest; among equals the one that waits longest."""
    want(work, card("notice", kind=PostingKind.NOTICE), minutes=-9)
    want(work, card("late card"), minutes=-1)
    want(work, card("first card"), minutes=-2)
    want(work, card("second card"), minutes=-2)
    want(work, card("board", kind=PostingKind.BOARD))
    want(work, card("urgent", kind=PostingKind.SUMMARY), urgent=True)
    assert due(work) == ["urgent", "board", "first card", "second card", "late card", "notice"]
    assert due(work, limit=2) == ["urgent", "board"]


def test_nothing_is_due_before_its_time(work: SqlWork) -> None:
    """A posting is due from its time on."""
    want(work, card("c"), minutes=5)
    assert (due(work, minutes=4), due(work, minutes=5)) == ([], ["c"])


@pytest.mark.parametrize(
    ("state", "shown", "is_due"),
    [
        (PostingState.IDLE, 0, True),
        (PostingState.IDLE, 1, False),
        (PostingState.SENDING, 1, True),
        (PostingState.UNKNOWN, 1, True),
        (PostingState.FAILED, 0, False),
        (PostingState.WITHDRAWN, 0, False),
    ],
)
def test_behind_means_the_same_everywhere(work: SqlWork, state: PostingState, shown: int, is_due: bool) -> None:
    """The four questions about what is behind agree, and with the posting's own view."""
    posting = replace(want(work, card("c")), state=state, shown=shown)
    save(work, posting)
    with work.reading() as transaction:
        next_at, behind = transaction.postings.next_due_at(ACME), transaction.postings.workspaces_behind(NOW)
        pending = [row.id for row in transaction.postings.pending()]
    assert posting.is_behind == is_due
    assert (due(work), next_at, list(behind)) == ((["c"], NOW, [ACME]) if is_due else ([], None, []))
    assert pending == ([posting.id] if is_due or state is PostingState.FAILED else [])


def test_the_next_due_time_may_lie_ahead(work: SqlWork) -> None:
    """The deliverer learns how long it may sleep, and no workspace is behind until then."""
    want(work, card("late"), minutes=9)
    want(work, card("soon"), minutes=5)
    with work.reading() as transaction:
        assert transaction.postings.next_due_at(ACME) == NOW + 5 * MINUTE
        assert transaction.postings.next_due_at(WorkspaceId("T_OTHER")) is None
        assert not transaction.postings.workspaces_behind(NOW + 4 * MINUTE)


def test_a_deployment_lists_its_board_first(work: SqlWork) -> None:
    """After the board come the others in the order in which they were first wanted."""
    keep(work, opened("d1"), opened("d2"))
    for address in (card("b", deployment="d1"), card("a", deployment="d1"), card("c", deployment="d2")):
        want(work, address)
    want(work, card("z", deployment="d1", kind=PostingKind.BOARD))
    want(work, card("b", deployment="d1"))
    with work.reading() as transaction:
        assert [row.address.key for row in transaction.postings.of_deployment(opened("d1").id)] == ["z", "b", "a"]


def test_saving_keeps_all_that_delivery_changes(work: SqlWork) -> None:
    """Everything but the address and the wanted revision comes back as it was saved."""
    posting = replace(
        want(work, card("c"), urgent=True),
        channel=ChannelId("D1"),
        ts="1.2",
        shown=1,
        state=PostingState.UNKNOWN,
        urgent=False,
        attempts=3,
        next_at=NOW + MINUTE,
        sent_at=NOW,
        error="timeout",
        wanted_at=NOW - MINUTE,
        shown_at=NOW,
        recreated=1,
        thread="1.1",
    )
    save(work, posting)
    with work.reading() as transaction:
        assert transaction.postings.get(posting.id) == posting


def test_saving_leaves_a_newer_wish_alone(work: SqlWork) -> None:
    """What was wanted while the posting was sent stays wanted, and as urgent."""
    sent = delivered(want(work, card("c")))
    want(work, card("c"), urgent=True)
    save(work, sent)
    posting = find(work, card("c"))
    assert (posting.wanted, posting.shown, posting.urgent) == (2, 1, True)


def test_withdrawing_does_not_swallow_a_newer_wish(work: SqlWork) -> None:
    """A posting that was wanted again while it was found needless is looked at once more."""
    needless = replace(want(work, card("c")), state=PostingState.WITHDRAWN)
    want(work, card("c"))
    save(work, needless)
    assert due(work) == ["c"]


def test_an_unknown_posting_is_not_found(work: SqlWork) -> None:
    """An id that is not stored is an error for people; an address that is not stored is nothing."""
    with work.reading() as transaction:
        assert transaction.postings.find(ACME, PostingKind.CARD, "none") is None
        with pytest.raises(NotFound):
            transaction.postings.get(PostingId("none"))


def test_a_direct_message_has_no_channel_at_first(work: SqlWork) -> None:
    """The channel that Slack opens later is kept beside the address."""
    address = Address(ACME, PostingKind.REMINDER, "k", user=UserId("U1"))
    save(work, replace(want(work, address), channel=ChannelId("D1")))
    assert find(work, address).channel == "D1"
    assert find(work, address).address == address


def test_what_is_due_is_found_by_an_index(engine: Engine) -> None:
    """However many postings are shown, the search for those behind does not read them."""
    condition = text(f"workspace = 'T' AND {tables.IS_BEHIND} AND next_at <= '2026-01-01'")
    query = str(select(tables.postings.c.id).where(condition))
    with engine.begin() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        if not is_sqlite:
            connection.execute(text("SET LOCAL enable_seqscan = off"))
        plan = connection.execute(text(f"EXPLAIN {'QUERY PLAN ' * is_sqlite}{query}")).all()
    assert "ix_postings_behind" in str(plan)


def test_how_long_a_posting_was_behind_is_kept(work: SqlWork) -> None:
    """It counts from the first wish that Slack does not show yet, whatever was wanted after it."""
    first = want(work, card("c"))
    again = want(work, card("c"), minutes=2)
    assert again.wanted_at == first.wanted_at == NOW
    save(work, replace(delivered(again), shown_at=NOW + 3 * MINUTE))
    assert want(work, card("c"), minutes=9).wanted_at == NOW + 9 * MINUTE


def test_what_is_wanted_while_it_is_sent_counts_from_the_sending(work: SqlWork) -> None:
    """The time of a wish that was fulfilled is not counted again for the next one."""
    sent = replace(delivered(want(work, card("c"))), shown_at=NOW + MINUTE)
    want(work, card("c"))
    save(work, sent)
    assert find(work, card("c")).wanted_at == NOW + MINUTE


def test_the_times_that_messages_took_are_read_back(work: SqlWork) -> None:
    """Those shown since a moment count, older ones do not."""
    for number in (1, 5):
        save(work, replace(delivered(want(work, card(f"c{number}"))), shown_at=NOW + number * MINUTE))
    with work.reading() as transaction:
        assert transaction.postings.times_since(NOW + 2 * MINUTE) == [5 * MINUTE]


def test_wanting_what_was_given_up_in_doubt_looks_for_it_first(work: SqlWork) -> None:
    """A post that got no answer, in a channel that was lost after it, is not doubled when the channel is back."""
    save(work, replace(want(work, card("c")), state=PostingState.FAILED, sent_at=NOW, attempts=4))
    posting = want(work, card("c"))
    assert (posting.state, posting.attempts) == (PostingState.UNKNOWN, 0)


def test_what_failed_is_found_by_its_channel(work: SqlWork) -> None:
    """Other channels and other states are left alone."""
    for key, channel, state in (("a", "C1", "failed"), ("b", "C1", "idle"), ("c", "C2", "failed")):
        posting = want(work, replace(card(key), channel=ChannelId(channel)))
        save(work, replace(posting, state=PostingState(state)))
    with work.reading() as transaction:
        assert [row.address.key for row in transaction.postings.failed_in(ACME, ChannelId("C1"))] == ["a"]


def test_a_board_is_found_by_where_it_is(work: SqlWork) -> None:
    """By workspace, channel and ts; a card at the same place is none."""
    keep(work, opened("d1"), opened("d2"))
    for kind, name, ts in ((PostingKind.BOARD, "d1", "1.1"), (PostingKind.CARD, "d2", "1.2")):
        save(work, replace(want(work, card("k", deployment=name, kind=kind)), ts=ts))
    with work.reading() as transaction:
        found = transaction.postings.board_at
        assert found(ACME, ML, "1.1") == "d1"
        assert {found(ACME, ML, "1.2"), found(ACME, ChannelId("C2"), "1.1"), found(WorkspaceId("T2"), ML, "1.1")} == {
            None
        }
