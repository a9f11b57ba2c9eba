"""What people type does no harm outside of Slack's messages either: in the report, its name, a terminal and the log."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner

from bot.bootstrap import report_file
from bot.cli import app
from bot.domain.deployment import Deployment, DeploymentId
from bot.domain.events import EventKind
from bot.domain.people import Person, UserId
from bot.domain.rhythm import Cause
from bot.reports.markdown import render_markdown
from bot.storage.work import SqlWork
from bot.usecases.ports import Profile
from bot.usecases.postings import PostingId
from bot.usecases.projection import board_of
from bot.usecases.reminder_log import Outcome, Reminder
from tests import stories
from tests.slack.views.test_typed_views import CASES, loose, story
from tests.stories import NOW, USE, WORKSPACE
from tests.typed import NASTY, TYPED, holding, planted

CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
every_nasty = pytest.mark.parametrize("nasty", NASTY)


def typed(case: str, nasty: str) -> Deployment:
    return planted(story(case), lambda row: holding(nasty, row))


def skeleton(report: str) -> list[str]:
    """Return how every line begins that is no quotation: headings, lists and tables as a viewer sees them."""
    return [re.findall(r"^\s*[#|-]*", line)[0] for line in report.split("\n") if line[:1] not in {">", ""}]


@every_nasty
def test_no_text_changes_the_report(nasty: str) -> None:
    """Its structure is that of a report of harmless words, and no sign formats, links or is HTML."""
    for case in CASES:
        names = dict.fromkeys(stories.NAMES, nasty)
        report = render_markdown(typed(case, nasty), names)
        harmless = render_markdown(typed(case, "x"), dict.fromkeys(stories.NAMES, "x"))
        assert skeleton(report) == skeleton(harmless), case
        bare = re.sub(r"https?://\S+", "", re.sub(r"\\[!-/:-@\[-`{-~]", "", report).replace("**", ""))
        assert not re.search(r"[<`*~\[\]]", bare), case
        assert not CONTROLS.search(report), case


@every_nasty
def test_the_reports_file_has_a_harmless_name_and_comment(nasty: str) -> None:
    """Slack shows both beside it, and formats the comment."""
    for case in CASES:
        file = report_file(typed(case, nasty), {})
        assert re.fullmatch(r"[A-Za-z0-9.-]{1,120}\.md", file.name)
        assert not loose(file.comment)


def test_a_terminal_obeys_no_text(engine: Engine, migrated_url: str) -> None:
    """History, messages and reminders are printed as they were typed, but for what cannot be seen."""
    stored = [keep(engine, nasty, DeploymentId(f"d{number}")) for number, nasty in enumerate(NASTY)]
    for deployment in stored:
        printed = printed_by(migrated_url, "history", deployment.id)
        assert visible(deployment.target.model) in visible(printed)
    letters = Counter(visible("".join(deployment.target.model for deployment in stored)))
    for command in ("postings", "reminders"):
        # A table breaks a text into lines, and the columns stand side by side.
        assert letters <= Counter(visible(printed_by(migrated_url, command))), command


def keep(engine: Engine, nasty: str, key: DeploymentId) -> Deployment:
    """Store a deployment, a person, a message and a reminder about whom and which somebody typed this."""
    deployment, by = replace(typed("reopened", nasty), id=key), UserId(f"U{key}")
    act = stories.act(by)
    told = deployment.event(EventKind.CANCELLED, act, before=nasty, after=nasty, reason=nasty)
    name = holding(nasty, TYPED["Person.name"])
    with SqlWork(engine, lambda: None).writing() as tx:
        tx.deployments.add(deployment, [deployment.event(EventKind.OPENED, act), told])
        tx.people.save(WORKSPACE, Profile(Person(by, name), NOW))
        tx.postings.want(board_of(deployment), at=NOW)
        tx.reminders.plan([Reminder(WORKSPACE, by, key, USE, Cause.LATE, PostingId(key), NOW)])
        tx.reminders.settle(PostingId(key), Outcome.FAILED, NOW, nasty)
    return deployment


def printed_by(database_url: str, *words: str) -> str:
    shown = CliRunner().invoke(app, words, env={"DATABASE_URL": database_url})
    assert shown.exit_code == 0, shown.output
    assert not CONTROLS.search(shown.output), words
    return shown.output


def visible(text: str) -> str:
    return "".join(sign for sign in text if sign.isprintable() and sign != " ")


def test_no_nasty_text_is_longer_than_its_row() -> None:
    """It is cut where a form would have refused it, so no test goes beyond what people can do."""
    assert all(len(holding(nasty * 500, row)) <= row.limit for nasty in NASTY for row in TYPED.values())
