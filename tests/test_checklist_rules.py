"""What a checklist file may say beyond its questions: conditions, dependencies, evidence, policy."""

from decimal import Decimal
from pathlib import Path

import pytest

from bot.checklists import ChecklistFileError, load_checklist
from bot.checklists.conditions import cycles_in
from bot.domain.checklist import Checklist, EvidenceNeed, Measure
from bot.domain.policy import FourEyes, Policy, ReminderDays, Review
from bot.domain.when import AllOf, Answered, AnyOf, Condition, Is, Not, Within

FULL = """\
key: full
title: Everything
credit: Made for this test.
policy:
  four_eyes: both
  reminders: {before_due: [5, 1], late: [2], lead_after: 4, thread_after: 0}
  risk_approvers: [U024BE7LH, S0615G0KT]
sections:
  - ref: 1
    key: data
    title: Data
    stage: Data
    guidance: Look.
    review: all
    questions:
      - {ref: 1.1, key: data.seen, kind: confirm, prompt: "A?", guidance: g, good: g, weak: w, always_ask: true}
      - {ref: 1.2, key: data.form, kind: choice, options: [photo, text], prompt: "B?", guidance: g, good: g, weak: w}
      - {ref: 1.3, key: data.name, kind: text, prompt: "C?", guidance: g, good: g, weak: w, evidence: required}
  - ref: 2
    key: model
    title: Model
    stage: Model
    guidance: Look.
    depends_on: [data]
    questions:
      - ref: 2.1
        key: model.fits
        kind: confirm
        prompt: D?
        guidance: g
        good: g
        weak: w
        when: {tier: high}
"""
WHEN = "sections[1].questions[0].when"


def load(tmp_path: Path, text: str) -> Checklist:
    path = tmp_path / "full.yaml"
    path.write_text(text, encoding="utf-8")
    return load_checklist(path)


def problems(tmp_path: Path, text: str) -> list[tuple[int, str, str]]:
    with pytest.raises(ChecklistFileError) as caught:
        load(tmp_path, text)
    return [(problem.line, problem.path, problem.what) for problem in caught.value.problems]


def with_condition(text: str) -> str:
    return FULL.replace("{tier: high}", text)


def test_everything_that_a_file_says_arrives(tmp_path: Path) -> None:
    """Policy, review, dependencies, evidence and marks stand in the checklist as in the file."""
    checklist = load(tmp_path, FULL)
    data, model = checklist.sections

    assert checklist.policy == Policy(
        FourEyes.BOTH, ReminderDays((5, 1), (2,), lead_after=4, thread_after=0), ("U024BE7LH", "S0615G0KT")
    )
    assert (data.review, data.depends_on) == (Review.ALL, ())
    assert (model.review, model.depends_on) == (Review.NONE, ("data",))
    assert [q.always_ask for q in data.questions] == [True, False, False]
    assert [q.evidence for q in data.questions] == [EvidenceNeed.OPTIONAL] * 2 + [EvidenceNeed.REQUIRED]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{tier: high}", Is("tier", ("high",))),
        ("{environment: [production, staging]}", Is("environment", ("production", "staging"))),
        ("{data.seen: yes}", Is("data.seen", ("yes",))),
        ("{data.form: photo, tier: low}", AllOf((Is("data.form", ("photo",)), Is("tier", ("low",))))),
        ("{data.name: {answered: true}}", Answered("data.name")),
        ("{not: {data.seen: no}}", Not(Is("data.seen", ("no",)))),
        (
            "{any: [{tier: high}, {all: [{data.seen: yes}, {not: {any: [{tier: low}]}}]}]}",
            AnyOf(
                (
                    Is("tier", ("high",)),
                    AllOf((Is("data.seen", ("yes",)), Not(AnyOf((Is("tier", ("low",)),))))),
                )
            ),
        ),
    ],
)
def test_a_condition_is_read_at_any_depth(text: str, expected: Condition, tmp_path: Path) -> None:
    """Names side by side must all hold; all, any and not hold conditions of their own."""
    assert load(tmp_path, with_condition(text)).sections[1].questions[0].when == expected


