"""What a button, a menu item and a modal carry, typed: who draws and who listens agree here.

Messages live for years, so what they carry has a version of its own; an unknown one becomes a sentence for the
person rather than a crash.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import quote, unquote

from bot.domain.answers import Value
from bot.domain.checklist import QuestionKey, SectionKey
from bot.domain.deployment import DeploymentId
from bot.domain.errors import CheckError

_VERSION = "1"
_SEPARATOR = "|"
_PARTS = 6
NO_SECTION = SectionKey("")
_NO_QUESTION = QuestionKey("")

VALUE = "value"
"""The action_id of every input: blocks differ by their block_id."""
LEAD_BLOCK, DUE_BLOCK, TO_BLOCK, REASON_BLOCK, SECTIONS_BLOCK = "lead", "due", "to", "reason", "sections"
TIER_BLOCK, ARTEFACT_BLOCK, QUESTION_BLOCK = "tier", "artefact", "question"
MITIGATION_BLOCK, HOLDER_BLOCK, EXPIRES_BLOCK = "mitigation", "holder", "expires"
LINKS_BLOCK, FILES_BLOCK, GONE_BLOCK = "links", "files", "gone"
DEPLOYMENT_BLOCK, USE_AS_BLOCK = "deployment", "use_as"
AS_EVIDENCE, AS_ANSWER = "evidence", "answer"

HOUR_BLOCK, WEEKDAYS_BLOCK, QUIET_START_BLOCK, QUIET_END_BLOCK = "hour", "weekdays", "quiet_start", "quiet_end"
COUNTRY_BLOCK, ZONE_BLOCK, DIGEST_BLOCK = "country", "zone", "digest"
UNTIL_BLOCK = "until"
BLOCK, HAND_OVER, MUTE = "block", "hand_over", "mute"
"""What the `choice` of an item of the menu beside a deployment in a reminder says."""
NONE = "none"
"""The value of the option that chooses nothing, where a select cannot be emptied."""

YES, NO, NOT_APPLICABLE = "yes", "no", "na"
"""What a reference's `choice` and an option's value say beside the index of one of the question's options."""
THEIRS, MINE = "theirs", "mine"
"""Whose answer stays."""
REMIND, REFRESH, ALL_HISTORY, CANCEL = "remind", "refresh", "history", "cancel"
"""What the `choice` of an item of the board's menu says."""


class ActionId(StrEnum):
    """What a button does."""

    ANSWER = "answer"
    WRITE = "write"
    NOT_APPLICABLE = "not_applicable"
    CHANGE = "change"
    ANSWER_SECTION = "answer_section"
    WHY = "why"
    CLAIM = "claim"
    ASSIGN = "assign"
    HAND_OVER = "hand_over"
    ASK_ACCEPTANCE = "ask_acceptance"
    ACCEPT_RISK = "accept_risk"
    CONDITION_DONE = "condition_done"
    SIGN_OFF = "sign_off"
    REOPEN = "reopen"
    LEAVE_OUT = "leave_out"
    TAKE_IN = "take_in"
    NEXT = "next"
    SET_UP = "set_up"
    MORE = "more"
    CARD_MORE = "card_more"
    REPLACE = "replace"
    OPEN = "open"
    HAND_OVER_MINE = "hand_over_mine"
    SETTINGS = "settings"
    HISTORY = "history"
    CONFIRM = "confirm"
    CONFIRM_SECTION = "confirm_section"
    SNOOZE = "snooze"
    PICK_TIME = "pick_time"
    WAKE = "wake"
    ON_MINE = "on_mine"
    UNMUTE = "unmute"
    EVIDENCE = "evidence"
    BLOCK = "block"
    UNBLOCK = "unblock"
    APPROVE = "approve"
    REQUEST_CHANGES = "request_changes"
    REVIEWERS = "reviewers"


class CallbackId(StrEnum):
    """Which modal it is."""

    ANSWERS = "answers"
    SET_UP = "set_up"
    OWNERS = "owners"
    REOPEN = "reopen"
    LEAVE_OUT = "leave_out"
    TAKE_IN = "take_in"
    CANCEL = "cancel"
    WHY = "why"
    SIGN_OFF = "sign_off"
    HAND_OVER_MINE = "hand_over_mine"
    SETTINGS = "settings"
    HISTORY = "history"
    CONFIRM_SECTION = "confirm_section"
    SNOOZE = "snooze"
    ASK_ACCEPTANCE = "ask_acceptance"
    ACCEPT_RISK = "accept_risk"
    EVIDENCE = "evidence"
    CAPTURE = "capture"
    CAPTURE_IN = "capture_in"
    BLOCK = "block"
    APPROVE = "approve"
    REQUEST_CHANGES = "request_changes"
    REVIEWERS = "reviewers"


class Mode(StrEnum):
    """What the answer modal goes through: a section page by page, one question, or a person's open questions."""

    SECTION = "section"
    QUESTION = "question"
    NEXT = "next"


class BadReference(CheckError):
    """A button or modal carries something that this version cannot read."""

    code = "bad_reference"

    def __init__(self) -> None:
        super().__init__("This button comes from an older version of the bot. Use the one on the card in the thread.")


