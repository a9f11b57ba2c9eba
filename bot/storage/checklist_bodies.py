"""Stored checklists, read back. A body that was written before a field existed leaves it at its default."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from bot.domain.checklist import (
    AnswerKind,
    Checklist,
    EvidenceNeed,
    Measure,
    Question,
    QuestionKey,
    Reading,
    Section,
    SectionKey,
)
from bot.domain.policy import FourEyes, Policy, ReminderDays, Review
from bot.domain.when import AllOf, Answered, AnyOf, Condition, Is, Not, Within

Body = Mapping[str, Any]
"""What `Checklist.body` wrote: fields by their names, each in the one form that JSON has for it."""


def checklist_from(body: str) -> Checklist:
    """Return the checklist of which this is the body."""
    raw: Body = json.loads(body)
    parts = {
        "sections": tuple(_section_from(section) for section in raw["sections"]),
        "further_reading": tuple(Reading(**item) for item in raw["further_reading"]),
        "policy": _policy_from(raw.get("policy", {})),
    }
    return Checklist(**{**raw, **parts})


def _section_from(raw: Body) -> Section:
    parts = {
        "questions": tuple(_question_from(question) for question in raw["questions"]),
        "review": Review(raw.get("review", Review.NONE)),
        "depends_on": tuple(SectionKey(key) for key in raw.get("depends_on", ())),
    }
    return Section(**{**raw, **parts})


def _question_from(raw: Body) -> Question:
    parts = {
        "key": QuestionKey(raw["key"]),
        "kind": AnswerKind(raw["kind"]),
        "options": tuple(raw["options"]),
        "measure": _measure_from(raw.get("measure", {})),
        "evidence": EvidenceNeed(raw.get("evidence", EvidenceNeed.OPTIONAL)),
        "when": _condition_from(raw["when"]) if "when" in raw else None,
    }
    return Question(**{**raw, **parts})


def _measure_from(raw: Body) -> Measure:
    """Return the measure; all but its unit are numbers."""
    bounds = {name: _number(text) for name, text in raw.items() if name != "unit"}
    return Measure(raw.get("unit", ""), **bounds)


def _condition_from(raw: Body) -> Condition:
    """Return the condition that has these fields: each kind of condition has a name that no other one has."""
    if "all_of" in raw:
        return AllOf(tuple(_condition_from(part) for part in raw["all_of"]))
    if "any_of" in raw:
        return AnyOf(tuple(_condition_from(part) for part in raw["any_of"]))
    if "negated" in raw:
        return Not(_condition_from(raw["negated"]))
    if "answered" in raw:
        return Answered(raw["answered"])
    if "one_of" in raw:
        return Is(raw["subject"], tuple(raw["one_of"]))
    return Within(raw["subject"], _number(raw.get("at_least")), _number(raw.get("at_most")))


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _policy_from(raw: Body) -> Policy:
    parts = {
        "four_eyes": FourEyes(raw.get("four_eyes", FourEyes.NONE)),
        "reminders": ReminderDays(**{name: _frozen(value) for name, value in raw.get("reminders", {}).items()}),
        "risk_approvers": tuple(raw.get("risk_approvers", ())),
    }
    return Policy(**{**raw, **parts})


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
