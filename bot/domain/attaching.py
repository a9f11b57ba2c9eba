"""Attach evidence to questions, and take it away again.

Each function checks its rule and returns the next state with its events, as the methods of Deployment do. A signature
covers the evidence that was there, so that every change of it makes the signature void.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from bot.domain.age import age_for, age_in_words
from bot.domain.checklist import QuestionKey, SectionKey
from bot.domain.deployment import Changed, Deployment
from bot.domain.errors import NotAsked, Refused
from bot.domain.events import Event, EventKind
from bot.domain.evidence import PIECES_LIMIT, Age, Evidence, Item, in_words, problem_of, source_of
from bot.domain.marks import Reopening
from bot.domain.people import Act

_Pieces = tuple[Evidence, ...]


def attach(deployment: Deployment, key: SectionKey, question: QuestionKey, items: Iterable[Item], act: Act) -> Changed:
    """Attach what is not attached yet; whoever does so in a section that no person owns may become its owner.

    What was brought for another version takes the place of that piece, and counts as brought for this one.

    Raises NotAsked, and Refused for what is no evidence or too much of it.
    """
    deployment.require_open()
    asked, state = deployment.checklist.section(key).question(question), deployment.section(key)
    if question in state.unasked:
        raise NotAsked([asked])
    present = state.evidence.get(question, ())
    known = {source_of(piece.item) for piece in present if piece.age is not Age.OTHER}
    brought = {source_of(item): item for item in items}
    fresh = tuple(item for source, item in brought.items() if source not in known)
    for problem in filter(None, map(problem_of, fresh)):
        raise Refused(problem, field=question)
    kept = tuple(piece for piece in present if source_of(piece.item) not in set(map(source_of, fresh)))
    if len(kept) + len(fresh) > PIECES_LIMIT:
        raise Refused(f"Question {asked.ref} takes at most {PIECES_LIMIT} pieces of evidence.", field=question)
    number = deployment.revision + 1
    pieces = tuple(
        Evidence(f"{number}.{place}", item, act.by, act.at, age_for(deployment, item))
        for place, item in enumerate(fresh)
    )
    return _changed(deployment, key, {question: (*kept, *pieces)}, act) if fresh else (deployment, ())


def detach(deployment: Deployment, key: SectionKey, gone: Collection[str], act: Act) -> Changed:
    """Take pieces away by their keys; those that are gone already are passed over."""
    deployment.require_open()
    every = deployment.section(key).evidence
    rest = {question: tuple(one for one in pieces if one.key not in gone) for question, pieces in every.items()}
    changed = {question: pieces for question, pieces in rest.items() if pieces != every[question]}
    return _changed(deployment, key, changed, act) if changed else (deployment, ())


def _changed(deployment: Deployment, key: SectionKey, changed: dict[QuestionKey, _Pieces], act: Act) -> Changed:
    state = deployment.section(key)
    owners = state.taken_by(act)
    evidence = {question: pieces for question, pieces in {**state.evidence, **changed}.items() if pieces}
    why = Reopening(act.by, act.at, _told(deployment, key, changed)) if state.signed_off else state.reopened
    after = deployment.with_section(key, evidence=evidence, owners=owners, signed_off=None, reopened=why)
    events = [] if owners == state.owners else [after.event(EventKind.OWNERS_CHANGED, act, section=key, after=act.by)]
    for question, now in changed.items():
        was = state.evidence.get(question, ())
        added = [piece for piece in now if piece not in was]
        gone = [in_words(piece.item) for piece in was if piece not in now]
        about = {"section": key, "question": question}
        events += [_added(after, piece, act, about) for piece in added]
        events += [after.event(EventKind.EVIDENCE_REMOVED, act, **about, before=words) for words in gone]
    if state.signed_off:
        events.append(after.event(EventKind.SIGN_OFF_VOIDED, act, section=key, reason="other evidence"))
    return after, tuple(events)


def _added(after: Deployment, piece: Evidence, act: Act, about: dict[str, str]) -> Event:
    said, age = in_words(piece.item), age_in_words(piece)
    return after.event(EventKind.EVIDENCE_ADDED, act, **about, after=said, reason=age)


def _told(deployment: Deployment, key: SectionKey, changed: Collection[QuestionKey]) -> str:
    questions = deployment.checklist.section(key).questions
    return f"Other evidence for {', '.join(one.ref for one in questions if one.key in changed)}."
