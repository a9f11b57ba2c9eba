"""`deploy-check postings`: what an administrator reads, and what trying again does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.domain.deployment import Target
from bot.domain.errors import Conflict, NotFound
from bot.domain.people import ChannelId, UserId
from bot.storage.work import SqlWork
from bot.usecases.backlog import Wish, backlog, retry
from bot.usecases.postings import Address, Posting, PostingId, PostingKind, PostingState
from tests.storage.examples import ACME, card, keep, opened

NOW = datetime.now(UTC)
Run = Callable[..., Result]


@pytest.fixture
def work(engine: Engine) -> SqlWork:
    return SqlWork(engine, lambda: None)


@pytest.fixture
def run(migrated_url: str, work: SqlWork) -> Run:  # noqa: ARG001 - the engine of `work` is open on the same database
    """Return what runs the command on this test's database."""
    environment = {"DATABASE_URL": migrated_url}
    return lambda *arguments: CliRunner().invoke(app, ["postings", *arguments], env=environment)


def put(work: SqlWork, address: Address, now: datetime = NOW, **changes: object) -> Posting:
    """Store a posting that was wanted a minute ago and then fared as `changes` say."""
    with work.writing() as tx:
        tx.postings.want(address, at=now - timedelta(minutes=1))
        posting = tx.postings.find(address.workspace, address.kind, address.key)
        assert posting is not None
        tx.postings.save(replace(posting, **changes))  # type: ignore[arg-type]  # fields by name
        return tx.postings.get(posting.id)


def load(work: SqlWork, posting: Posting) -> Posting:
    with work.reading() as tx:
        return tx.postings.get(posting.id)


def test_all_is_well(run: Run, work: SqlWork) -> None:
    """With nothing left to show it says so, and how long messages took."""
    now = datetime.now(UTC)
    put(work, card("c"), now, ts="1.1", shown=1, shown_at=now - timedelta(seconds=59))
    told = run().output
    assert "Slack shows everything as it should be." in told
    assert "Shown in the last hour: 1, half of them within 1.0 s, 99 of 100 within 1.0 s." in told


def test_every_state_is_listed_with_its_reason_and_next_attempt(run: Run, work: SqlWork) -> None:
    """Pending, sending, in doubt and failed ones each say what keeps them."""
    now = datetime.now(UTC)
    put(work, card("waits"), now)
    put(work, card("busy"), now, next_at=now + timedelta(minutes=10), error="chat.update ratelimited for 600 s")
    put(work, card("sent"), now, state=PostingState.SENDING, sent_at=now)
    put(work, card("lost"), now, state=PostingState.UNKNOWN, sent_at=now, error="timeout")
    put(
        work,
        Address(ACME, PostingKind.NOTICE, "n", user=UserId("U_GONE")),
        now,
        state=PostingState.FAILED,
        error="user_disabled",
    )
    told = run().output
    for words in (
        "waits for its turn  ",
        "waits for its turn: chat.update ratelimited for 600 s",
        "in 9 min",
        "is being sent",
        "got no answer; looked for in Slack: timeout",
        "notice U_GONE",
        "failed: user_disabled",
        "with its next change, or retry",
        "4 on their way, the oldest for 1 min",
        "1 given up.",
    ):
        assert words in told


def test_the_list_can_be_narrowed(run: Run, work: SqlWork) -> None:
    """By state, by a deployment's id and by a model's name; the figures below stay those of everything."""
    other = replace(opened("d2"), target=Target("other-model", "v1", "production"))
    keep(work, first := opened("d1"), other)
    board = Address(ACME, PostingKind.BOARD, "b", first.id, ChannelId("C1"))
    of_first = put(work, board, state=PostingState.FAILED, error="is_archived")
    of_second = put(work, card("c", deployment="d2"))
    for arguments, shown in (
        ((), {of_first.id, of_second.id}),
        (("--failed",), {of_first.id}),
        (("--deployment", "d2"), {of_second.id}),
        (("--deployment", first.target.model.upper()), {of_first.id}),
        (("--deployment", "nothing-like-it"), set()),
    ):
        told = run(*arguments).output
        assert {posting.id for posting in (of_first, of_second) if posting.id in told} == shown
        assert "1 on their way" in told
        assert "1 given up" in told


def test_what_was_typed_cannot_command_the_terminal(run: Run, work: SqlWork) -> None:
    """Markup and control characters in an error are shown as they are, or not at all."""
    put(work, card("c"), state=PostingState.FAILED, error="[red]no[/red] \x1b[2J")
    told = run().output
    assert "[red]no[/red]" in told
    assert "\x1b[2J" not in told


def test_a_long_list_ends(work: SqlWork) -> None:
    """A hundred lines are enough; the rest is counted, the longest waiting are listed."""
    for number in range(5):
        put(work, card(f"c{number}"), next_at=NOW + timedelta(seconds=number))
    found = backlog(work, Wish(most=3), NOW)
    assert ([line.posting.address.key for line in found.lines], found.matching) == (["c0", "c1", "c2"], 5)


def test_trying_again_makes_it_due_now(run: Run, work: SqlWork) -> None:
    """What waits for its next attempt does not wait any longer, and what was given up is pending again."""
    waiting = put(work, card("w"), next_at=NOW + timedelta(hours=1), attempts=9)
    failed = put(work, card("f"), ts="1.1", state=PostingState.FAILED, attempts=3, error="is_archived")
    for posting in (waiting, failed):
        told = run("retry", posting.id)
        again = load(work, posting)
        assert f"The card {posting.id} is tried again" in told.output
        assert (again.state, again.attempts, again.ts) == (PostingState.IDLE, 0, posting.ts)
        assert again.next_at <= datetime.now(UTC)
        assert again.is_behind


def test_trying_again_what_was_given_up_in_doubt_posts_it(work: SqlWork) -> None:
    """Whoever retries it has looked in Slack; otherwise it would be looked for, which was refused."""
    posting = put(work, card("c"), state=PostingState.FAILED, sent_at=NOW, error="missing_scope channels:history")
    again = retry(work, posting.id, NOW)
    assert (again.state, again.is_in_doubt) == (PostingState.IDLE, False)


def test_trying_again_what_is_in_doubt_looks_for_it_first(work: SqlWork) -> None:
    """A message that may be there is never posted again on command alone."""
    posting = put(work, card("c"), state=PostingState.UNKNOWN, sent_at=NOW, next_at=NOW + timedelta(minutes=1))
    again = retry(work, posting.id, NOW)
    assert (again.state, again.sent_at, again.next_at) == (PostingState.UNKNOWN, NOW, NOW)


def test_there_is_nothing_to_try_again(work: SqlWork) -> None:
    """What Slack shows already, and what nobody knows, are told in one sentence."""
    shown = put(work, card("c"), ts="1.1", shown=1)
    with pytest.raises(Conflict, match="there is nothing to try again"):
        retry(work, shown.id, NOW)
    with pytest.raises(NotFound):
        retry(work, PostingId("0000"), NOW)


def test_trying_again_wakes_the_bot(engine: Engine) -> None:
    """The running bot hears of it as of any change."""
    woken = []
    work = SqlWork(engine, lambda: woken.append(True))
    posting = put(work, card("c"), state=PostingState.FAILED, error="is_archived")
    woken.clear()
    retry(work, posting.id, NOW)
    assert woken == [True]


def test_without_a_database_it_says_so(tmp_path: Path) -> None:
    """A wrong address is a sentence, not a traceback."""
    told = CliRunner().invoke(app, ["postings"], env={"DATABASE_URL": f"sqlite:///{tmp_path / 'none.db'}"})
    assert told.exit_code != 0
