"""What `deploy-check reminders` prints: who was reminded of what, and why somebody was not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from bot.cli import main
from bot.domain.deployment import Deployment
from bot.domain.people import Person, UserId
from bot.domain.rhythm import Cause
from bot.storage.work import SqlWork
from bot.usecases.ports import Digest, Profile
from bot.usecases.postings import PostingId
from bot.usecases.reminder_log import Outcome, Reminder
from tests.stories import AIM, ANA, BEN, CHEN, NAMES, NOW, RELEASE, USE, WORKSPACE, opened


def row(deployment: Deployment, user: UserId, posting: str, cause: Cause = Cause.LATE) -> Reminder:
    return Reminder(WORKSPACE, user, deployment.id, USE, cause, PostingId(posting), NOW)


@pytest.fixture(autouse=True)
def _stored(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep a log in the database that the command reads."""
    monkeypatch.setenv("DATABASE_URL", engine.url.render_as_string(hide_password=False))
    deployment = opened()
    of_ben = row(deployment, BEN, "p1")
    refused = replace(row(deployment, ANA, "p2"), outcome=Outcome.FAILED, settled_at=NOW, reason="bad \x1b[2J")
    with SqlWork(engine, lambda: None).writing() as tx:
        tx.deployments.add(deployment, [])
        tx.reminders.plan([of_ben, replace(of_ben, section=RELEASE), replace(of_ben, section=AIM, cause=Cause.IDLE)])
        tx.reminders.settle(PostingId("p1"), Outcome.SENT, NOW + timedelta(minutes=1))
        tx.reminders.plan([refused, row(deployment, CHEN, "p3", Cause.ESCALATED)])
        tx.digests.schedule(Digest(WORKSPACE, BEN, NOW + timedelta(days=1)))
        for user in (ANA, BEN):
            tx.people.save(WORKSPACE, Profile(Person(user, NAMES[user]), NOW))


def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    """Return what is printed, without the lines of the table."""
    monkeypatch.setattr("sys.argv", ["deploy-check", "reminders", *words])
    with pytest.raises(SystemExit):
        main()
    printed = capsys.readouterr()
    lines = [line.replace("┃", "│").strip("│ ") for line in (printed.out + printed.err).splitlines()]
    return ["|".join(map(str.strip, line.split("│"))) for line in lines if not set(line) & set("━─")]


def test_all_reminders_are_listed_with_names(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The latest first; the sections of one message and cause stand together; nothing that a terminal would obey."""
    assert run(monkeypatch, capsys) == [
        "Planned (UTC)|For|Deployment|Sections|Why|What became of it",
        "2026-03-04 09:30|UCHEN|churn-model v3 to production|use|stands still; to the lead|planned",
        "2026-03-04 09:30|Ana Silva|churn-model v3 to production|use|late|failed 2026-03-04 09:30: bad  [2J",
        "2026-03-04 09:30|Ben Okafor|churn-model v3 to production|aim|nothing new|sent 2026-03-04 09:31",
        "2026-03-04 09:30|Ben Okafor|churn-model v3 to production|release, use|late|sent 2026-03-04 09:31",
    ]


@pytest.mark.parametrize("user", [BEN, "Ben Okafor"])
def test_one_person_is_found_by_id_or_name(
    user: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is also told when the clock looks at them again."""
    printed = run(monkeypatch, capsys, "--user", user)
    assert [line.split("|")[1] for line in printed[1:-1]] == ["Ben Okafor", "Ben Okafor"]
    assert printed[-1] == "Ben Okafor is looked at again at 2026-03-05 09:30 UTC."


@pytest.mark.parametrize(("named", "lines"), [("Churn-Model", 5), (opened().id, 5), ("fraud-model", 1)])
def test_a_deployment_is_found_by_id_or_model(
    named: str, lines: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What nobody was reminded of is said in a sentence."""
    printed = run(monkeypatch, capsys, "--deployment", named)
    assert len(printed) == lines
    assert (printed[0] == "No reminder fits. Without --user and --deployment all of them are listed.") == (lines == 1)


def test_the_list_can_be_short(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """An administrator who wants the last one gets the last one."""
    assert len(run(monkeypatch, capsys, "--limit", "1")) == 2
