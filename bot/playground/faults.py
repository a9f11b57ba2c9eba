"""What goes wrong between an app and Slack: so often for each kind, drawn from a seed, the same in every run."""

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random
from typing import TypeVar

_Kind = TypeVar("_Kind", bound=StrEnum)
_P99 = 2.326
"""So many standard deviations lie between the middle and the 99th percentile."""


class CallFault(StrEnum):
    """What may happen to a call of the Web API.

    SILENT and DROPPED say whether the work was done before nothing came back; the first three leave it to chance.
    """

    SERVER_ERROR = "HTTP 500"
    UNAVAILABLE = "HTTP 503"
    INTERNAL_ERROR = "internal_error"
    SILENT_BEFORE = "no answer, nothing done"
    SILENT_AFTER = "no answer, all done"
    DROPPED_BEFORE = "connection lost, nothing done"
    DROPPED_AFTER = "connection lost, all done"
    REVOKED = "token_revoked"


class DeliveryFault(StrEnum):
    """What may happen on the way to the app; only events come twice or late."""

    DISCONNECTED = "disconnected"
    DUPLICATED = "event twice"
    LATE = "event late"


_NOTHING_DONE = frozenset({CallFault.SILENT_BEFORE, CallFault.DROPPED_BEFORE, CallFault.REVOKED})
_PERHAPS_DONE = frozenset({CallFault.SERVER_ERROR, CallFault.UNAVAILABLE, CallFault.INTERNAL_ERROR})


@dataclass(frozen=True, slots=True)
class FaultPlan:
    """How often each fault happens, as a probability per call and per delivery; all times are in seconds.

    Half of all calls take longer than `latency`, one in a hundred longer than `slow_latency`. A call without an
    answer is given up after `silence`. A token that was revoked stays so for `revoked_calls` calls.
    """

    seed: int = 1
    calls: Mapping[CallFault, float] = field(default_factory=dict)
    deliveries: Mapping[DeliveryFault, float] = field(default_factory=dict)
    latency: float = 0.0
    slow_latency: float = 0.0
    silence: float = 30.0
    revoked_calls: int = 5
    late: float = 5.0

    def __post_init__(self) -> None:
        for chances in (self.calls, self.deliveries):
            if min(chances.values(), default=0.0) < 0 or sum(chances.values()) > 1:
                raise ValueError(f"no probabilities: {chances}")
        if not 0 <= self.latency <= self.slow_latency or (self.slow_latency and not self.latency):
            raise ValueError(f"no latency: half above {self.latency}, one in a hundred above {self.slow_latency}")


NO_FAULTS = FaultPlan()


@dataclass(frozen=True, slots=True)
class Fate:
    """What is in store for a call: it waits, its work is `done` or not, and then perhaps something goes wrong."""

    wait: float = 0.0
    fault: CallFault | None = None
    done: bool = True


class Faults:
    """Draws from a plan, which may be another one at any time; `happened` counts over all of them.

    `latency` comes on top of what the plan says. Calls and deliveries have dice of their own, so that the same calls
    in the same order meet the same faults whatever is delivered meanwhile.
    """

    def __init__(self, plan: FaultPlan = NO_FAULTS, latency: float = 0.0) -> None:
        self._latency = latency
        self.happened: Counter[StrEnum] = Counter()
        self.follow(plan)

    def follow(self, plan: FaultPlan) -> None:
        """Let `plan` hold from the next call on, from its beginning."""
        self.plan = plan
        self._call_dice = Random(f"{plan.seed} calls")  # noqa: S311 - the same in every run is the purpose
        self._delivery_dice = Random(f"{plan.seed} deliveries")  # noqa: S311 - likewise
        self._revoked_left = 0

    def next_call(self) -> Fate:
        """Return the fate of a call. Every call takes three numbers from the dice, so that no fault shifts the rest."""
        spread, pick, coin = self._call_dice.gauss(), self._call_dice.random(), self._call_dice.random()
        fault = _picked(self.plan.calls, pick)
        if self._revoked_left:
            self._revoked_left -= 1
            fault = CallFault.REVOKED
        elif fault is CallFault.REVOKED:
            self._revoked_left = self.plan.revoked_calls - 1
        if fault is not None:
            self.happened[fault] += 1
        done = fault not in _NOTHING_DONE and not (fault in _PERHAPS_DONE and coin < 1 / 2)
        return Fate(self._latency + self._spread(spread), fault, done)

    def _spread(self, deviation: float) -> float:
        if not self.plan.latency:
            return 0.0
        return self.plan.latency * math.exp(deviation * math.log(self.plan.slow_latency / self.plan.latency) / _P99)

    def next_delivery(self, *, is_event: bool) -> DeliveryFault | None:
        fault = _picked(self.plan.deliveries, self._delivery_dice.random())
        if fault is not None and not is_event and fault is not DeliveryFault.DISCONNECTED:
            return None
        if fault is not None:
            self.happened[fault] += 1
        return fault


def _picked(chances: Mapping[_Kind, float], number: float) -> _Kind | None:
    for kind, chance in chances.items():
        number -= chance
        if number < 0:
            return kind
    return None
