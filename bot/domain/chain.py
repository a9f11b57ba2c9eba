"""The history as a chain: every event carries a digest of itself and of all that came before it.

What is hashed is spelt here once and for all: a stored digest must be the same for ever. An absent detail (None) is
left out, so that a detail which later versions add does not change the digests of older events.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.domain.deployment import DeploymentId
from bot.domain.events import Event

START = ""
"""What the first event of a deployment is chained to."""


@dataclass(frozen=True, slots=True)
class Link:
    """One event as it is stored: its place, everything that is hashed, and the digest that stands beside it."""

    sequence: int
    content: Mapping[str, object]
    digest: str


@dataclass(frozen=True, slots=True)
class Chain:
    """All stored events of a deployment in order, and the heads that are kept apart from them.

    `head` is the digest of the last event, `closed_head` that of the event that closed it, which the summary carries.
    """

    deployment: DeploymentId
    links: tuple[Link, ...]
    head: str
    closed_head: str
    is_closed: bool


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it was written, and at which event it shows."""

    sequence: int
    problem: str


def content_of(event: Event) -> Mapping[str, object]:
    """Return what is hashed of an event."""
    return {
        "kind": event.kind.value,
        "by": event.by,
        "at": spelled(event.at),
        "revision": event.revision,
        "section": event.section,
        "question": event.question,
        "before": event.before,
        "after": event.after,
        "reason": event.reason,
    }


def spelled(at: datetime) -> str:
    """Spell a moment: always in UTC and with microseconds."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def digest_after(previous: str, deployment: DeploymentId, sequence: int, content: Mapping[str, object]) -> str:
    """Return the SHA-256 of the canonical JSON of an event, its place and the digest before it, in hexadecimal."""
    present = {name: value for name, value in content.items() if value is not None}
    whole = {"deployment": deployment, "sequence": sequence, "previous": previous, "event": present}
    canonical = json.dumps(whole, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=repr)
    return hashlib.sha256(canonical.encode()).hexdigest()


def faults_in(chain: Chain) -> tuple[Fault, ...]:
    """Recompute a chain; return whatever was changed, removed, added or moved, the first place first."""
    return (*_faults_of_links(chain), *_faults_of_heads(chain))


def _faults_of_links(chain: Chain) -> Iterator[Fault]:
    previous, expected = START, 1
    for link in chain.links:
        if link.sequence > expected:
            yield Fault(expected, _missing(expected, link.sequence - 1))
        elif link.digest != digest_after(previous, chain.deployment, link.sequence, link.content):
            yield Fault(link.sequence, f"event {link.sequence} is not the one that was recorded here")
        previous, expected = link.digest, link.sequence + 1


def _faults_of_heads(chain: Chain) -> Iterator[Fault]:
    last = chain.links[-1] if chain.links else Link(0, {}, START)
    if chain.head != last.digest:
        yield Fault(
            last.sequence + 1, f"what was recorded after event {last.sequence} is missing, or the head is wrong"
        )
    if chain.is_closed and chain.closed_head not in {link.digest for link in chain.links}:
        yield Fault(last.sequence, "the head that its summary carries is not in the history")


def _missing(first: int, last: int) -> str:
    return f"event {first} is missing" if first == last else f"events {first} to {last} are missing"
