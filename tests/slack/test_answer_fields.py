"""Numbers, days and ratings: drawn in a form, read back, and answered on the card."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.answers import NUMBER_LIMIT, Answer, Dated, Measured, NotApplicable, Rated, Reply, Value
from bot.domain.checklist import AnswerKind, Question, QuestionKey
from bot.domain.deployment import Deployment
from bot.slack.answer_fields import field_of
from bot.slack.forms import AnswerForm, read_answers
from bot.slack.views.answer_modal import answer_modal, section_page
from bot.slack.views.card import card
from bot.slack.views.ids import decode_state
from bot.slack.views.scene import Scene
from tests import stories
from tests.slack.submitting import one, submit, text
from tests.slack.views.reading import buttons
from tests.stories import BEN, MEASURED, MEASURES, NOW

SCENE = Scene(stories.NAMES, {}, NOW)
SECTION = MEASURED.section(MEASURES)

WHOLE = st.integers(-(10**NUMBER_LIMIT) + 1, 10**NUMBER_LIMIT - 1)
NUMBERS = st.builds(lambda whole, places: Decimal(whole).scaleb(-places), WHOLE, st.integers(0, NUMBER_LIMIT))


def values(question: Question) -> st.SearchStrategy[Value]:
    """Every answer that the domain takes for a question."""
    measure = question.measure
    fitting: dict[AnswerKind, st.SearchStrategy[Value]] = {
        AnswerKind.NUMBER: NUMBERS.filter(measure.allows).map(lambda number: Measured(number, measure.unit)),
        AnswerKind.DATE: st.dates().map(Dated),
    }
    if measure.points:
        fitting[AnswerKind.RATING] = st.sampled_from(measure.points).map(lambda n: Rated(n, measure.points[-1]))
    return fitting[question.kind] | st.just(NotApplicable("Not here."))


REPLIES = st.fixed_dictionaries({}, optional={q.key: values(q).map(Reply) for q in SECTION.questions})


def holding(replies: dict[QuestionKey, Reply]) -> Deployment:
    before = stories.opened(MEASURED)
    answers = {key: Answer(reply.value, reply.note, BEN, NOW, 7) for key, reply in replies.items()}
    return replace(before, sections={MEASURES: replace(before.section(MEASURES), answers=answers)})


def page(deployment: Deployment) -> dict[str, Any]:
    return answer_modal(section_page(deployment, MEASURES), SCENE)


def read(view: dict[str, Any], **typed: Any) -> AnswerForm:
    state = decode_state(view["private_metadata"])
    return read_answers(SECTION.questions, submit(view, **typed), state.seen)


@given(REPLIES)
def test_a_form_reads_back_what_the_modal_shows(replies: dict[QuestionKey, Reply]) -> None:
    """No digit, day or point is lost between the domain, the modal and the domain."""
    view = page(holding(replies))

    assert read(view).replies == {key: replace(reply, seen=7) for key, reply in replies.items()}
    assert read(view).touched(decode_state(view["private_metadata"])) == AnswerForm()


@pytest.mark.parametrize(
    ("block", "state", "problem"),
    [
        ("latency", text("fast"), "Give a number, such as 12 or 0.5."),
        ("latency", text("NaN"), "Give a number, such as 12 or 0.5."),
        ("latency", text("501"), "Give a number from 0 to 500."),
        ("latency", text("1e999999999"), "A number has at most 15 digits before and after the point."),
        ("trained", {"selected_date": "2026-02-30"}, "Give the day as year, month and day."),
        ("trust", one("6"), "Pick from the list."),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(block: str, state: dict[str, Any], problem: str) -> None:
    """Whatever Slack or somebody else sends, the form stays open and names the field."""
    form = read(page(stories.opened(MEASURED)), **{f"answer_measures_{block}": state})

    assert form == AnswerForm(errors={f"answer/measures.{block}": problem})


def test_a_number_is_kept_without_an_exponent() -> None:
    """Slack lets people type 1e2; what is kept is drawn and read back the same."""
    form = read(page(stories.opened(MEASURED)), answer_measures_drift=text("1e2"))

    assert repr(form.replies[QuestionKey("measures.drift")].value) == repr(Measured(Decimal(100)))


def test_the_hint_says_unit_and_bounds() -> None:
    """Whoever gives a number knows in what and how much before typing."""
    hints = [block["hint"]["text"] for block in page(stories.opened(MEASURED))["blocks"] if "hint" in block]

    assert hints[0].startswith("A number in ms, from 0 to 500. ")
    assert not hints[1].startswith("A number")


def offered(after: int) -> list[str]:
    """Return the buttons of the card when the first `after` questions are answered."""
    deployment = stories.opened(MEASURED)
    for question in SECTION.questions[:after]:
        deployment = stories.replied(deployment, MEASURES, question.key, Reply(stories.example(question)))
    return list(buttons(card(deployment, MEASURES, SCENE).blocks))


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (0, ["Not applicable…", "Give number…"]),
        (2, ["Not applicable…", "Pick day…"]),
        (3, ["1", "2", "3", "4", "5", "Not applicable…", "Answer with a note…"]),
        (4, ["Not applicable…", "Rate…"]),
    ],
)
def test_a_short_rating_takes_one_click(after: int, expected: list[str]) -> None:
    """Up to five points are buttons; a longer scale, a number and a day are given in the form."""
    assert offered(after)[: len(expected)] == expected


def test_what_a_button_says_is_what_it_answers() -> None:
    """The point on the button is the point that is recorded."""
    clicks = field_of(SECTION.questions[3]).clicks

    assert {choice: (click.text, click.value) for choice, click in clicks.items()} == {
        str(point): (str(point), Rated(point, 5)) for point in range(1, 6)
    }


def test_a_risky_figure_is_called_one() -> None:
    """The card says what was given and that it is a risk, in words."""
    shown = card(stories.measured(), MEASURES, SCENE).text

    assert "✕ answered, a risk  1.1 How slow is it? 120 ms" in shown
    assert "✕ answered, a risk  1.4 How far do you trust it? 2 of 5" in shown
    assert "✓ answered  1.3 When was it trained? 27 February 2026" in shown


@given(st.dates())
def test_a_day_is_drawn_as_it_is(day: date) -> None:
    """No time zone moves it."""
    element = field_of(SECTION.questions[2]).element(Dated(day))

    assert element["initial_date"] == day.isoformat()