@dataclass(frozen=True, slots=True)
class Reference:
    """What is meant by a button; `seen` is the version of the answer, or revision of the section, it was drawn with."""

    deployment: DeploymentId
    section: SectionKey = NO_SECTION
    question: QuestionKey = _NO_QUESTION
    choice: str = ""
    seen: int = 0


NOBODY_ELSE = Reference(DeploymentId("me"))
"""Stands where a button or form is about the person who uses it, and about no deployment."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A question as the modal showed it: which version, and the fingerprint of what its fields held."""

    question: QuestionKey
    seen: int = 0
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class ModalState:
    """What the answer modal remembers until it is submitted.

    `page` counts from 1. `contested` names the questions at which the person chooses between somebody else's answer,
    which was shown, and their own.
    """

    deployment: DeploymentId
    section: SectionKey
    questions: tuple[Drawn, ...]
    mode: Mode = Mode.SECTION
    page: int = 1
    pages: int = 1
    contested: tuple[QuestionKey, ...] = ()

    @property
    def seen(self) -> dict[QuestionKey, int]:
        """Return the version of each question's answer on this page, 0 where there was none."""
        return {drawn.question: drawn.seen for drawn in self.questions}


def action(action_id: ActionId, suffix: str = "") -> str:
    """Spell an action_id; the suffix keeps buttons of one block apart."""
    return f"{action_id}:{suffix}" if suffix else action_id.value


def matching(action_id: ActionId) -> re.Pattern[str]:
    """Return the pattern that matches this action_id with any suffix, and no other."""
    return re.compile(rf"^{re.escape(action_id)}(?::.*)?$")


def encode(reference: Reference) -> str:
    """Spell a reference for a button's value or an option's value."""
    parts = (reference.deployment, reference.section, reference.question, reference.choice)
    return _SEPARATOR.join((_VERSION, *(quote(part, safe="/") for part in parts), str(reference.seen)))


def decode(value: str) -> Reference:
    """Read a reference. Raises BadReference for anything that `encode` of this version did not write."""
    parts = value.split(_SEPARATOR)
    if len(parts) != _PARTS or parts[0] != _VERSION or not parts[1] or not re.fullmatch(r"[0-9]{1,18}", parts[-1]):
        raise BadReference
    deployment, section, question, choice = (unquote(part) for part in parts[1:-1])
    return Reference(DeploymentId(deployment), SectionKey(section), QuestionKey(question), choice, int(parts[-1]))


def encode_state(state: ModalState) -> str:
    """Spell a modal's state for private_metadata; the questions of one page stay far below its 3,000 characters."""
    return json.dumps(
        {
            "v": _VERSION,
            "d": state.deployment,
            "s": state.section,
            "q": [[drawn.question, drawn.seen, drawn.fingerprint] for drawn in state.questions],
            "m": state.mode,
            "p": [state.page, state.pages],
            "r": list(state.contested),
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def decode_action(action_id: str) -> Reference:
    """Read the reference that an action_id carries as its suffix, where an element has no value of its own."""
    return decode(action_id.partition(":")[2])


def decode_state(value: str) -> ModalState:
    """Read a modal's state. Raises BadReference for anything that `encode_state` of this version did not write."""
    try:
        return _state(json.loads(value))
    except (ValueError, TypeError, KeyError) as error:
        raise BadReference from error


def fingerprint(value: Value, note: str) -> str:
    """Return eight hexadecimal digits that tell whether an answer was changed in the modal."""
    return hashlib.sha256(repr((value, note)).encode()).hexdigest()[:8]


ANSWER_PREFIX = "answer/"


def answer_block(question: QuestionKey) -> str:
    """Return the block_id of a question's main field; an error of the answer goes there."""
    return f"{ANSWER_PREFIX}{question}"


def note_block(question: QuestionKey) -> str:
    """Return the block_id of a question's note."""
    return f"note/{question}"


def choice_block(question: QuestionKey, seen: int) -> str:
    """Return the block_id of the choice between two answers; where the other one changes, it is another choice."""
    return f"choice/{question}/{seen}"


def evidence_block(question: QuestionKey) -> str:
    """Return the block_id of the field for evidence of a question."""
    return f"evidence/{question}"


def files_block(question: QuestionKey) -> str:
    """Return the block_id of the field for files of a question."""
    return f"files/{question}"


def groups_block(section: SectionKey) -> str:
    """Return the block_id of the field that names the groups that own a section."""
    return f"groups/{section}"


def owners_block(section: SectionKey) -> str:
    """Return the block_id of the field that names a section's owners."""
    return f"owners/{section}"


def reviewers_block(section: SectionKey) -> str:
    """Return the block_id of the field that names a section's reviewers."""
    return f"reviewers/{section}"


def _state(raw: Any) -> ModalState:
    if raw["v"] != _VERSION:
        raise BadReference
    page, pages = raw["p"]
    return ModalState(
        deployment=DeploymentId(str(raw["d"])),
        section=SectionKey(str(raw["s"])),
        questions=tuple(Drawn(QuestionKey(str(key)), int(seen), str(mark)) for key, seen, mark in raw["q"]),
        mode=Mode(raw["m"]),
        page=int(page),
        pages=int(pages),
        contested=tuple(QuestionKey(str(key)) for key in raw["r"]),
    )
