"""The people meet every kind of element, and do with it what the page offers and nothing else."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.playground.people import LocalSlack, OpenModal, Person, PersonFailed, SeenMessage
from bot.playground.server import Options, PlaygroundServer
from tests.playground.conftest import SEED
from tests.playground.screen import open_showroom

PLACE = "#open"


@pytest.fixture(scope="module")
def slack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalSlack]:
    with open_showroom(tmp_path_factory.mktemp("seed")) as playground, LocalSlack(playground.server.url) as slack:
        yield slack


@pytest.fixture
def ann(slack: LocalSlack) -> Person:
    return slack.person("Ann Boateng")


@pytest.fixture
def shown(ann: Person) -> SeenMessage:
    ann.types(PLACE, "/check elements")
    return ann.sees(PLACE, "Showroom")


@pytest.fixture
def form(ann: Person, shown: SeenMessage) -> Iterator[OpenModal]:
    shown.clicks("Open form")
    yield ann.modal("Form")
    if ann.has_modal():
        ann.modal("").close_all()


@pytest.mark.parametrize(
    ("label", "wanted", "told"),
    [
        ("Pick a colour", ["Green"], 'colour: ["green"]'),
        ("Pick a person", ["Bo Lind"], 'person: ["U0BO00001"]'),
        ("Several", ["One", "Three"], 'several: [["one", "three"]]'),
        ("Pick a day", ["2026-03-31"], 'day: ["2026-03-31"]'),
        ("Choose", ["14:05"], 'hour: ["14:05"]'),
    ],
)
def test_what_is_chosen_in_a_message_is_told_at_once(
    ann: Person, shown: SeenMessage, label: str, wanted: list[str], told: str
) -> None:
    """Each kind of menu and picker in a message acts by itself."""
    shown.choose(label, *wanted)

    ann.ephemeral(PLACE, told)


def test_a_choice_that_is_asked_about_has_to_be_confirmed(ann: Person, shown: SeenMessage) -> None:
    """A dialog after a choice must be expected like one after a press, and costs a click."""
    with pytest.raises(PersonFailed, match=r"was asked before 'Decide' and did not confirm: Archive it\?"):
        shown.choose("Decide", "Archive")
    before = ann.click_count
    shown.choose("Decide", "Archive", confirm=True)

    ann.ephemeral(PLACE, 'fate: ["archive"]')
    assert ann.click_count == before + 3
    with pytest.raises(PersonFailed, match="nothing asks"):
        shown.choose("Pick a colour", "Red", confirm=True)


def test_a_menu_of_more_actions_is_read_and_used(ann: Person, shown: SeenMessage) -> None:
    """The entries of a "…" menu can be pressed like buttons, at the price of one more click."""
    before = ann.click_count
    shown.clicks("Mute")

    ann.ephemeral(PLACE, 'menu: ["mute"]')
    assert ann.click_count == before + 2


def test_a_form_takes_every_kind_of_answer(ann: Person, form: OpenModal) -> None:
    """Numbers, addresses, days, hours, moments, files, people and boxes arrive as they were put in."""
    before = ann.click_count
    form.fill("Aim", "keep customers")
    form.fill("Rows", "42")
    form.choose("Kind", "Live")
    form.fill("Share", "0.93")
    form.fill("Contact", "ann@example.com")
    form.fill("Run", "https://example.com/7")
    form.fill("Day", "2026-03-31")
    form.fill("Hour", "09:30")
    form.fill("Moment", "2026-03-31 08:30")
    form.attach("Report", {"tests.pdf": b"%PDF", "notes.md": b"# Notes"})
    form.choose("Reviewers", "Bo Lind", "Cy Duarte")
    form.choose("Checks", "Tested")
    form.choose("Risk", "Low")

    assert form.value("Report") == "tests.pdf, notes.md"
    assert form.value("Moment") == "2026-03-31 08:30"
    form.submit()
    told = ann.sees_in_dm("keep customers").text()
    assert told.split("\n")[1:] == [
        'rows: ["42"]',
        'kind: ["live"]',
        'share: ["0.93"]',
        'contact: ["ann@example.com"]',
        'run: ["https://example.com/7"]',
        'day: ["2026-03-31"]',
        'hour: ["09:30"]',
        "moment: [1774945800]",
        'report: [["tests.pdf", "notes.md"]]',
        'reviewers: [["U0BO00001", "U0CY00001"]]',
        'checks: [["tested"]]',
        'risk: ["low"]',
    ]
    assert ann.click_count == before + 2 + 2 + 2 + 4 + 3 + 3 + 1 + 1 + 1


def test_a_file_that_is_not_asked_for_cannot_be_chosen(form: OpenModal) -> None:
    """The kinds and the number of files that a form asks for hold for people as well."""
    with pytest.raises(PersonFailed, match=r"(?s)takes pdf, md only, and not 'run\.exe'. On the screen:.*Aim: "):
        form.attach("Report", {"run.exe": b"MZ"})
    form.attach("Report", {"one.pdf": b"1", "two.pdf": b"2"})
    with pytest.raises(PersonFailed, match="takes at most 2 files"):
        form.attach("Report", {"three.pdf": b"3"})


def test_a_refusal_is_told_with_what_is_on_the_screen(ann: Person, form: OpenModal) -> None:
    """Whoever reads the failure of a story sees the form that the person sat before."""
    with pytest.raises(PersonFailed, match=r"(?s)submitted and was told .*On the screen:\n.*Aim: \(empty\).*\[Why\]"):
        form.submit()
    form.clicks("Why")
    ann.modal("Reasons").clicks("Deeper")
    ann.modal("Roots").cancel()
    with pytest.raises(PersonFailed, match="does not have that modal before them, but 'Form' > 'Reasons'"):
        form.clicks("Why")


def test_a_number_out_of_its_range_is_told_at_its_field(form: OpenModal) -> None:
    """Slack holds the range itself, before the app hears of the form."""
    form.fill("Aim", "keep customers")
    form.choose("Kind", "Batch")
    form.fill("Rows", "101")

    assert form.submit(expect_errors=True) == {"Rows": "Please enter 100 or less."}


def test_three_modals_lie_over_each_other(ann: Person, form: OpenModal) -> None:
    """Each Cancel shows the one below, with what was typed in it."""
    form.fill("Aim", "keep customers")
    form.clicks("Why")
    ann.modal("Reasons").clicks("Deeper")

    ann.modal("Roots").cancel()
    ann.modal("Reasons").cancel()
    assert form.value("Aim") == "keep customers"


def test_a_shortcut_is_used_by_its_name(ann: Person) -> None:
    """What the menu of a message offers is told about that message; what it does not offer cannot be used."""
    ann.types(PLACE, "The features are clean.")
    said = ann.sees(PLACE, "The features are clean.")
    before = ann.click_count

    ann.uses_shortcut("Look closer", said)

    assert ann.modal("Looking closer").text() == "The features are clean."
    assert ann.click_count == before + 2
    ann.modal("").close_all()
    with pytest.raises(PersonFailed, match="message shortcut 'Start'; the menu shows 'Look closer'"):
        ann.uses_shortcut("Start", said)
    ann.uses_shortcut("Start")
    ann.modal("Form").close_all()


def test_people_change_what_they_said_themselves(ann: Person, shown: SeenMessage) -> None:
    """The menu of one's own message has edit and delete, the menu of another's has not."""
    ann.types(PLACE, "The features are dirty.")
    said = ann.sees(PLACE, "The features are dirty.")
    before = ann.click_count
    said.edits("The features are clean, @Bo Lind.")

    assert said.text() == "The features are clean, @Bo Lind."
    said.deletes()
    assert ann.click_count == before + 5
    with pytest.raises(PersonFailed, match="finds the message gone"):
        said.text()
    with pytest.raises(PersonFailed, match="looked for a way to edit somebody else's message"):
        shown.edits("Mine now")


def test_the_app_is_called_by_name_in_a_thread(ann: Person, shown: SeenMessage) -> None:
    """A mention of the app in a reply reaches it, and its answer is in the same thread."""
    ann.types(PLACE, "@checker what is left?", thread=shown)

    assert ann.sees_in_thread(shown, "You called").text() == "You called, @Ann Boateng"


def test_an_app_without_a_home_has_nothing_to_open(tmp_path: Path) -> None:
    """Where the page shows no Home tab, nobody can go there."""
    seed = tmp_path / "homeless.yaml"
    seed.write_text(SEED.replace("has_home: true", "has_home: false"), encoding="utf-8")
    with PlaygroundServer(Options(seed=seed)) as server, LocalSlack(server.url) as slack:
        ann = slack.person("Ann Boateng")
        with pytest.raises(PersonFailed, match="Ann Boateng sees no Home tab: the app has none"):
            ann.home()


def test_the_home_tab_has_buttons_of_its_own(ann: Person) -> None:
    """Opening the home is a click, and so is what is pressed there."""
    before = ann.click_count

    ann.home("Two questions wait").clicks("Answer")

    ann.sees_in_dm("Answered at home")
    assert ann.click_count == before + 2
