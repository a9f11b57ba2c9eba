"""Makes Slack show what the postings want: one message at a time, posted at most once, edited as often as needed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog

from bot.domain.people import WorkspaceId
from bot.slack.client import Place, SlackClient
from bot.slack.directory import names_of
from bot.slack.failures import SlackBusy, SlackError, SlackRefused, SlackSilent, SlackUnreachable
from bot.slack.hindrances import Hindrance, hindrance_of, is_of_place
from bot.slack.refusals import later, settle
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
    want_again,
)
from bot.usecases.give_up import bring_back
from bot.usecases.leased import LeasedWork, LeaseLost
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
_KNOCK = timedelta(minutes=1)
"""How often a workspace that lets the bot say nothing is asked whether it does by now."""
_NO_BOARD = "no_board"
"""The code of a reply whose board could not be posted, before what kept that one back."""
_BETTER_TWICE = {PostingKind.BOARD, PostingKind.CARD}
"""What nobody could go on without: where history may not be read, a second one is better than none."""


@dataclass(frozen=True, slots=True)
class DeliveryPolicy:
    """Seconds: how long a lease holds, and how long Slack may take to show a message whose post got no answer."""

    lease: float = 6.0
    quiet: float = 60.0


@dataclass(slots=True)
class WorkspaceDeliverer:
    """Delivers to one workspace while this process holds its lease; all that it writes is void without it."""

    ports: Ports
    slack: SlackClient
    workspace: WorkspaceId
    holder: str
    reporter: Reporter
    policy: DeliveryPolicy = DeliveryPolicy()
    turns: Turns = field(default_factory=Turns)
    lease: LeasedWork = field(init=False)
    set_aside: dict[PostingId, datetime] = field(default_factory=dict)
    shut_out_until: datetime | None = None

    def __post_init__(self) -> None:
        ports, seconds = self.ports, self.policy.lease
        self.lease = LeasedWork(ports.work, ports.clock, self.workspace, self.holder, seconds)
        self.ports = replace(ports, work=self.lease)

    def step(self) -> bool:
        """Deliver the most important posting that may go now; say whether there was one."""
        if self._is_shut_out():
            return False
        now = self.ports.clock()
        for posting in self.turns.order(due_postings(self.ports, self.workspace, BATCH), now):
            if self._ready_at(posting, now) > now:
                continue
            if not self.lease.take():
                return False
            self.turns.serve(posting)
            return self._deliver(posting)
        return False

    def wait_until(self) -> datetime | None:
        """Return when the next posting may go; None when nothing is behind, or another replica delivers."""
        if self.lease.ends_at is None or self.shut_out_until is not None:
            return self.shut_out_until
        now = self.ports.clock()
        times = [self._ready_at(p, now) for p in due_postings(self.ports, self.workspace, BATCH)]
        return min(times, default=next_due_at(self.ports, self.workspace))

    def _is_shut_out(self) -> bool:
        """Say whether the workspace lets the bot say nothing; asks Slack once a minute."""
        if self.shut_out_until is None or self.ports.clock() < self.shut_out_until:
            return self.shut_out_until is not None
        try:
            self.slack.knock()
        except SlackError as error:
            log.warning("workspace_closed", workspace=self.workspace, reason=str(error))
            self.shut_out_until = self.ports.clock() + _KNOCK
        else:
            log.info("workspace_open", workspace=self.workspace)
            self.shut_out_until = None
        return self.shut_out_until is not None

    def _ready_at(self, posting: Posting, now: datetime) -> datetime:
        if posting.ts:
            paced = self.slack.pacing.edit_ready_at(posting.ts, now, urgent=is_hurried(posting, now))
        else:
            paced = self.slack.pacing.post_ready_at(posting.channel, now)
        return max(paced, self.set_aside.get(posting.id, now))

    def _deliver(self, posting: Posting) -> bool:
        """See to one message; say whether the lease lasted."""
        try:
            self._try(posting)
        except LeaseLost:
            log.info("lease_lost", workspace=self.workspace, posting=posting.id)
            return False
        except BaseException:
            # The row stays as it is: SENDING may stand in it. Left at the head of the queue, one message that
            # cannot be drawn would hold up everything behind it.
            self.set_aside[posting.id] = self.ports.clock() + _SET_ASIDE
            raise
        return True

    def _try(self, posting: Posting) -> None:
        try:
            self._show(posting)
        except SlackBusy as busy:
            until = self.ports.clock() + timedelta(seconds=busy.seconds)
            self._save(replace(posting, next_at=until, error=str(busy)))
        except SlackRefused as refused:
            if hindrance_of(refused.code, is_direct=False) is Hindrance.WORKSPACE:
                log.warning("workspace_closed", workspace=self.workspace, reason=str(refused))
                self.shut_out_until = self.ports.clock() + _KNOCK
                self._save(replace(posting, error=str(refused)))
            else:
                settle(self.ports, posting, refused)
        except SlackError as error:
            later(self.ports, posting, str(error))

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
            self._edit(material, with_mark(message, posting))
        else:
            self._post(material, with_mark(message, posting))

    def _hold(self, material: Material) -> None:
        """Keep a reply back until the board stands; without a board it has no place."""
        posting, root = material.posting, material.root
        if root is None or root.state is PostingState.FAILED:
            error = f"{_NO_BOARD} {root.error if root else ''}".strip()
            self._save(replace(posting, state=PostingState.FAILED, error=error))
        else:
            self._save(replace(posting, next_at=self.ports.clock() + _HOLD))

    def _edit(self, material: Material, message: Message) -> None:
        posting = material.posting
        self.lease.require()
        self.slack.edit(posting.channel, posting.ts, message)
        shown_at = self.ports.clock()
        shown = replace(posting, shown=posting.wanted, shown_at=shown_at, urgent=False, attempts=0, error="")
        try:
            self._save(shown)
        except LeaseLost:
            # It may have come after the next holder's edit and taken away what that one shows.
            want_again(self.lease.work, posting, shown_at)
            raise
        self._works(material)

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
        # A direct message learns only now which channel it goes to.
        self.slack.pacing.require_post(place.channel)
        now = self.ports.clock()
        posting = replace(material.posting, channel=place.channel, state=PostingState.SENDING, sent_at=now)
        self._save(posting)
        try:
            # From here on it cannot be taken back, only found: by this process, or by the next holder of the lease.
            self.lease.require()
            ts = send()
        except SlackSilent as silent:
            log.warning("posting_unknown", posting=posting.id, kind=posting.address.kind, reason=str(silent))
            self._save(replace(posting, state=PostingState.UNKNOWN, next_at=now + _FIRST_LOOK, error=str(silent)))
            return
        except (SlackBusy, SlackUnreachable, SlackRefused):
            self._save(replace(posting, state=PostingState.IDLE, sent_at=None))
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
            self._save(replace(posting, state=PostingState.IDLE, sent_at=None, next_at=now))

    def _look_if_allowed(self, material: Material, since: datetime) -> str:
        """Look for the message where history may be read."""
        try:
            return self._look(material, since)
        except SlackRefused as refused:
            if refused.code != "missing_scope" or material.posting.address.kind not in _BETTER_TWICE:
                raise
            return ""

    def _look(self, material: Material, since: datetime) -> str:
        place = self._place(material)
        if material.posting.address.kind is PostingKind.REPORT and material.deployment:
            return self.slack.find_file(place, self.reporter(material.deployment, {}).name, since)
        return self.slack.find_posting(place, material.posting.id, since)

    def _first_shown(self, material: Material, posting: Posting) -> None:
        thread = posting.thread or posting.ts if posting.address.kind is PostingKind.BOARD else ""
        found = replace(posting, state=PostingState.IDLE, urgent=False, attempts=0, error="", thread=thread)
        save_first_post(self.ports, replace(found, shown_at=self.ports.clock()), material.deployment)
        self._works(material)

    def _works(self, material: Material) -> None:
        """Bring back what this channel had kept back, now that something is shown in it that was not before."""
        posting = material.posting
        is_board = posting.address.kind is PostingKind.BOARD

        def comes_back(code: str) -> bool:
            return is_of_place(code) or (is_board and code == _NO_BOARD)

        beside = (row for row in material.siblings if row.channel == posting.channel)
        if posting.error or any(row.state is PostingState.FAILED and comes_back(row.code) for row in beside):
            bring_back(self.ports, posting, comes_back)

    def _place(self, material: Material) -> Place:
        posting = material.posting
        if posting.address.kind in _IN_THREAD:
            return Place(posting.channel, material.root.root if material.root else "")
        if posting.channel == NO_CHANNEL_YET and posting.address.user:
            return Place(self.slack.open_dm(posting.address.user))
        return Place(posting.channel)

    def _scene(self, material: Material) -> Scene:
        names = names_of(self.ports, self.slack, self.workspace, people_shown(material))
        return scene_of(material, names, self.slack.identity().url, self.ports.clock())

    def _save(self, posting: Posting) -> None:
        save_posting(self.ports, posting)


def _waits_for_root(material: Material) -> bool:
    posting, root = material.posting, material.root
    return posting.address.kind in _IN_THREAD and not posting.ts and not (root and root.root)
