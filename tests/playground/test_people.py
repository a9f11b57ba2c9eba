"""The people of the local Slack do what a person can do, against the real server and a small Bolt app."""

from collections.abc import Iterator

import httpx
import pytest
from slack_bolt.adapter.socket_mode.builtin import SocketModeHandler

from bot.files import shipped
from bot.playground.people import LocalSlack, OpenModal, Person, PersonFailed, SeenMessage
from bot.playground.server import Options, PlaygroundServer
from tests.playground.conftest import HASTE
from tests.playground.tiny_app import tiny_app

PLACE = "#ml-deployments"


@pytest.fixture(scope="module")
def slack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalSlack]:
    """Yield the shipped workspace with an app that has a Home tab, which the bot's manifest does not ask for."""
    shown = (shipped("templates") / "playground" / "acme.yaml").read_text(encoding="utf-8")
    seed = tmp_path_factory.mktemp("seed") / "home.yaml"
    seed.write_text(
        shown.replace("  commands:", "  has_home: true\n  events: [app_home_opened]\n  commands:", 1), encoding="utf-8"
    )
    with PlaygroundServer(Options(seed=seed, rate_scale=HASTE)) as server:
        handler = SocketModeHandler(tiny_app(server), server.app_token)
        handler.connect()  # type: ignore[no-untyped-call]
        opens_as = {"as": server.workspace.seed.people[0].id}
        with LocalSlack(server.url, httpx.Client(base_url=server.url, params=opens_as)) as slack:
            slack.waits_for_app()
            yield slack
        handler.close()  # type: ignore[no-untyped-call]


@pytest.fixture
def priya(slack: LocalSlack) -> Person:
    return slack.person("Priya Raman")


@pytest.fixture
def board(priya: Person) -> SeenMessage:
    priya.types(PLACE, "/deploy-check churn-model v3")
    return priya.sees(PLACE, "churn-model is open")


@pytest.fixture
def form(priya: Person, board: SeenMessage) -> Iterator[OpenModal]:
    board.clicks("Fill in")
    yield priya.modal("Answer section")
    if priya.has_modal():
        priya.modal("").close_all()


def test_a_command_brings_a_board_and_its_thread(priya: Person, board: SeenMessage) -> None:
    """What the app posts is seen in the channel, its replies in the thread only."""
    reply = priya.sees_in_thread(board, "began")

    assert board.text() == "churn-model is open"
    assert board.buttons() == ["Hand over", "Whisper", "Yes", "Close", "Fill in"]
    assert reply.text() == "@Priya Raman began"
    assert board.reply_count() == 1
    assert "began" not in priya.messages(PLACE)[-1].text()


def test_a_click_meets_the_current_version(priya: Person, board: SeenMessage) -> None:
    """A message is followed through its edits, and its buttons are those that it has now."""
    board.clicks("Yes, the board is right")

    assert board.shows("confirmed").text() == "churn-model is confirmed"
    priya.clicks(board, "Close", confirm=True)
    board.shows("closed").loses("churn-model")
    with pytest.raises(PersonFailed, match=r"looked for 'Yes', but there is no 'Yes'. On the screen:\n +closed"):
        board.clicks("Yes")


def test_a_dialog_must_be_expected(board: SeenMessage) -> None:
    """A person neither skips a dialog nor confirms one that does not come."""
    with pytest.raises(PersonFailed, match=r"did not confirm: Close it\?: Nobody can answer any more"):
        board.clicks("Close")
    with pytest.raises(PersonFailed, match="nothing asks"):
        board.clicks("Yes", confirm=True)


def test_clicks_are_counted(priya: Person, board: SeenMessage) -> None:
    """A button is one click, a dialog one more, a menu two; typing is free."""
    before = priya.click_count

    board.presses("Yes")
    board.presses("Whisper")
    board.presses("Close", confirm=True)

    assert (before, priya.click_count) == (0, 5)


def test_some_things_only_one_person_sees(slack: LocalSlack, priya: Person, board: SeenMessage) -> None:
    """An ephemeral message is there for its viewer and nobody else."""
    ben = slack.person("Ben Okafor")

    board.clicks("Whisper")

    assert priya.ephemeral(PLACE, "Only you").is_ephemeral
    with pytest.raises(PersonFailed, match="Ben Okafor waited 0 s and nothing says 'Only you'"):
        ben.ephemeral(PLACE, "Only you", within=0)


def test_a_command_without_a_model_is_answered_privately(priya: Person) -> None:
    """The acknowledgement's text is an ephemeral message."""
    priya.types(PLACE, "/deploy-check")

    assert "for example" in priya.ephemeral(PLACE, "Say which model").text()


def test_a_refused_command_fails_in_slacks_words(priya: Person, board: SeenMessage) -> None:
    """A story ends where a person would read an error."""
    with pytest.raises(PersonFailed, match="Priya Raman was told: /nothing is not a valid command"):
        priya.types(PLACE, "/nothing")
    with pytest.raises(PersonFailed, match="/deploy-check is not supported in threads"):
        priya.types(PLACE, "/deploy-check churn-model v3", thread=board)


