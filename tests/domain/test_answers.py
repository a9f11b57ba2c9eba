"""Every kind of answer, its limits, and how it reads."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bot.domain.answers import (
    NUMBER_LIMIT,
    PEOPLE_LIMIT,
    TEXT_LIMIT,
    Answer,
    Chosen,
    ChosenMany,
    Confirmed,
    Dated,
    Linked,
    Measured,
    Named,
    NotApplicable,
    Rated,
    Reply,
    Value,
    Written,
    check,
    in_words,
    is_risk,
    said,
)
from bot.domain.checklist import Measure, Question
from bot.domain.errors import AnswerRefused
from bot.domain.people import UserId
from bot.domain.when import Said
from tests.stories import ANA, BEN, CHEN, MEASURED, NAMES, NOW, SMALL, example

QUESTIONS = (*SMALL.questions, *MEASURED.questions)
BY_KEY = {question.key.rpartition(".")[2]: question for question in QUESTIONS}
LONG_LINK = "https://example.com/"


def people(number: int) -> Named:
    return Named(tuple(UserId(f"U{n}") for n in range(number)))


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.key)
def test_an_answer_of_the_right_kind_fits(question: Question) -> None:
    """Each question takes its own kind of answer, with or without a note."""
    check(question, Reply(example(question)))
    check(question, Reply(example(question), note="Seen in the notebook."))


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.key)
def test_other_kinds_do_not_fit(question: Question) -> None:
    """An answer of any other kind is refused at the question's own field."""
    strangers = [value for value in map(example, QUESTIONS) if type(value) is not type(example(question))]

    for value in strangers:
        with pytest.raises(AnswerRefused, match="another kind of answer") as caught:
            check(question, Reply(value))
        assert caught.value.field == question.key


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.key)
def test_any_question_may_not_apply_for_a_reason(question: Question) -> None:
    """Not applicable is an answer to everything, as long as it says why."""
    check(question, Reply(NotApplicable("There is only one user.")))
    with pytest.raises(AnswerRefused, match="why this does not apply"):
        check(question, Reply(NotApplicable(" \n")))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("goal", Written("x" * TEXT_LIMIT)),
        ("goal", NotApplicable("x" * TEXT_LIMIT)),
        ("watchers", people(PEOPLE_LIMIT)),
        ("metrics", Linked(LONG_LINK + "x" * (TEXT_LIMIT - len(LONG_LINK)))),
        ("metrics", Linked("http://localhost:8080/metrics?a=b#c")),
        ("checks", ChosenMany(tuple(f"c{n}" for n in range(10)))),
        ("latency", Measured(Decimal(0), "ms")),
        ("latency", Measured(Decimal("500.000"), "ms")),
        ("drift", Measured(Decimal("-" + "9" * NUMBER_LIMIT + "." + "9" * NUMBER_LIMIT))),
        ("trust", Rated(1, 5)),
        ("ease", Rated(10, 10)),
    ],
)
def test_what_is_just_within_its_limit_fits(key: str, value: Value) -> None:
    """A limit is the last thing that is allowed, not the first that is not."""
    check(BY_KEY[key], Reply(value))


@pytest.mark.parametrize(
    ("key", "value", "remedy"),
    [
        ("goal", Written(""), "Write an answer"),
        ("goal", Written(" \t\n"), "Write an answer"),
        ("goal", Written("x" * (TEXT_LIMIT + 1)), "at most 3,000 characters"),
        ("goal", NotApplicable("x" * (TEXT_LIMIT + 1)), "at most 3,000 characters"),
        ("mode", Chosen("sometimes"), "'sometimes' is not one of the options"),
        ("ways", ChosenMany(()), "Pick at least one"),
        ("ways", ChosenMany(("canary", "prayer")), "'prayer' is not one of the options"),
        ("watchers", people(0), "Name at least one person"),
        ("watchers", people(PEOPLE_LIMIT + 1), "at most 20 people"),
        ("metrics", Linked(LONG_LINK + "x" * TEXT_LIMIT), "at most 3,000 characters"),
        ("latency", Measured(Decimal("-0.1"), "ms"), "Give a number from 0 to 500"),
        ("latency", Measured(Decimal("500.1"), "ms"), "Give a number from 0 to 500"),
        ("latency", Measured(Decimal(20), "s"), "The unit of 1.1 is ms"),
        ("drift", Measured(Decimal(20), "s"), "The unit of 1.2 is none"),
        ("drift", Measured(Decimal("NaN")), "Give a number"),
        ("drift", Measured(Decimal("-Infinity")), "Give a number"),
        ("drift", Measured(Decimal(f"1E+{NUMBER_LIMIT}")), "at most 15 digits"),
        ("drift", Measured(Decimal(f"1E-{NUMBER_LIMIT + 1}")), "at most 15 digits"),
        ("trust", Rated(0, 5), "points from 1 to 5"),
        ("trust", Rated(6, 5), "points from 1 to 5"),
        ("trust", Rated(4, 10), "points from 1 to 5"),
    ],
)
def test_what_breaks_a_limit_is_refused_with_the_remedy(key: str, value: Value, remedy: str) -> None:
    """The refusal says what to do, and names the field it is for."""
    with pytest.raises(AnswerRefused, match=remedy) as caught:
        check(BY_KEY[key], Reply(value))
    assert caught.value.field == BY_KEY[key].key


