"""People look up what happened, and whoever runs the bot checks that it is all there."""

from bot.playground.people import SeenMessage
from bot.storage.engine import create_engine_for
from bot.storage.work import SqlWork
from bot.usecases.audit import audit
from tests.journeys.conftest import PATIENCE, Office
from tests.stories import built_in


def test_the_history_of_a_section_is_read_from_its_card(office: Office, board: SeenMessage) -> None:
    """Anybody in the channel sees who answered what, the newest first, and what it was before."""
    priya, ben = office.person("Priya Raman"), office.person("Ben Okafor")
    title = next(section for section in built_in().sections if section.ref == "2").title
    card = priya.sees_in_thread(board, f"2 {title}", within=PATIENCE)
    card.clicks("Answer 2.1: Yes")
    card.shows("✓ yes  2.1", within=PATIENCE).clicks("Answer all of section 2")
    form = priya.modal("2 ")
    form.choose("2.1 ", "No, a risk")
    form.submit()
    ben.sees_in_thread(board, "✕ no, a risk  2.1", within=PATIENCE).clicks("History")
    said = ben.modal("History of 2").text()
    assert said.index("yes → no") < said.index("Priya Raman changed the owners of section 2")
    assert "Priya Raman answered 2.1" in said


def test_the_history_of_a_deployment_is_read_from_its_board(office: Office, board: SeenMessage) -> None:
    """What belongs to no section, as who leads it and when it is due, is in no card's."""
    chen = office.person("Chen Wei")
    chen.sees("#ml-deployments", "churn-model v3").clicks("History")
    history = chen.modal("History")
    assert "Priya Raman opened the deployment" in history.text()
    history.cancel()
    assert board.text()


def test_a_history_is_sound_after_all_that(office: Office, board: SeenMessage) -> None:
    """What people did through Slack verifies as it was recorded."""
    assert board.text()
    engine = create_engine_for(office.database_url)
    found = audit(SqlWork(engine, lambda: None))
    engine.dispose()
    assert [one.faults for one in found] == [()]
    assert found[0].events > 0
