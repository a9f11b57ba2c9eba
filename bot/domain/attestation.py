"""What a signature stands for: a digest of exactly the answers that it was given for.

What is hashed is spelt here once and for all: a stored digest must be the same for ever. A field of an answer that
holds its default is left out, so that one which later versions add does not change the digests of older signatures.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal

from bot.domain.chain import Fault, spelled
from bot.domain.checklist import Section
from bot.domain.deployment import Deployment, SectionState
from bot.domain.events import Event, EventKind
from bot.domain.evidence import Evidence, source_of
from bot.domain.scope import asked


def digest_of(section: Section, state: SectionState) -> str:
    """Return the SHA-256 of the canonical JSON of every answer that counts, with its evidence, in the order to read."""
    answers = [
        {
            "question": question.key,
            "answer": _plain(state.answers[question.key]),
            **_evidence(state.evidence.get(question.key, ())),
        }
        for question in asked(section, state)
        if question.key in state.answers
    ]
    whole = {"section": section.key, "answers": answers}
    return hashlib.sha256(
        json.dumps(whole, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    ).hexdigest()


def signature_faults(deployment: Deployment, events: Sequence[Event]) -> Iterator[Fault]:
    """Yield a fault for every signature or approval over other answers than those that it was given for.

    Sections that were signed before signatures carried digests pass.
    """
    recorded = {event.section: (at, event.after) for at, event in enumerate(events, 1) if _signs(event)}
    approved = {(event.section, event.by): (at, event) for at, event in enumerate(events, 1) if _approves(event)}
    for section in deployment.checklist.sections:
        state = deployment.sections[section.key]
        at, digest = recorded.get(section.key, (0, ""))
        if state.signed_off and {state.signed_off.digest, digest} not in ({""}, {digest_of(section, state)}):
            yield Fault(at, f"section {section.ref} does not have the answers that it was signed for")
        for approval in state.signed_off.approvals if state.signed_off else ():
            at, given = approved.get((section.key, approval.by), (0, None))
            if {approval.digest, given and given.after} != {digest_of(section, state)}:
                yield Fault(at, f"section {section.ref} does not have the answers that it was approved for")
            elif given and given.before != " ".join(approval.groups):
                yield Fault(at, f"section {section.ref} was not approved for the groups that it counts as approved for")


def _evidence(pieces: Sequence[Evidence]) -> dict[str, object]:
    """Return which pieces there are; what becomes of a message after it was captured takes back no signature."""
    return {"evidence": [[piece.key, *source_of(piece.item)] for piece in pieces]} if pieces else {}


def _signs(event: Event) -> bool:
    return event.kind is EventKind.SIGNED_OFF


def _approves(event: Event) -> bool:
    return event.kind is EventKind.APPROVED


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        held = [(part, getattr(value, part.name)) for part in fields(value)]
        said = {part.name: _plain(it) for part, it in held if it != part.default}
        return {"is": type(value).__name__, **said}
    if isinstance(value, datetime):
        return spelled(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, Decimal | date) else value
