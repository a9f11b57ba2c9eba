"""An answer typed into the thread is read as its question asks, with the rest of the words as its note."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from bot.domain.answers import (
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
)
from bot.domain.checklist import AnswerKind, Measure
from bot.domain.errors import AnswerRefused, NotFound
from bot.domain.people import UserId
from bot.domain.references import question_called
from bot.slack.answer_fields import field_of
from bot.slack.spoken import links_in, people_in, unmarked
from tests.stories import SMALL, question

OPTIONS = ("canary", "A/B test", "A", "other")
PARTS: dict[AnswerKind, dict[str, Any]] = {
    AnswerKind.CHOICE: {"options": OPTIONS},
    AnswerKind.MULTI: {"options": OPTIONS},
    AnswerKind.NUMBER: {"measure": Measure("ms", Decimal(0))},
    AnswerKind.RATING: {"measure": Measure("", Decimal(1), Decimal(5))},
}


def spoken(kind: AnswerKind, said: str) -> tuple[Value, str]:
    asked = question("1.1", "a.b", kind, "What is it?", **PARTS.get(kind, {}))
    value, note = field_of(asked).spoken(said)
    check(asked, Reply(value, note))
    return value, note


@pytest.mark.parametrize(
    ("kind", "said", "value", "note"),
    [
        (AnswerKind.CONFIRM, "yes", Confirmed(yes=True), ""),
        (AnswerKind.CONFIRM, "Yes, 5-fold cross-validation", Confirmed(yes=True), "5-fold cross-validation"),
        (AnswerKind.CONFIRM, "NO. Only on 2 &lt; 3 folds", Confirmed(yes=False), "Only on 2 < 3 folds"),
        (AnswerKind.CONFIRM, "n/a no people in it", NotApplicable("no people in it"), ""),
        (AnswerKind.TEXT, "Not applicable: it runs once.", NotApplicable("it runs once."), ""),
        (AnswerKind.TEXT, "Fewer <@U1> calls\nat night", Written("Fewer @U1 calls\nat night"), ""),
        (AnswerKind.CHOICE, "a/b TEST with 5 %", Chosen("A/B test"), "with 5 %"),
        (AnswerKind.CHOICE, "A with 5 %", Chosen("A"), "with 5 %"),
        (AnswerKind.MULTI, "other, canary and a. By region", ChosenMany(("canary", "A", "other")), "By region"),
        (AnswerKind.PEOPLE, "<@U1>, <@U2|ben> by turns", Named((UserId("U1"), UserId("U2"))), ", by turns"),
        (AnswerKind.URL, "<https://a.example/?b=1&amp;c=2> daily", Linked("https://a.example/?b=1&c=2"), "daily"),
        (AnswerKind.NUMBER, "12.50 ms at night", Measured(Decimal("12.50"), "ms"), "at night"),
        (AnswerKind.NUMBER, "12 at night", Measured(Decimal(12), "ms"), "at night"),
        (AnswerKind.NUMBER, "0.5, on 2 folds", Measured(Decimal("0.5"), "ms"), "on 2 folds"),
        (AnswerKind.NUMBER, "12 2026 was worse", Measured(Decimal(12), "ms"), "2026 was worse"),
        (AnswerKind.DATE, "2026-12-01 or so", Dated(date(2026, 12, 1)), "or so"),
        (AnswerKind.RATING, "4 of 5, better than before", Rated(4, 5), "better than before"),
        (AnswerKind.RATING, "4/5", Rated(4, 5), ""),
    ],
)
def test_an_answer_is_heard(kind: AnswerKind, said: str, value: Value, note: str) -> None:
    """What it begins with is the value, the rest is the note, and all of it fits the question."""
    assert spoken(kind, said) == (value, note)


@pytest.mark.parametrize(
    ("kind", "said", "words"),
    [
        (AnswerKind.CONFIRM, "yesterday", "yes or no first"),
        (AnswerKind.CONFIRM, "", "yes or no first"),
        (AnswerKind.CHOICE, "Ab", "one of canary, A/B test"),
        (AnswerKind.MULTI, "all of it", "some of canary"),
        (AnswerKind.NUMBER, "twelve", "such as 12 or 0.5"),
        (AnswerKind.NUMBER, "1,234 rows", "such as 12 or 0.5"),
        (AnswerKind.NUMBER, "0,5", "such as 12 or 0.5"),
        (AnswerKind.NUMBER, "1.234.567", "such as 12 or 0.5"),
        (AnswerKind.NUMBER, "50 000 a day", "such as 12 or 0.5"),
        (AnswerKind.DATE, "tomorrow", "such as 2026-12-01"),
        (AnswerKind.DATE, "2026-13-01", "year, month and day"),
        (AnswerKind.RATING, "good", "such as 4"),
        (AnswerKind.RATING, "9", "Pick one of the points"),
        (AnswerKind.RATING, "4.5", "such as 4"),
        (AnswerKind.RATING, "3-4", "such as 4"),
        (AnswerKind.RATING, "4/10", "such as 4"),
        (AnswerKind.RATING, "4 of 10", "such as 4"),
        (AnswerKind.TEXT, " ", "Write an answer"),
        (AnswerKind.URL, "the wiki", "Give a full link"),
        (AnswerKind.PEOPLE, "Ben", "Name at least one person"),
        (AnswerKind.CONFIRM, "n/a", "why this does not apply"),
    ],
)
def test_what_does_not_fit_says_what_would(kind: AnswerKind, said: str, words: str) -> None:
    """Nobody has to guess: the refusal says what the answer begins with."""
    with pytest.raises(AnswerRefused, match=words):
        spoken(kind, said)


def test_links_and_people_are_found_in_a_message() -> None:
    """Each once, in order; what is left is the words."""
    said = "see <https://a.example|the wiki>, <https://b.example>, <https://a.example>, <mailto:a@b.c|b> <@U1> <@U1>"
    assert links_in(said) == ("https://a.example", "https://b.example")
    assert people_in(said) == ("U1",)
    assert unmarked("ask <@U1> &amp; <https://a.example> now") == "ask & now"


def test_a_wrong_number_is_answered_with_the_nearest() -> None:
    """Whoever mistypes one sees which ones there are."""
    assert question_called(SMALL, "2.3")[1].key == "release.zone"
    with pytest.raises(NotFound, match=r"no question 2\.9 .* nearest are: 2\.\d .*; "):
        question_called(SMALL, "2.9")
