"""The history of a section reads from the newest to the oldest, a page at a time."""

from dataclasses import replace

from bot.domain.events import Event, EventKind
from bot.domain.people import UserId
from bot.domain.summary import summary_of
from bot.slack.views.blocks import Json
from bot.slack.views.history_modal import PAGE_SIZE, history_modal
from bot.slack.views.ids import NO_SECTION, decode
from bot.slack.views.limits import problems
from bot.slack.views.scene import Scene
from bot.slack.views.summary import summary
from tests import stories
from tests.slack.views import reading
from tests.stories import AIM, BEN, USE

SCENE = Scene(stories.NAMES, {}, stories.NOW)
DEPLOYMENT = stories.ready()


def lines(blocks: list[Json]) -> list[str]:
    """Return what is said, without the lines between two events."""
    return [line for line in reading.lines(blocks) if line]


def answers(number: int) -> list[Event]:
    """Return so many events of one section; each says which it is."""
    act = stories.act(BEN)
    return [DEPLOYMENT.event(EventKind.ANSWERED, act, section=USE, after=f"answer {one}") for one in range(number)]


def test_the_newest_comes_first_and_says_who_and_what() -> None:
    """Each event takes a line for who did what, and one for what changed."""
    said = lines(history_modal(DEPLOYMENT, USE, answers(3), SCENE)["blocks"])
    assert said[1::2] == ["answer 2", "answer 1", "answer 0"]
    assert "Ben Okafor answered section 3 Can it be used?" in said[0]


def test_only_what_happened_in_the_section_is_shown() -> None:
    """Without a section everything is."""
    act = stories.act(BEN)
    events = [*answers(1), DEPLOYMENT.event(EventKind.SIGNED_OFF, act, section=AIM)]
    assert len(lines(history_modal(DEPLOYMENT, AIM, events, SCENE)["blocks"])) == 1
    assert len(lines(history_modal(DEPLOYMENT, NO_SECTION, events, SCENE)["blocks"])) == 3


def test_pages_lead_to_the_oldest_and_back() -> None:
    """Every event stands on exactly one page, also when another one comes in meanwhile."""
    events, seen, until = answers(2 * PAGE_SIZE + 3), list[str](), 0
    for turns in ("Older", "Older", "Back to the newest"):
        modal = history_modal(DEPLOYMENT, USE, events, SCENE, until)
        assert modal["submit"]["text"] == turns
        assert not problems("modal", modal)
        seen += lines(modal["blocks"])[1::2]
        until = decode(modal["private_metadata"]).seen
        events = [*events, *answers(1)]
    assert seen == [f"answer {number}" for number in reversed(range(2 * PAGE_SIZE + 3))]
    assert until == 0


def test_a_short_history_has_nothing_to_turn_to() -> None:
    """There is no button that leads nowhere."""
    assert "submit" not in history_modal(DEPLOYMENT, USE, answers(PAGE_SIZE), SCENE)


def test_a_section_without_a_past_says_so() -> None:
    """An empty window would look broken."""
    assert lines(history_modal(DEPLOYMENT, USE, [], SCENE)["blocks"]) == ["Nothing has happened here yet."]


def test_what_people_wrote_stays_in_its_place() -> None:
    """Nothing in an answer, a reason or a name pings, links or formats."""
    nasty = "<!channel> *bold* <https://evil.example|here>"
    event = replace(answers(1)[0], before=nasty, after=nasty, reason=nasty, by=UserId("U*"))
    said = "\n".join(lines(history_modal(DEPLOYMENT, USE, [event], SCENE)["blocks"]))
    assert "<!channel>" not in said
    assert "<https" not in said
    assert "*bold*" not in said


def test_the_summary_carries_the_head_of_the_history() -> None:
    """Printed in the channel, it is out of reach of whoever can write to the database."""
    decision = replace(stories.published(), head="0123abcd")
    drawn = summary(summary_of(decision), SCENE)
    assert "Head of its history (SHA-256): 0123abcd" in drawn.text
    assert "Head of its history (SHA-256): 0123abcd" in str(drawn.blocks)
