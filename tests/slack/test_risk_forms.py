"""The form in which a risk is accepted reads back what it shows."""

from datetime import date
from typing import Any

import pytest

from bot.domain.errors import Refused
from bot.domain.signoff import risks_of
from bot.domain.waivers import Terms
from bot.slack.forms import read_terms
from bot.slack.views.risks import accept_modal
from bot.slack.views.scene import Scene
from tests import stories
from tests.slack.submitting import submit, text
from tests.stories import ANA, CHEN

SCENE = Scene(stories.NAMES, {}, stories.NOW)


def view() -> dict[str, Any]:
    (risk,) = risks_of(stories.ready())
    return accept_modal(stories.ready(), risk, SCENE)


def test_terms_come_back_as_they_were_filled_in() -> None:
    """Whoever answered is proposed as the holder, a month as the time; both can be changed."""
    reason, mitigation = text(" It is small. "), text("An alarm.")
    proposed = read_terms(submit(view(), reason=reason, mitigation=mitigation))
    assert proposed == Terms("It is small.", "An alarm.", ANA, date(2026, 4, 3))
    changed = submit(view(), reason=reason, holder={"selected_user": CHEN}, expires={"selected_date": "2026-05-01"})
    assert read_terms(changed) == Terms("It is small.", "", CHEN, date(2026, 5, 1))


@pytest.mark.parametrize("chosen", [None, "soon"])
def test_an_acceptance_needs_a_last_day(chosen: str | None) -> None:
    """A missing or unreadable one is said at its field."""
    with pytest.raises(Refused) as refused:
        read_terms(submit(view(), expires={"selected_date": chosen}))
    assert refused.value.field == "expires"
