"""The summary says the decision, who stands for it and what remains a risk."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.domain.deployment import DeploymentStatus
from bot.domain.summary import summary_of
from bot.slack.views.scene import Message, Scene
from bot.slack.views.summary import summary
from tests import extremes, stories
from tests.slack.views.reading import lines

SCENE = Scene(stories.NAMES, {}, stories.NOW)


def published() -> Message:
    return summary(summary_of(stories.published()), SCENE)


def test_the_decision_comes_first() -> None:
    """Whoever reads only the notification knows whether the model may go."""
    drawn = published()
    assert drawn.blocks[0]["text"]["text"] == "churn-model v3 to production: go, with 1 condition"
    assert drawn.text.startswith("churn-model v3 to production: go, with 1 condition\n")


def test_every_signature_has_its_name_and_time() -> None:
    """A decision is somebody's."""
    signed = [line for line in lines(published().blocks) if line.startswith("✓")]
    assert [line.partition(", <!date^")[0] for line in signed] == [
        "✓ 1 What is it for? Ben Okafor",
        "✓ 2 How is it released? Chen Li",
        "✓ 3 Can it be used? Ana Silva",
    ]


def test_a_risk_comes_with_its_note_and_its_author() -> None:
    """A no is accepted knowingly: by whom, until when and why, and who sees to what keeps it small."""
    said = lines(published().blocks)
    risk = said.index("✕ no  3.1 Was it reviewed for fairness? “Only two groups were looked at.”, Ana Silva")
    assert said[risk + 1] == (
        "accepted by Priya Nair until 1 April 2026: “Both groups will be looked at in March.”"
        "  ·  Chen Li sees to it: “Scores are shown to people only.”"
    )


def test_a_condition_that_is_met_says_so() -> None:
    """Followed up after publication, the summary tells how it went."""
    met = summary(summary_of(stories.completed()), SCENE)
    assert "until 1 April 2026, met on 4 March 2026: “" in met.text


def test_an_expired_condition_says_so() -> None:
    """Once its last day is over and nobody met it, everybody who reads the summary sees that."""
    late = replace(SCENE, now=datetime(2026, 4, 2, 9, tzinfo=UTC))
    assert "expired  ·  accepted by Priya Nair" in summary(summary_of(stories.published()), late).text
    assert "expired" not in summary(summary_of(stories.completed()), late).text


def test_facts_stand_under_their_labels() -> None:
    """What people look for first is there without opening the report."""
    said = lines(published().blocks)
    assert "• Aim: “Fewer customers leave.”" in said
    assert "• On call: Ben Okafor, Chen Li" in said


def test_a_summary_without_risks_says_go() -> None:
    """There is no empty heading."""
    deployment = stories.published()
    state = replace(deployment.section(stories.USE), answers={})
    clean = replace(deployment, sections={**deployment.sections, stories.USE: state})
    drawn = summary(summary_of(clean), SCENE)
    assert drawn.blocks[0]["text"]["text"].endswith(": go")
    assert "*Conditions*" not in lines(drawn.blocks)


def test_what_is_left_out_is_counted() -> None:
    """When there are too many risks for one message, it says how many more the report has."""
    longest = extremes.longest_closed(DeploymentStatus.PUBLISHED)
    decision = summary_of(longest)
    drawn = summary(decision, Scene(extremes.NAMES, {}, stories.NOW))
    said = lines(drawn.blocks)
    shown = len([line for line in said if line.startswith("✕ ")])
    missing = len(decision.risks) - shown
    assert (f"{missing} more conditions are in the report." in said) == (missing > 0)
    assert shown >= 5