@pytest.mark.parametrize(
    "url",
    ["", "metrics", "example.com/metrics", "ftp://example.com", "javascript:alert(1)", "https://", "https://a b.com",
     "https://example.com/a\nb", "https://[", "//example.com"],
)  # fmt: skip
def test_a_link_is_a_full_web_address(url: str) -> None:
    """Only something that a browser opens as a web page counts as evidence."""
    with pytest.raises(AnswerRefused, match="full link"):
        check(BY_KEY["metrics"], Reply(Linked(url)))


def test_a_note_has_a_limit() -> None:
    """A note holds as much as its field in Slack, and no more."""
    check(BY_KEY["fair"], Reply(Confirmed(yes=True), note="x" * TEXT_LIMIT))
    with pytest.raises(AnswerRefused, match="A note has at most"):
        check(BY_KEY["fair"], Reply(Confirmed(yes=True), note="x" * (TEXT_LIMIT + 1)))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Confirmed(yes=True), "yes"),
        (Confirmed(yes=False), "no"),
        (Written("Fewer <customers> leave."), "Fewer <customers> leave."),
        (Chosen("batch"), "batch"),
        (ChosenMany(("canary", "A/B test")), "canary, A/B test"),
        (Named((BEN, CHEN)), "Ben Okafor, Chen Li"),
        (Linked("https://example.com"), "https://example.com"),
        (Measured(Decimal("42.50"), "ms"), "42.50 ms"),
        (Measured(Decimal("1E+3")), "1000"),
        (Dated(date(2026, 2, 7)), "7 February 2026"),
        (Rated(4, 5), "4 of 5"),
        (NotApplicable("There is only one user."), "not applicable: There is only one user."),
    ],
)
def test_an_answer_reads_as_a_person_would_say_it(value: Value, words: str) -> None:
    """Words come without markup, so that every place can escape them in its own way."""
    assert in_words(value, NAMES.__getitem__) == words


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("fair", Confirmed(yes=False), True),
        ("fair", Confirmed(yes=True), False),
        ("goal", Written("no"), False),
        ("fair", NotApplicable("no"), False),
        ("latency", Measured(Decimal("99.5"), "ms"), False),
        ("latency", Measured(Decimal("99.6"), "ms"), True),
        ("drift", Measured(Decimal(-9)), False),
        ("trust", Rated(3, 5), False),
        ("trust", Rated(2, 5), True),
        ("trust", NotApplicable("2"), False),
        ("ease", Rated(0, 10), False),
    ],
)
def test_a_risk_is_a_no_or_a_figure_beyond_its_bound(key: str, value: Value, *, expected: bool) -> None:
    """The question says from where on a figure is a risk; a text that says no is none."""
    assert is_risk(BY_KEY[key], Answer(value, "", ANA, NOW, version=1)) is expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Confirmed(yes=True), Said(frozenset({"yes"}))),
        (Chosen("batch"), Said(frozenset({"batch"}))),
        (ChosenMany(("canary", "other")), Said(frozenset({"canary", "other"}))),
        (Measured(Decimal("0.5"), "s"), Said(number=Decimal("0.5"))),
        (Rated(4, 5), Said(number=Decimal(4))),
        (Written("yes"), Said()),
        (Named((BEN,)), Said()),
        (Dated(date(2026, 2, 7)), Said()),
    ],
)
def test_conditions_hear_what_can_be_compared(value: Value, expected: Said) -> None:
    """Options and figures are compared; what people write, name, link or date is not."""
    assert said(value) == expected


@pytest.mark.parametrize(
    ("measure", "words"),
    [
        (Measure("ms", Decimal(0), Decimal("0.5")), "from 0 to 0.5"),
        (Measure(minimum=Decimal(-1)), "at least -1"),
        (Measure(maximum=Decimal("1E+2")), "at most 100"),
        (Measure("ms"), ""),
    ],
)
def test_bounds_are_said_in_words(measure: Measure, words: str) -> None:
    """Whoever gives a number reads what it may be."""
    assert measure.bounds_in_words == words