@pytest.mark.parametrize(
    ("text", "place", "what"),
    [
        ("high", "", "expected a condition such as {tier: high}"),
        ("{}", "", "expected a condition such as {tier: high}"),
        ("{not: [a]}", ".not", "expected a condition such as {tier: high}"),
        ("{all: {tier: low}}", ".all", "expected a list of conditions under all"),
        ("{any: []}", ".any", "expected a list of conditions under any"),
        ("{tier: [low, top]}", ".tier", 'expected one of low, standard, high, found "top"'),
        ("{tier: []}", ".tier", "expected what it must say: a text, or a list of texts"),
        ("{tier: {answered: true}}", ".tier", "expected {answered: true}, or at_least and at_most with numbers"),
        ("{data.seen: true}", ".data.seen", 'expected one of yes, no, found "true"'),
        ("{any: [{data.form: sound}]}", ".any[0].data.form", 'expected one of photo, text, found "sound"'),
        ("{data.name: Ana}", ".data.name", "expected {answered: true}: what people write here is not compared"),
        ("{data.seen: {at_least: 1}}", ".data.seen", "expected bounds only for a number or a rating"),
        ("{data.seen: {at_least: x}}", ".data.seen", "expected at_least and at_most with numbers"),
        ("{data.seen: {at_most: NaN}}", ".data.seen", "expected at_least and at_most with numbers"),
        (
            "{data.sene: yes}",
            ".data.sene",
            "expected all, any, not, tier, environment or the key of a question of this checklist",
        ),
        (
            "{not: {model.fits: yes}}",
            "",
            "expected conditions that do not wait for each other, found model.fits → model.fits",
        ),
    ],
)
def test_a_mistake_in_a_condition_is_named_at_its_place(text: str, place: str, what: str, tmp_path: Path) -> None:
    """Whoever writes a condition reads the line, the way to it, and what may stand there."""
    assert problems(tmp_path, with_condition(text)) == [
        (FULL[: FULL.index("when:")].count("\n") + 1, WHEN + place, what)
    ]


def test_conditions_that_wait_for_each_other_are_refused(tmp_path: Path) -> None:
    """A circle of conditions is named by all its questions, also beside another mistake in one of them."""
    text = with_condition("{any: [{data.seen: yes}, {tier: top}]}").replace(
        "always_ask: true}", "when: {not: {model.fits: yes}}}"
    )

    assert [(place, what) for _, place, what in problems(tmp_path, text)] == [
        (
            "sections[0].questions[0].when",
            "expected conditions that do not wait for each other, found data.seen → model.fits → data.seen",
        ),
        (f"{WHEN}.any[1].tier", 'expected one of low, standard, high, found "top"'),
    ]


@pytest.mark.parametrize(
    ("old", "new", "place", "what"),
    [
        (
            "[data]",
            "[date]",
            "sections[1].depends_on[0]",
            'expected the key of a section of this checklist, found "date"',
        ),
        (
            *("[data]", "[model]", "sections[1].depends_on"),
            "expected sections that do not depend on each other, found model → model",
        ),
        (
            *("[data]", "[data, data]", "sections[1].depends_on[1]"),
            'expected a text of its own, line 24 has "data" already',
        ),
        ("review: all", "review: some", "sections[0].review", 'expected one of none, any, all, found "some"'),
        (
            *("evidence: required", "evidence: yes", "sections[0].questions[2].evidence"),
            'expected one of optional, required, found "yes"',
        ),
        (
            *("four_eyes: both", "four_eyes: six", "policy.four_eyes"),
            'expected one of none, signer_not_answerer, signer_not_requester, both, found "six"',
        ),
        (
            *("late: [2]", "late: [soon]", "policy.reminders.late[0]"),
            'expected a whole number from 0 to 365, found "soon"',
        ),
        (
            *("lead_after: 4", "lead_after: 400", "policy.reminders.lead_after"),
            'expected a whole number from 0 to 365, found "400"',
        ),
        (
            *("late: [2]", "lates: [2]", "policy.reminders.lates"),
            "expected one of the names before_due, late, lead_after, thread_after",
        ),
        (
            *("[U024BE7LH, S0615G0KT]", "[ana]", "policy.risk_approvers[0]"),
            'expected the Slack id of a person or group, such as U024BE7LH, found "ana"',
        ),
    ],
)
def test_a_broken_rule_is_named(old: str, new: str, place: str, what: str, tmp_path: Path) -> None:
    """Each of the further names takes its own values only."""
    assert FULL.count(old) == 1
    assert [(where, said) for _, where, said in problems(tmp_path, FULL.replace(old, new))] == [(place, what)]


