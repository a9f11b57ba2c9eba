"""Makes Slack show what the postings want: one message at a time, posted at most once, edited as often as needed."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog

from bot.domain.people import WorkspaceId
from bot.slack.client import Place, SlackClient
from bot.slack.directory import names_of
from bot.slack.failures import SlackBusy, SlackError, SlackRefused, SlackSilent, SlackUnreachable
from bot.slack.rendering import people_shown, render, scene_of, with_mark
from bot.slack.reporting import Reporter
from bot.slack.turns import Turns, is_hurried
from bot.slack.views.scene import Message, Scene
from bot.usecases.deliver import (
    Material,
    due_postings,
    material_for,
    next_due_at,
    save_first_post,
    save_posting,
    take_lease,
)
from bot.usecases.ports import Ports
from bot.usecases.postings import NO_CHANNEL_YET, Posting, PostingId, PostingKind, PostingState

log = structlog.get_logger(__name__)

BATCH = 200
_IN_THREAD = {PostingKind.CARD, PostingKind.SUMMARY, PostingKind.REPORT, PostingKind.OVERDUE}
_HOLD = timedelta(seconds=1)
_LOOK_AGAIN = timedelta(seconds=2)
_FIRST_LOOK = timedelta(seconds=1)
_CLOCK_SKEW = timedelta(minutes=2)
_SET_ASIDE = timedelta(seconds=20)
_LONGEST_WAIT = 300.0
_CHANCE = random.Random()  # noqa: S311 - jitter; its own, so that the global state is nobody's business
_HOPELESS = {
    "channel_not_found", "not_in_channel", "is_archived", "user_not_found", "user_disabled", "user_not_visible",
    "cannot_dm_bot", "messages_tab_disabled", "invalid_blocks", "msg_too_long", "msg_blocks_too_long", "no_text",
    "cant_update_message", "edit_window_closed", "restricted_action", "invalid_arguments", "missing_scope",
}  # fmt: skip
"""Errors that the same request would meet again; whatever changes next starts afresh."""


@dataclass(frozen=True, slots=True)
class DeliveryPolicy:
    """Seconds: how long a lease holds, and how long Slack may take to show a message whose post got no answer."""

    lease: float = 15.0
    quiet: float = 60.0


@dataclass(slots=True)
class WorkspaceDeliverer:
    """Delivers to one workspace while this process holds its lease."""

    ports: Ports
    slack: SlackClient
    workspace: WorkspaceId
    holder: str
    reporter: Reporter
    policy: DeliveryPolicy = DeliveryPolicy()
    turns: Turns = field(default_factory=Turns)
    leased_until: datetime | None = None
    set_aside: dict[PostingId, datetime] = field(default_factory=dict)

    def step(self) -> bool:
        """Deliver the most important posting that may go now; say whether there was one."""
        now = self.ports.clock()
        for posting in self.turns.order(due_postings(self.ports, self.workspace, BATCH), now):
            if self._ready_at(posting, now) > now:
                continue
            if not self._holds_lease():
                return False
            self.turns.serve(posting)
            self._deliver(posting)
            return True
        return False

    def wait_until(self) -> datetime | None:
        """Return when the next posting may go; None when nothing is behind, or another replica delivers."""
        if self.leased_until is None:
            return None
        now = self.ports.clock()
        times = [self._ready_at(p, now) for p in due_postings(self.ports, self.workspace, BATCH)]
        return min(times, default=next_due_at(self.ports, self.workspace))

    def _ready_at(self, posting: Posting, now: datetime) -> datetime:
        if posting.ts:
            paced = self.slack.pacing.edit_ready_at(posting.ts, urgent=is_hurried(posting, now))
        else:
            paced = self.slack.pacing.post_ready_at(posting.channel)
        return max(paced, self.set_aside.get(posting.id, now))

    def _holds_lease(self) -> bool:
        now = self.ports.clock()
        if self.leased_until is None or now > self.leased_until - timedelta(seconds=self.policy.lease / 2):
            held = take_lease(self.ports, self.workspace, self.holder, seconds=self.policy.lease)
            self.leased_until = now + timedelta(seconds=self.policy.lease) if held else None
        return self.leased_until is not None

    def _deliver(self, posting: Posting) -> None:
        try:
            self._show(posting)
        except SlackBusy as busy:
            until = self.ports.clock() + timedelta(seconds=busy.seconds)
            self._save(replace(posting, next_at=until, error=str(busy)))
        except SlackRefused as refused:
            self._refused(posting, refused)
        except SlackError as error:
            self._later(posting, str(error))
        except BaseException:
            # The row stays as it is: SENDING may stand in it. Left at the head of the queue, one message that
            # cannot be drawn would hold up everything behind it.
            self.set_aside[posting.id] = self.ports.clock() + _SET_ASIDE
            raise

    def _show(self, posting: Posting) -> None:
        material = material_for(self.ports, posting)
        posting = material.posting
        if _waits_for_root(material):
            self._hold(material)
        elif posting.state in {PostingState.SENDING, PostingState.UNKNOWN}:
            self._find(material)
        elif posting.address.kind is PostingKind.REPORT:
            self._attach(material)
        else:
            self._draw(material)

    def _draw(self, material: Material) -> None:
        posting = material.posting
        message = render(material, self._scene(material))
        if message is None:
            self._save(replace(posting, shown=posting.wanted, state=PostingState.WITHDRAWN))
        elif posting.ts:
            self._edit(posting, with_mark(message, posting))
        else:
            self._post(material, with_mark(message, posting))

    def _hold(self, material: Material) -> None:
        """Keep a reply back until the board stands; without a board it has no place."""
        posting, root = material.posting, material.root
        if root is None or root.state is PostingState.FAILED:
            self._save(replace(posting, state=PostingState.FAILED, error="the board could not be posted"))
        else:
            self._save(replace(posting, next_at=self.ports.clock() + _HOLD))

    def _edit(self, posting: Posting, message: Message) -> None:
        self.slack.edit(posting.channel, posting.ts, message)
        self._save(replace(posting, shown=posting.wanted, urgent=False, attempts=0, error=""))

    def _post(self, material: Material, message: Message) -> None:
        place = self._place(material)
        broadcast = material.posting.address.kind is PostingKind.SUMMARY
        self._send(material, place, lambda: self.slack.post(place, message, material.posting.id, broadcast=broadcast))

    def _attach(self, material: Material) -> None:
        if material.deployment is None or material.posting.ts:
            self._save(replace(material.posting, shown=material.posting.wanted))
            return
        place, scene = self._place(material), self._scene(material)
        report = self.reporter(material.deployment, scene.names)
        self._send(material, place, lambda: self.slack.attach(place, report.name, report.content, report.comment))

    def _send(self, material: Material, place: Place, send: Callable[[], str]) -> None:
        """Post once. The row says so before the request leaves, so that a crash in between is noticed."""
        # Reading names may have taken longer than the lease holds; then the message is another replica's to post.
        self.leased_until = None
        if not self._holds_lease():
            return
        # A direct message learns only now which channel it goes to.
        self.slack.pacing.require_post(place.channel)
        now = self.ports.clock()
        posting = replace(material.posting, channel=place.channel, state=PostingState.SENDING, sent_at=now)
        self._save(posting)
        try:
            ts = send()
        except SlackSilent as silent:
            log.warning("posting_unknown", posting=posting.id, kind=posting.address.kind, reason=str(silent))
            self._save(replace(posting, state=PostingState.UNKNOWN, next_at=now + _FIRST_LOOK, error=str(silent)))
            return
        except (SlackBusy, SlackUnreachable, SlackRefused):
            self._save(replace(posting, state=PostingState.IDLE))
            raise
        self._first_shown(material, replace(posting, ts=ts, shown=posting.wanted))

    def _find(self, material: Material) -> None:
        """Adopt a message whose fate is unknown, or post again once it is surely not there."""
        posting, now = material.posting, self.ports.clock()
        sent_at = posting.sent_at or now
        ts = self._look_if_allowed(material, sent_at - _CLOCK_SKEW)
        if ts:
            log.info("posting_adopted", posting=posting.id, kind=posting.address.kind)
            self._first_shown(material, replace(posting, ts=ts, shown=0))
        elif now < sent_at + timedelta(seconds=self.policy.quiet):
            self._save(replace(posting, state=PostingState.UNKNOWN, next_at=now + _LOOK_AGAIN))
        else:
            log.info("posting_again", posting=posting.id, kind=posting.address.kind)
            self._save(replace(posting, state=PostingState.IDLE, next_at=now))

    def _look_if_allowed(self, material: Material, since: datetime) -> str:
        """Look for the message; where history may not be read, a second card is better than none."""
        try:
            return self._look(material, since)
        except SlackRefused as refused:
            if refused.code != "missing_scope" or material.posting.address.kind is not PostingKind.CARD:
                raise
            return ""

    def _look(self, material: Material, since: datetime) -> str:
        place = self._place(material)
        if material.posting.address.kind is PostingKind.REPORT and material.deployment:
            return self.slack.find_file(place, self.reporter(material.deployment, {}).name, since)
        return self.slack.find_posting(place, material.posting.id, since)

    def _first_shown(self, material: Material, posting: Posting) -> None:
        found = replace(posting, state=PostingState.IDLE, urgent=False, attempts=0, error="")
        save_first_post(self.ports, found, material.deployment)

    def _refused(self, posting: Posting, refused: SlackRefused) -> None:
        if refused.code == "message_not_found" and posting.ts and posting.address.kind is PostingKind.CARD:
            log.info("card_deleted", posting=posting.id)
            self._save(replace(posting, ts="", shown=0, error="somebody deleted the message"))
        elif refused.code in _HOPELESS | {"message_not_found", "thread_not_found"}:
            log.warning("posting_failed", posting=posting.id, kind=posting.address.kind, code=refused.code)
            self._save(replace(posting, state=PostingState.FAILED, error=str(refused)))
        else:
            self._later(posting, str(refused))

    def _later(self, posting: Posting, reason: str) -> None:
        wait = min(2.0**posting.attempts, _LONGEST_WAIT) * _CHANCE.uniform(0.5, 1.0)
        log.info("posting_later", posting=posting.id, kind=posting.address.kind, seconds=round(wait, 1), reason=reason)
        next_at = self.ports.clock() + timedelta(seconds=wait)
        self._save(replace(posting, attempts=posting.attempts + 1, next_at=next_at, error=reason))

    def _place(self, material: Material) -> Place:
        posting = material.posting
        if posting.address.kind in _IN_THREAD:
            return Place(posting.channel, material.root.ts if material.root else "")
        if posting.channel == NO_CHANNEL_YET and posting.address.user:
            return Place(self.slack.open_dm(posting.address.user))
        return Place(posting.channel)

    def _scene(self, material: Material) -> Scene:
        names = names_of(self.ports, self.slack, self.workspace, people_shown(material))
        return scene_of(material, names, self.slack.identity().url, self.ports.clock())

    def _save(self, posting: Posting) -> None:
        save_posting(self.ports, posting)


def _waits_for_root(material: Material) -> bool:
    return material.posting.address.kind in _IN_THREAD and not (material.root and material.root.ts)