def test_direct_messages_are_found_and_counted(slack: LocalSlack, board: SeenMessage) -> None:
    """What the app writes to somebody raises their unread count until they read it."""
    grace = slack.person("Grace Mwangi")

    grace.clicks(grace.sees(PLACE, board.text()), "Hand over")
    told = grace.sees_in_dm("The board is yours")

    assert grace.dm()[-1].ts == told.ts
    assert grace.unread("@deploy-check") == 1
    grace.reads("@deploy-check")
    assert grace.unread("@deploy-check") == 0


def test_a_picker_in_a_message_acts_at_once(board: SeenMessage) -> None:
    """Choosing somebody in a message tells the app."""
    board.choose("Choose a lead", "Chen Wei")

    board.shows("led by @Chen Wei")


def test_a_form_is_filled_in_by_its_labels(priya: Person, form: OpenModal) -> None:
    """Labels may be shortened, people go by name, and everything arrives."""
    form.fill("What is the aim", "keep customers")
    form.choose("Does it hold", "No")
    form.choose("Who looks", "Ben Okafor", "Chen Wei")
    form.fill("Until when", "2026-03-31")

    assert form.value("Who looks") == "Ben Okafor, Chen Wei"
    assert form.submit() == {}

    assert not priya.has_modal()
    priya.sees_in_dm("keep customers / No / @Ben Okafor @Chen Wei / 2026-03-31")


def test_a_modal_lies_over_everything_else(priya: Person, board: SeenMessage, form: OpenModal) -> None:
    """Who has one before them reads what is below, and reaches it only once the modal is closed."""
    assert form.title() == "Answer section"
    for attempt in (
        lambda: board.clicks("Yes"),
        lambda: board.choose("Choose a lead", "Chen Wei"),
        lambda: priya.types(PLACE, "hello"),
        priya.home,
    ):
        with pytest.raises(PersonFailed, match="Priya Raman has 'Answer section' before them"):
            attempt()
    assert board.text() == "churn-model is open"
    form.cancel()

    board.clicks("Yes")


def test_errors_are_told_at_their_fields(form: OpenModal) -> None:
    """Who expects errors gets them by label; who does not fails with them."""
    missing = form.submit(expect_errors=True)
    form.fill("aim", "none")
    form.choose("hold", "Yes")

    assert missing.keys() == {"What is the aim?", "Does it hold?"}
    with pytest.raises(PersonFailed, match=r"was told \{'What is the aim\?': 'Every model has an aim.'\}"):
        form.submit()
    form.fill("aim", "keep customers")
    assert form.submit() == {}


def test_what_was_typed_survives_a_look_at_another_modal(priya: Person, form: OpenModal) -> None:
    """A pushed view covers the form; after Cancel the form is there as it was left."""
    form.fill("aim", "keep customers")
    form.clicks("More")
    more = priya.modal("More")

    assert more.text() == "Why it matters"
    with pytest.raises(PersonFailed, match="does not have that modal before them, but 'Answer section' > 'More'"):
        form.fill("aim", "x")
    more.cancel()
    assert form.value("aim") == "keep customers"


@pytest.mark.parametrize(
    ("label", "wanted", "reason"),
    [
        ("What is the aim", "x" * 41, "stops at 40 characters"),
        ("Does it hold", "Maybe", "does not offer 'Maybe', but 'Yes', 'No'"),
        ("Anything else", "x", "there is no 'Anything else'"),
    ],
)
def test_a_form_takes_only_what_it_offers(form: OpenModal, label: str, wanted: str, reason: str) -> None:
    """What the page would not let a person do fails, with the form drawn in the message."""
    with pytest.raises(PersonFailed, match=rf"(?s){reason}.*What is the aim\?: \(empty\)"):
        form.choose(label, wanted)


def test_the_home_is_opened_and_used(priya: Person) -> None:
    """The home is drawn when it is opened, and its buttons work."""
    home = priya.home("Nothing waits for you")

    assert home.buttons() == ["Refresh"]
    home.clicks("Refresh")
    priya.sees_in_dm("Refreshed")
    assert home.shows("Nothing waits").text() == "Nothing waits for you"


def test_words_of_people_are_posted_with_mentions(slack: LocalSlack, priya: Person, board: SeenMessage) -> None:
    """A name that is typed becomes a mention, which its person counts."""
    priya.types(PLACE, "@Lucía Fernández please look at <this> & that", thread=board)

    said = slack.person("Lucía Fernández").sees_in_thread(board, "please look")

    assert said.text() == "@Lucía Fernández please look at <this> & that"


def test_a_failed_look_tells_what_was_seen(priya: Person) -> None:
    """The message of a failure is a picture of the channel."""
    with pytest.raises(PersonFailed, match=r"(?s)waited 0 s and nothing says 'no such words':.*Grace Mwangi:\n +Long"):
        priya.sees("#random", "no such words", within=0)


@pytest.mark.parametrize("place", ["#nowhere", "@Nobody"])
def test_an_unknown_place_is_a_failure(priya: Person, place: str) -> None:
    """A person can go only where the sidebar leads."""
    with pytest.raises(PersonFailed, match=f"does not see {place}; the sidebar shows #ml-deployments"):
        priya.types(place, "Hello")


def test_only_people_of_the_workspace_can_be_played(slack: LocalSlack) -> None:
    """A story about somebody who does not exist says so at once, and the app is nobody."""
    with pytest.raises(PersonFailed, match="nobody is called 'deploy-check'; there are Priya Raman"):
        slack.person("deploy-check")
