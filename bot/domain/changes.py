"""What became of answers, in words that last."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from bot.domain.answers import Answer, in_words
from bot.domain.checklist import AnswerKind, Question, QuestionKey, Section

_SHOWN = 3
_ROOM = 80

Answers = Mapping[QuestionKey, Answer]


def as_recorded(answer: Answer | None) -> str:
    """Return an answer with its note as the history keeps it; empty for none."""
    if answer is None:
        return ""
    words = in_words(answer.value, str)
    return f"{words} (note: {answer.note})" if answer.note else words


def what_changed(section: Section, before: Answers, after: Answers, stale: Collection[QuestionKey] = ()) -> str:
    """Say which answers of a section were given, changed or taken back, and from what to what; empty for none.

    Of those that are gone, some are `stale`: nobody took them back.
    """
    pairs = [(question, before.get(question.key), after.get(question.key)) for question in section.questions]
    changed = [pair for pair in pairs if as_recorded(pair[1]) != as_recorded(pair[2])]
    told = [f"{q.ref} went stale" if q.key in stale and not now else _change(q, was, now) for q, was, now in changed]
    rest = f", and {len(told) - _SHOWN} more" if len(told) > _SHOWN else ""
    return ", ".join(told[:_SHOWN]) + rest


def _change(question: Question, was: Answer | None, now: Answer | None) -> str:
    if was is None:
        return f"{question.ref} was answered"
    if now is None:
        return f"{question.ref} was taken back"
    if question.kind is AnswerKind.PEOPLE:  # the words that last are ids, which nobody wants to read
        return f"{question.ref} was changed"
    return f"{question.ref} was changed from “{_brief(was)}” to “{_brief(now)}”"


def _brief(answer: Answer) -> str:
    words = " ".join(as_recorded(answer).split())
    return words if len(words) <= _ROOM else f"{words[: _ROOM - 1]}…"
