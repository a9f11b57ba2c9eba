"""A draft beside an answer: when it is done with, and when its author has to choose."""

import pytest

from bot.domain.answers import Answer, Confirmed, NotApplicable
from bot.domain.drafts import Draft, is_contested
from tests.stories import ANA, BEN, NOW


@pytest.mark.parametrize(
    ("answer", "contested"),
    [
        (None, False),
        (Answer(Confirmed(yes=False), "Two groups.", ANA, NOW, 2), False),
        (Answer(Confirmed(yes=True), "Two groups.", BEN, NOW, 2), False),
        (Answer(Confirmed(yes=True), "", BEN, NOW, 2), True),
        (Answer(NotApplicable("Two groups."), "", BEN, NOW, 2), True),
    ],
)
def test_only_what_another_says_otherwise_is_contested(answer: Answer | None, *, contested: bool) -> None:
    """An open question, one's own answer and the very same answer need no choice."""
    assert is_contested(Draft(Confirmed(yes=True), "Two groups."), answer, ANA) is contested
