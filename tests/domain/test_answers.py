"""Every kind of answer, its limits, and how it reads."""

from __future__ import annotations

import pytest

from bot.domain.answers import (
    PEOPLE_LIMIT,
    TEXT_LIMIT,
    Answer,
    Chosen,
    ChosenMany,
    Confirmed,
    Linked,
    Named,
    NotApplicable,
    Reply,
    Value,
    Written,
    check,
    in_words,
)
from bot.domain.checklist import Question
from bot.domain.errors import AnswerRefused
from bot.domain.people import UserId
from tests.stories import ANA, BEN, CHEN, NAMES, NOW, SMALL, example

BY_KEY = {question.key.rpartition(".")[2]: question for question in SMALL.questions}
LONG_LINK = "https://example.com/"


def people(number: int) -> Named:
    return Named(tuple(UserId(f"U{n}") for n in range(number)))


@pytest.mark.parametrize("question", SMALL.questions, ids=lambda question: question.key)
def test_an_answer_of_the_right_kind_fits(question: Question) -> None:
    """Each question takes its own kind of answer, with or without a note."""
    check(question, Reply(example(question)))
    check(question, Reply(example(question), note="Seen in the notebook."))


@pytest.mark.parametrize("question", SMALL.questions, ids=lambda question: question.key)
def test_other_kinds_do_not_fit(question: Question) -> None:
    """An answer of any other kind is refused at the question's own field."""
    strangers = [value for value in map(example, SMALL.questions) if type(value) is not type(example(question))]

    for value in strangers:
        with pytest.raises(AnswerRefused, match="another kind of answer") as caught:
            check(question, Reply(value))
        assert caught.value.field == question.key


@pytest.mark.parametrize("question", SMALL.questions, ids=lambda question: question.key)
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
        (NotApplicable("There is only one user."), "not applicable: There is only one user."),
    ],
)
def test_an_answer_reads_as_a_person_would_say_it(value: Value, words: str) -> None:
    """Words come without markup, so that every place can escape them in its own way."""
    assert in_words(value, NAMES.__getitem__) == words


@pytest.mark.parametrize(
    ("value", "is_risk"),
    [
        (Confirmed(yes=False), True),
        (Confirmed(yes=True), False),
        (Written("no"), False),
        (NotApplicable("no"), False),
    ],
)
def test_only_a_no_is_a_risk(value: Value, *, is_risk: bool) -> None:
    """A risk is a question that was answered with no, not a text that says so."""
    assert Answer(value, "", ANA, NOW, version=1).is_risk is is_risk
