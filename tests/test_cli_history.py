"""What `deploy-check history` and `deploy-check audit verify` print, and how they end."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text

from bot.cli import main
from bot.domain.events import EventKind
from bot.domain.people import Person
from bot.storage import tables
from bot.storage.work import SqlWork
from bot.usecases.ports import Profile
from tests import stories
from tests.stories import BEN, NAMES, NOW, WORKSPACE
from tests.unguarded import unguarded


@pytest.fixture
def stored(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> str:
    """Keep a published deployment in the database that the command reads; return its id."""
    monkeypatch.setenv("DATABASE_URL", engine.url.render_as_string(hide_password=False))
    deployment = stories.published()
    section = stories.SMALL.section(stories.AIM)
    said = deployment.event(EventKind.ANSWERED, stories.act(BEN), section=section.key, after="yes \x1b[2J")
    signed = [
        deployment.event(EventKind.SIGNED_OFF, stories.act(BEN), section=key, after=state.signed_off.digest)
        for key, state in deployment.sections.items()
        if state.signed_off
    ]
    with SqlWork(engine, lambda: None).writing() as tx:
        tx.deployments.add(deployment, [deployment.event(EventKind.OPENED, stories.act()), said, *signed])
        for user, name in NAMES.items():
            tx.people.save(WORKSPACE, Profile(Person(user, name), NOW))
    return deployment.id


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr("sys.argv", ["deploy-check", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


def test_the_history_is_printed_for_people(
    stored: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line an event: when, who and what, with names; nothing that a terminal would obey."""
    assert run(monkeypatch, "history", "churn-model") == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == f"churn-model v3 to production ({stored})"
    assert printed[1] == "  2026-03-04 09:30:00 UTC  Priya Nair opened the deployment"
    assert printed[2] == "  2026-03-04 09:30:00 UTC  Ben Okafor answered section 1 What is it for?: yes  [2J"
    assert "Ben Okafor signed off section 1 What is it for?: digest of its answers " in printed[3]
    assert printed[6].startswith("Head of its history: ")


def test_an_untouched_history_passes(
    stored: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The head that is printed can be given back, and is found."""
    assert run(monkeypatch, "audit", "verify") == 0
    printed = capsys.readouterr().out.strip()
    assert printed.startswith(f"churn-model v3 to production ({stored}): 5 events, as they were recorded. Head ")
    assert run(monkeypatch, "audit", "verify", stored, "--head", printed.split()[-1]) == 0


def test_a_head_that_no_history_holds_is_told(
    stored: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A summary whose history was replaced is found even when the new history is sound in itself."""
    assert run(monkeypatch, "audit", "verify", stored, "--head", "f00d") == 1
    assert "No event has the digest f00d" in capsys.readouterr().err


def test_a_touched_history_fails_and_says_where(
    stored: str, engine: Engine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The exit status is 1, for a job that runs it every night."""
    with engine.begin() as connection, unguarded(connection):
        connection.execute(text("UPDATE events SET after = 'no' WHERE sequence = 2"))
    assert run(monkeypatch, "audit", "verify", "churn-model") == 1
    printed = capsys.readouterr().out.strip()
    assert printed == f"churn-model v3 to production ({stored}): event 2 is not the one that was recorded here."


def test_an_answer_changed_under_a_signature_fails(
    stored: str, engine: Engine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The history is sound, but somebody got at an answer that was signed for."""
    with engine.begin() as connection:
        connection.execute(tables.answers.update().where(tables.answers.c.section_key == "use").values(note="Fine."))
    assert run(monkeypatch, "audit", "verify", stored) == 1
    assert "section 3 does not have the answers that it was signed for" in capsys.readouterr().out


@pytest.mark.parametrize("command", [["history", "none"], ["audit", "verify", "none"]])
def test_a_name_that_nothing_has_is_told(
    command: list[str], stored: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Silence would look like an untouched history."""
    assert stored
    assert run(monkeypatch, *command) == 1
    assert "There is no deployment none" in capsys.readouterr().err


def test_a_database_that_is_not_ready_is_told(
    database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever points it at the wrong database reads what to check, and nothing is created there."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    assert run(monkeypatch, "audit", "verify") == 1
    assert "Check DATABASE_URL" in capsys.readouterr().err
