"""Look into the files that were brought as evidence, so that a later one under the same name is found out.

Slack gives people three seconds in a form; a file takes as long as it takes, so the clock does it afterwards.
"""

from __future__ import annotations

import structlog

from bot.domain.deployment import Changed, Deployment
from bot.domain.noticing import Identified, identify
from bot.domain.people import Act
from bot.usecases.change import Decide, change
from bot.usecases.ports import FileGone, FileUnread, Ports, Request, UnknownFile

log = structlog.get_logger(__name__)

AT_ONCE = 10


def identify_files(ports: Ports) -> int:
    """Take the digest of some files; return of how many. What cannot be read now is tried again at the next tick."""
    with ports.work.reading() as tx:
        found = tx.deployments.unknown_files(AT_ONCE)
    identified = sum(_identify(ports, one) for one in found)
    if identified < len(found):
        log.info("files_unread", number=len(found) - identified)
    return identified


def _identify(ports: Ports, unknown: UnknownFile) -> bool:
    try:
        file = Identified(unknown.file, ports.digest_of(unknown.workspace, unknown.file))
    except FileGone:
        file = Identified(unknown.file, None)
    except FileUnread as error:
        log.debug("file_unread", file=unknown.file, reason=str(error))
        return False
    request = Request("", unknown.workspace, unknown.by, unknown.workspace)
    change(ports, request, unknown.deployment, _identifying(file))
    return True


def _identifying(file: Identified) -> Decide:
    def decide(deployment: Deployment, act: Act) -> Changed:
        return identify(deployment, file, act)

    return decide
