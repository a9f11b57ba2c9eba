"""A signature: given for a section as it stood, and taken back with a reason."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.attestation import digest_of
from bot.domain.checklist import Section, SectionKey
from bot.domain.deployment import (
    Changed,
    Deployment,
    DeploymentStatus,
    SectionState,
    checked_reason,
)
from bot.domain.errors import AnswersMissing, Conflict, RisksOpen, SectionSignedOff
from bot.domain.events import EventKind
from bot.domain.eyes import require_other_eyes
from bot.domain.marks import Closing, Reopening, SignOff
from bot.domain.people import Act
from bot.domain.review import is_finished
from bot.domain.scope import unproven
from bot.domain.signoff import open_questions, open_risks


def sign_off(deployment: Deployment, key: SectionKey, seen: int, act: Act) -> Changed:
    """Sign a section off as it stood at revision `seen` of the section; the last one publishes the deployment.

    A section that is to be reviewed counts only when it is approved. A member of the group that owns it takes it by
    signing, when nobody has taken it before.

    Raises AnswersMissing, RisksOpen, SectionSignedOff, NotAllowed for those whom the checklist bars, or Conflict when
    the section changed after the person saw it.
    """
    deployment.require_open()
    state, section = deployment.section(key), deployment.checklist.section(key)
    _require_signable(section, state, act)
    require_other_eyes(deployment, section, act.by)
    if state.revision != seen:
        raise Conflict(f"Section {section.ref} has changed since you looked. Read its card, then sign again.")
    digest = digest_of(section, state)
    owners = state.taken_by(act) if state.groups else state.owners
    after = deployment.with_section(
        key, signed_off=SignOff(act.by, act.at, digest), reopened=None, blocked=None, owners=owners
    )
    taken = [after.event(EventKind.OWNERS_CHANGED, act, section=key, after=act.by)] if owners != state.owners else []
    signed = after.event(EventKind.SIGNED_OFF, act, section=key, after=digest)
    after, events = published(after, act)
    return after, (*taken, signed, *events)


def published(deployment: Deployment, act: Act) -> Changed:
    """Publish a deployment with whose last change every section is finished; any other stays as it is."""
    if not all(is_finished(section, deployment.sections[section.key]) for section in deployment.checklist.sections):
        return deployment, ()
    after = replace(deployment, status=DeploymentStatus.PUBLISHED, closing=Closing(act.by, act.at))
    return after, (after.event(EventKind.PUBLISHED, act),)


def reopen(deployment: Deployment, key: SectionKey, reason: str, act: Act) -> Changed:
    """Take a section's sign-off back."""
    deployment.require_open()
    reason = checked_reason(reason, "Say in a few words why the section is reopened.")
    if deployment.section(key).signed_off is None:
        ref = deployment.checklist.section(key).ref
        raise SectionSignedOff(f"Section {ref} is not signed off, so it can be answered as it is.")
    after = deployment.with_section(key, signed_off=None, reopened=Reopening(act.by, act.at, reason))
    return after, (after.event(EventKind.REOPENED, act, section=key, reason=reason),)


def _require_signable(section: Section, state: SectionState, act: Act) -> None:
    if state.signed_off:
        raise SectionSignedOff(f"Section {section.ref} is already signed off.")
    missing = open_questions(section, state)
    if missing:
        raise AnswersMissing(missing, unproven(section, state))
    risks = open_risks(section, state, act.today)
    if risks:
        raise RisksOpen([risk.question for risk in risks])
