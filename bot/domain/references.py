"""The numbers by which people call questions: find one, or those that come near."""

from __future__ import annotations

from difflib import get_close_matches

from bot.domain.checklist import Checklist, Question, Section
from bot.domain.errors import NotFound

_NEAREST = 3


def question_called(checklist: Checklist, ref: str) -> tuple[Section, Question]:
    """Return the question with this number. Raises NotFound, naming the nearest ones."""
    known = {question.ref: (section, question) for section in checklist.sections for question in section.questions}
    if ref in known:
        return known[ref]
    nearest = get_close_matches(ref, known, n=_NEAREST, cutoff=0.0)
    named = "; ".join(f"{near} {known[near][1].prompt}" for near in nearest)
    raise NotFound(f"There is no question {ref} in this checklist. The nearest are: {named}")
