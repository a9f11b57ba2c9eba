"""The report as a file that somebody opens a year later."""

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.answers import Confirmed, Reply, Written
from bot.domain.attaching import attach
from bot.domain.checklist import QuestionKey
from bot.domain.deployment import Deployment, DeploymentId, DeploymentStatus, Target
from bot.domain.evidence import File
from bot.domain.marks import Closing
from bot.domain.people import UserId
from bot.domain.summary import people_in
from bot.reports.markdown import file_name, render_markdown
from tests.extremes import NAMES as NASTY_NAMES
from tests.extremes import NASTY, filled, longest_checklist
from tests.extremes import longest as longest_deployment
from tests.stories import (
    AIM,
    NAMES,
    NOW,
    PRIYA,
    STORIES,
    USE,
    Story,
    act,
    built_in,
    opened,
    published,
    ready,
    replied,
)

SNAPSHOTS = Path(__file__).parent / "snapshots"


def told(text: str) -> Deployment:
    """Return a deployment in which everything that somebody can type is `text`."""
    asked = replied(opened(), AIM, "aim.goal", Reply(Written(text), text))
    risky = replied(asked, USE, "use.fair", Reply(Confirmed(yes=False), text))
    closing = Closing(PRIYA, NOW, text)
    return replace(risky, status=DeploymentStatus.CANCELLED, closing=closing, target=Target(text, text, text))


def skeleton(report: str) -> list[str]:
    """Return how every line begins: the structure that a viewer sees."""
    return [re.findall(r"^[#>|-]*", line)[0] for line in report.split("\n")]


@pytest.mark.parametrize("name", STORIES)
def test_reports_change_on_purpose(name: str) -> None:
    """Each report is exactly the snapshot; UPDATE_SNAPSHOTS=1 writes new ones, to be read in the diff."""
    report, snapshot = render_markdown(STORIES[name](), NAMES), SNAPSHOTS / f"{name}.md"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        snapshot.write_text(report, encoding="utf-8")

    assert report == snapshot.read_text(encoding="utf-8")


def test_every_question_stands_in_the_report() -> None:
    """Answered or not, each question of the built-in checklist has its heading."""
    deployment = opened(built_in())
    headings = re.findall(r"^### (\S+) ", render_markdown(deployment, NAMES), re.MULTILINE)

    assert headings == [question.ref for question in deployment.checklist.questions]


def test_open_questions_say_so() -> None:
    """A question without an answer says that it is open, or that it may stay so."""
    report = render_markdown(opened(), NAMES)

    assert report.count("Open: nobody answered this.") == 11
    assert report.count("Not answered; it is optional.") == 1


def test_the_report_says_by_which_rules() -> None:
    """Title, credit and digest of the checklist tell which questions were asked at the time."""
    report, checklist = render_markdown(published(), NAMES), published().checklist

    assert f"Checklist: {checklist.title}. {checklist.credit}" in report
    assert checklist.digest in report


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
def test_people_have_names(story: Story) -> None:
    """No id of a person stands in a report, known or not."""
    deployment = story()
    for names in (NAMES, {}):
        report = render_markdown(deployment, names)
        assert not [user for user in people_in(deployment) if user in report]


def test_a_long_answer_stands_there_in_full() -> None:
    """Nothing is cut: the last word of the longest answer is there."""
    long = "word " * 500 + "the end."

    assert long in render_markdown(replied(opened(), AIM, "aim.goal", Reply(Written(long))), NAMES)


def test_evidence_can_be_copied() -> None:
    """A link in an answer stands there as it was given."""
    assert "> https://metrics.example.com/churn?tab=1\n" in render_markdown(published(), NAMES)


@given(st.text(min_size=1) | st.text(alphabet="#->|*_[]()<!`~=+1. \\x\n", min_size=1))
def test_no_text_changes_the_structure(text: str) -> None:
    """Whatever people type, headings, tables, lists and quotes are those of the template."""
    plain = [start for start in skeleton(render_markdown(told("x"), NAMES)) if start != ">"]
    typed = [start for start in skeleton(render_markdown(told(f"x{text}"), NAMES)) if start != ">"]

    assert typed == plain


def test_extremes_are_rendered() -> None:
    """With every text nasty and at its limit, no line outside a quote begins or holds markup that is not ours."""
    report = re.sub(r"\\.", "", render_markdown(longest_deployment(), NASTY_NAMES))

    assert not re.search(r"<|\[|`|^ *(=|\+|> *>)", report, re.MULTILINE)
    assert report.count("\n## ") == 4 + len(longest_checklist().sections)
    assert report.count("\n### ") == len(longest_checklist().questions)


def test_a_nasty_name_stays_in_its_cell() -> None:
    """The table of signatures keeps its three columns."""
    users = dict.fromkeys(NAMES, f"a|b {NASTY}")
    rows = re.findall(r"^\| .*$", render_markdown(published(), users), re.MULTILINE)

    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {4}


@pytest.mark.parametrize(
    ("target", "name"),
    [
        (Target("churn-model", "v3", "production"), "churn-model-v3-to-production-d1.md"),
        (Target("@acme/churn:eu", "", "eu/west"), "acme-churn-eu-to-eu-west-d1.md"),
        (Target("../../etc/passwd", "", "x"), "etc-passwd-to-x-d1.md"),
        (Target("mod\u00e8le", "", "x"), "mod-le-to-x-d1.md"),
        (Target("m" * 80, "v" * 40, "e" * 40), f"{'m' * 80}-d1.md"),
    ],
)
def test_file_names(target: Target, name: str) -> None:
    """A name has safe characters only, is not too long, and tells deployments apart."""
    assert file_name(replace(ready(), id=DeploymentId("d1"), target=target)) == name


def test_an_unknown_person_is_someone() -> None:
    """Who left Slack before the report was written still has a place in it."""
    assert "Requested by someone" in render_markdown(opened(), {UserId("U9"): filled(20)})


@pytest.mark.parametrize(("digest", "is_told"), [("", True), ("ab" * 32, False)])
def test_a_file_that_nobody_looked_into_is_named_as_such(digest: str, *, is_told: bool) -> None:
    """A year later, a file without a digest would pass for the one that was brought."""
    file = File("F0PLOT", "folds.png", 1_234, "https://acme.slack.com/files/F0PLOT", digest)
    told = render_markdown(attach(ready(), USE, QuestionKey("use.fair"), [file], act(PRIYA))[0], NAMES)
    assert ("Nobody could look into it, so it may hold something else by now." in told) == is_told
