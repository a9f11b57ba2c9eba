"""Work that ends at a moment of the test's choosing, as a killed process or a lost connection would end it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from bot.domain.errors import ChangedMeanwhile
from bot.usecases.ports import Transaction, Work


class Crashed(Exception):
    """The process is gone; nobody was told how it went."""


class Moment(StrEnum):
    """When something goes wrong: at a call to a port, after the last one, or once everything is stored."""

    CALL = "at a call"
    COLLISION = "another writer at a call"
    COMMIT = "before the commit"
    ANSWER = "after the commit"


@dataclass(frozen=True, slots=True)
class Crash:
    moment: Moment
    call: int = 1


class CrashingWork:
    """Implements the port `Work`; `next_crash` strikes once, in the next transaction that writes."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self.next_crash: Crash | None = None
        self.has_committed = False

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        crash, self.next_crash, self.has_committed = self.next_crash, None, False
        with self._work.writing() as tx:
            yield cast("Transaction", _Counted(tx, _fuse(crash))) if crash else tx
            if crash and crash.moment is Moment.COMMIT:
                raise Crashed
        self.has_committed = True
        if crash and crash.moment is Moment.ANSWER:
            raise Crashed

    def reading(self) -> AbstractContextManager[Transaction]:
        return self._work.reading()


def _fuse(crash: Crash) -> Callable[[], None]:
    """Return what is called before every call to a port."""
    left = iter(range(1, 1_000))

    def burn() -> None:
        if next(left) != crash.call:
            return
        if crash.moment is Moment.CALL:
            raise Crashed
        if crash.moment is Moment.COLLISION:
            raise ChangedMeanwhile

    return burn


class _Counted:
    """A transaction or one of its ports: burns the fuse before each call."""

    def __init__(self, inner: object, burn: Callable[[], None]) -> None:
        self._inner = inner
        self._burn = burn

    def __getattr__(self, name: str) -> object:
        found = getattr(self._inner, name)
        if not callable(found):
            return _Counted(found, self._burn)

        def call(*arguments: object, **named: object) -> object:
            self._burn()
            return found(*arguments, **named)

        return call
