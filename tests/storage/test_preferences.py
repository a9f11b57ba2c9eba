"""How people want to be reminded, stored and read back."""

from __future__ import annotations

from datetime import time

import pytest

from bot.domain.people import UserId, WorkspaceId
from bot.domain.worktime import Preferences, QuietHours
from bot.storage.work import SqlWork
from tests.storage.examples import ACME, ANA, BO

LATE_BIRD = Preferences(
    time(14, 45), frozenset({0, 3, 6}), QuietHours(time(23), time(11, 30)), "DE", "Asia/Kolkata", has_digest=False
)


def read(work: SqlWork, *users: UserId, workspace: WorkspaceId = ACME) -> list[Preferences]:
    with work.reading() as tx:
        found = tx.preferences.of(workspace, users)
    return [found[user] for user in users]


@pytest.mark.parametrize("wanted", [LATE_BIRD, Preferences(), Preferences(weekdays=frozenset(range(7)))])
def test_what_is_saved_is_read_back(work: SqlWork, wanted: Preferences) -> None:
    """Every field survives, and the last word holds."""
    with work.writing() as tx:
        tx.preferences.save(ACME, ANA, LATE_BIRD)
        tx.preferences.save(ACME, ANA, wanted)

    assert read(work, ANA) == [wanted]


def test_whoever_never_said_has_the_defaults(work: SqlWork) -> None:
    """Nobody has to open the settings; other people's, and the same id elsewhere, do not count."""
    with work.writing() as tx:
        tx.preferences.save(ACME, ANA, LATE_BIRD)

    assert read(work, ANA, BO) == [LATE_BIRD, Preferences()]
    assert read(work, ANA, workspace=WorkspaceId("T9")) == [Preferences()]