def test_every_circle_is_found() -> None:
    """Two circles are two findings, and what leads into a circle is none."""
    edges = {"a": ["b"], "b": ["a"], "c": ["c", "a"], "d": ["a"]}

    assert sorted(sorted(set(cycle)) for cycle in cycles_in(edges)) == [["a", "b"], ["c"]]


def with_kind(text: str) -> str:
    return FULL.replace("kind: text", f"kind: {text}")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "number, unit: ms, minimum: 0, maximum: 99.50, risk_above: 50",
            Measure("ms", Decimal(0), Decimal("99.50"), risk_above=Decimal(50)),
        ),
        ("number", Measure()),
        ("rating", Measure("", Decimal(1), Decimal(5))),
        ("rating, risk_below: 3", Measure("", Decimal(1), Decimal(5), risk_below=Decimal(3))),
        ("rating, minimum: 0, maximum: 10", Measure("", Decimal(0), Decimal(10))),
        ("date", Measure()),
    ],
)
def test_a_figure_has_its_measure(text: str, expected: Measure, tmp_path: Path) -> None:
    """Unit, bounds and risk stand beside the kind; a rating goes from 1 to 5 unless the file says otherwise."""
    assert load(tmp_path, with_kind(text)).sections[0].questions[2].measure == expected


@pytest.mark.parametrize(
    ("text", "name", "what"),
    [
        ("number, minimum: few", "minimum", 'expected a number, found "few"'),
        ("number, minimum: NaN", "minimum", 'expected a number, found "NaN"'),
        ("number, minimum: 5, maximum: 4", "maximum", "expected at least the minimum 5, found 4"),
        ("rating, unit: stars", "unit", "expected no unit for the kind rating"),
        ("rating, maximum: 2.5", "maximum", "expected a scale of 2 to 11 whole points, found 1 to 2.5"),
        ("rating, minimum: 5", "maximum", "expected a scale of 2 to 11 whole points, found 5 to 5"),
        ("rating, minimum: 0, maximum: 11", "maximum", "expected a scale of 2 to 11 whole points, found 0 to 11"),
        ("date, minimum: 1", "minimum", "expected no minimum for the kind date"),
        ("text, risk_below: 1", "risk_below", "expected no risk_below for the kind text"),
    ],
)
def test_a_measure_that_does_not_fit_is_named(text: str, name: str, what: str, tmp_path: Path) -> None:
    """Only numbers and ratings have bounds, and only numbers a unit."""
    assert [said for _, where, said in problems(tmp_path, with_kind(text)) if where.endswith(name)] == [what]


def test_a_condition_bounds_a_figure(tmp_path: Path) -> None:
    """Bounds are exact numbers, one or both."""
    text = with_kind("number").replace("{tier: high}", "{data.name: {at_least: 0.10, at_most: 5}}")

    assert load(tmp_path, text).sections[1].questions[0].when == Within("data.name", Decimal("0.1"), Decimal(5))
