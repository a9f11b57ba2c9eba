"""What the deliverer does when Slack refuses a message; decision 10 has the table."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

import structlog

from bot.slack.failures import SlackRefused
from bot.slack.hindrances import Hindrance, hindrance_of
from bot.usecases.deliver import material_for, save_posting
from bot.usecases.give_up import give_up, renew, see_to_thread
from bot.usecases.ports import Ports
from bot.usecases.postings import Posting, PostingKind, PostingState

log = structlog.get_logger(__name__)

_LONGEST_WAIT = 300.0
_TRIES = 5
_CHANCE = random.Random()  # noqa: S311 - jitter; its own, so that the global state is nobody's business
_LASTING = {PostingKind.BOARD, PostingKind.CARD}


def settle(ports: Ports, posting: Posting, refused: SlackRefused) -> None:
    """Decide what becomes of a message that Slack refused; a refusal of the whole workspace is not for here."""
    hindrance = hindrance_of(refused.code, is_direct=posting.address.user is not None)
    match hindrance:
        case Hindrance.PASSING:
            later(ports, posting, str(refused))
        case Hindrance.MESSAGE if posting.ts:
            _gone(ports, posting, str(refused))
        case Hindrance.THREAD if posting.attempts < _TRIES:
            _thread_gone(ports, posting, str(refused))
        case _:
            log.warning("posting_failed", posting=posting.id, kind=posting.address.kind, reason=str(refused))
            of_place, of_person = hindrance is Hindrance.PLACE, hindrance is Hindrance.PERSON
            give_up(ports, posting, str(refused), is_of_place=of_place, is_of_person=of_person)


def later(ports: Ports, posting: Posting, reason: str) -> None:
    """Try again after a while, twice as long each time, somewhat at random."""
    wait = min(2.0**posting.attempts, _LONGEST_WAIT) * _CHANCE.uniform(0.5, 1.0)
    log.info("posting_later", posting=posting.id, kind=posting.address.kind, seconds=round(wait, 1), reason=reason)
    next_at = ports.clock() + timedelta(seconds=wait)
    save_posting(ports, replace(posting, attempts=posting.attempts + 1, next_at=next_at, error=reason))


def _gone(ports: Ports, posting: Posting, reason: str) -> None:
    """Bring back what the deployment cannot do without, once; what somebody takes away again stays away a while."""
    if posting.address.kind not in _LASTING:
        save_posting(ports, replace(posting, shown=posting.wanted, error=reason))
    elif posting.recreated:
        log.warning("posting_failed", posting=posting.id, kind=posting.address.kind, reason=reason)
        # Without a ts the next wish posts it anew instead of editing what is not there.
        give_up(ports, replace(posting, ts="", shown=0, sent_at=None), reason)
    else:
        log.info("posting_recreated", posting=posting.id, kind=posting.address.kind, reason=reason)
        renew(ports, posting, reason)


def _thread_gone(ports: Ports, posting: Posting, reason: str) -> None:
    deployment = material_for(ports, posting).deployment
    if deployment is not None:
        see_to_thread(ports, deployment)
    later(ports, replace(posting, state=PostingState.IDLE), reason)
