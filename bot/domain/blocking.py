"""A section that cannot go on: nobody is reminded of it until somebody says that it can, or signs it off.

Each function checks its rule and returns the next state with its events, as the methods of Deployment do.
"""

from __future__ import annotations

from bot.domain.checklist import SectionKey
from bot.domain.deployment import Changed, Deployment, checked_reason
from bot.domain.errors import Conflict, SectionSignedOff
from bot.domain.events import EventKind
from bot.domain.marks import Blocking
from bot.domain.people import Act


def block(deployment: Deployment, key: SectionKey, reason: str, act: Act) -> Changed:
    """Say why a section cannot go on. Raises SectionSignedOff, ReasonMissing, Conflict when somebody said so before."""
    deployment.require_open()
    state, ref = deployment.section(key), deployment.checklist.section(key).ref
    if state.signed_off:
        raise SectionSignedOff(f"Section {ref} is signed off, so nothing holds it up.")
    if state.blocked:
        raise Conflict(f"Section {ref} is already blocked. Its card says who said so, and why.")
    reason = checked_reason(reason, "Say in a few words what you wait for.")
    after = deployment.with_section(key, blocked=Blocking(act.by, act.at, reason, deployment.revision + 1))
    return after, (after.event(EventKind.BLOCKED, act, section=key, reason=reason),)


def unblock(deployment: Deployment, key: SectionKey, act: Act) -> Changed:
    """Say that a section can go on."""
    deployment.require_open()
    if deployment.section(key).blocked is None:
        return deployment, ()
    after = deployment.with_section(key, blocked=None)
    return after, (after.event(EventKind.UNBLOCKED, act, section=key),)
