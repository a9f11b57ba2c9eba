"""When a condition holds."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.when import AllOf, Answered, AnyOf, Condition, Is, Not, Said, Within, holds

SAID: Mapping[str, Said] = {
    "tier": Said(frozenset({"high"})),
    "use.release": Said(frozenset({"Canary", "A/B"})),
    "model.latency": Said(number=Decimal(50)),
    "model.name": Said(),
}
TRUE, FALSE = Is("tier", ("high",)), Is("tier", ("low",))

LEAVES: st.SearchStrategy[Condition] = st.sampled_from(
    [TRUE, FALSE, Within("model.latency", at_most=Decimal(10)), Answered("model.name")]
)
CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=4).map(lambda parts: AllOf(tuple(parts))),
        st.lists(inner, min_size=1, max_size=4).map(lambda parts: AnyOf(tuple(parts))),
        inner.map(Not),
    ),
    max_leaves=20,
)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (Is("tier", ("low", "high")), True),
        (Is("tier", ("low",)), False),
        (Is("use.release", ("A/B",)), True),
        (Is("use.release", ("Manual",)), False),
        (Is("model.open", ("yes",)), False),
        (Within("model.latency", Decimal(50), Decimal(50)), True),
        (Within("model.latency", at_least=Decimal("50.1")), False),
        (Within("model.latency", at_most=Decimal("49.9")), False),
        (Within("model.open", at_least=Decimal(0)), False),
        (Within("use.release", at_least=Decimal(0)), False),
        (Answered("model.name"), True),
        (Answered("model.open"), False),
        (AllOf((TRUE, TRUE)), True),
        (AllOf((TRUE, FALSE)), False),
        (AnyOf((FALSE, TRUE)), True),
        (AnyOf((FALSE, FALSE)), False),
        (Not(Is("model.open", ("yes",))), True),
    ],
)
def test_a_condition_compares_what_its_subject_says(condition: Condition, expected: bool) -> None:
    """One of the words is enough, bounds are included, and a subject that says nothing fulfils nothing."""
    assert holds(condition, SAID.get) is expected


@given(st.lists(CONDITIONS, min_size=1, max_size=4))
def test_groups_and_negation_agree_at_any_depth(parts: list[Condition]) -> None:
    """Not all of them hold exactly when for any of them the opposite holds."""
    opposite = AnyOf(tuple(Not(part) for part in parts))

    assert holds(Not(AllOf(tuple(parts))), SAID.get) is holds(opposite, SAID.get)
