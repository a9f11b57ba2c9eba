"""How things are said: the same fact reads the same on the board, the card, in a reminder and in a reply."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from urllib.parse import urlsplit

from bot.domain.answers import Answer, Confirmed, Linked, NotApplicable, Value, Written, in_words, is_risk
from bot.domain.checklist import Question, Section
from bot.domain.deployment import Deployment, SectionState
from bot.domain.eyes import BARS_ANSWERER, BARS_REQUESTER, signers_of
from bot.domain.marks import Blocking
from bot.domain.people import GroupId
from bot.domain.scope import answered, asked, unproven
from bot.domain.signoff import (
    Progress,
    SectionStatus,
    Verdict,
    conditions_of,
    expired_conditions,
    risks_of,
    status_of,
    verdict_of,
)
from bot.domain.waivers import Waiver
from bot.slack.views.blocks import ELLIPSIS, TURNING, clip, escape, safe
from bot.slack.views.scene import Scene

DOT = "  ·  "

SYMBOLS = {
    SectionStatus.UNASSIGNED: "◌",
    SectionStatus.NOT_STARTED: "○",
    SectionStatus.IN_PROGRESS: "◐",
    SectionStatus.RISKS_OPEN: "◑",
    SectionStatus.READY: "●",
    SectionStatus.BLOCKED: "■",
    SectionStatus.IN_REVIEW: "◕",
    SectionStatus.SIGNED_OFF: "✓",
}

ANSWERED = "✓ answered"

_BAR = 12
_LINK_ROOM = 300
_LOOK_AHEAD = 4  # times the room; whitespace that is folded may take up some of it


def count(number: int, thing: str, things: str = "") -> str:
    """Say "1 question", "2 questions"."""
    return f"{number:,} {thing if number == 1 else things or thing + 's'}"


def listed(things: Sequence[str]) -> str:
    """Say "a", "a and b", "a, b and c"."""
    return " and ".join(filter(None, (", ".join(things[:-1]), things[-1]))) if things else ""


def first_names(shown: Sequence[str], most: int = 2) -> str:
    """Say "Ana, Ben +3"."""
    rest = f" +{len(shown) - most}" if len(shown) > most else ""
    return ", ".join(shown[:most]) + rest


def groups(named: Sequence[GroupId], scene: Scene) -> str:
    """Say "group ML leads", "groups ML leads, Model risk"; never as a mention, which would call all of them."""
    return f"{'group' if len(named) == 1 else 'groups'} {first_names([scene.group(group) for group in named])}"


def owners(state: SectionState, scene: Scene, room: int = 40, most: int = 2) -> str:
    """Say who owns a section, people first; empty when nobody does."""
    people = first_names([scene.who(owner, room) for owner in state.owners], most)
    if not state.groups:
        return people
    theirs = groups(state.groups, scene)
    return f"{people} ({theirs})" if people else f"{theirs}, not claimed yet"


def day(when: date) -> str:
    # A date token would be moved by the reader's time zone and could show the day before.
    return f"{when.day} {when:%B %Y}"


def moment(at: datetime) -> str:
    """Write a point of time that Slack shows in the reader's own zone."""
    return f"<!date^{int(at.timestamp())}^{{date_short_pretty}} at {{time}}|{at:%Y-%m-%d %H:%M} UTC>"


def distance(due: date, now: datetime) -> str:
    """Say how far a due date is: "in 2 days", "today", "3 days late"."""
    days = (due - now.date()).days
    if days < 0:
        return f"{count(-days, 'day')} late"
    return {0: "today", 1: "tomorrow"}.get(days, f"in {days:,} days")


def due_words(due: date | None, now: datetime) -> str:
    """Say "due in 2 days" or "3 days late"; "no due date" without one."""
    if due is None:
        return "no due date"
    words = distance(due, now)
    return words if words.endswith("late") else f"due {words}"


def due_day(due: date | None, now: datetime) -> str:
    """Say the day and how far it is."""
    return f"due {day(due)} ({distance(due, now)})" if due else "no due date"


def flat(text: str, limit: int) -> str:
    """Fit what a person typed for plain text: one line, whose direction cannot turn round what stands behind it."""
    return clip(" ".join(TURNING.sub("", text).split()), limit)


def model(deployment: Deployment, limit: int = 80) -> str:
    """Name model and version, fit for mrkdwn."""
    return safe(f"{deployment.target.model} {deployment.target.version}", limit)


def target(deployment: Deployment, limit: int = 120) -> str:
    """Name model, version and environment, fit for mrkdwn."""
    return safe(str(deployment.target), limit)


def artefact(deployment: Deployment, limit: int) -> str:
    """Name what exactly is deployed, fit for mrkdwn; empty when nobody said."""
    return f"artefact {safe(deployment.artefact, limit)}" if deployment.artefact else ""


def section_name(section: Section, limit: int = 80) -> str:
    return safe(f"{section.ref} {section.title}", limit)


def introduced(title: str, rest: str) -> str:
    """Put a colon between a title and what is said of it, unless the title ends in a mark of its own."""
    return f"{title} {rest}" if title.endswith(("?", ".", ELLIPSIS)) else f"{title}: {rest}"


def link(url: str, shown: str) -> str:
    """Link text that is already fit for mrkdwn; without a url it stays text."""
    return f"<{url}|{shown.replace('|', '¦')}>" if url else shown


def bar(progress: Progress) -> str:
    """Draw the share of answered questions; full only when all are answered."""
    filled = _BAR * progress.answered // max(progress.questions, 1)
    return "▰" * filled + "▱" * (_BAR - filled)


def progress_words(progress: Progress) -> str:
    return (
        f"{progress.answered} of {progress.questions} answered, "
        f"{progress.signed_off} of {count(progress.sections, 'section')} signed off"
    )


def status_words(section: Section, state: SectionState, today: date) -> str:
    """Say where a section stands, with its symbol."""
    status = status_of(section, state, today)
    return f"{SYMBOLS[status]} {status}"


def answered_words(section: Section, state: SectionState) -> str:
    return f"{answered(section, state)} of {len(asked(section, state))} answered"


def unproven_words(section: Section, state: SectionState) -> str:
    """Say how many answers lack the evidence without which they do not count; empty when none does."""
    lacking = len(unproven(section, state))
    return f"evidence missing: {lacking}" if lacking else ""


def left_out_words(question: Question, state: SectionState, scene: Scene, room: int) -> str:
    """Say that a question is left out, why, and whose decision it was."""
    left = state.left_out[question.key]
    name = safe(f"{question.ref} {question.prompt}", max(room, 60))
    return introduced(f"⊖ left out  {name}", f"{quoted(left.reason, room)}, {scene.who(left.by, 40)}")


def blocked_words(blocked: Blocking, scene: Scene, room: int) -> str:
    """Say who is blocked, since when, and by what."""
    return f"Blocked, says {scene.who(blocked.by)} since {moment(blocked.at)}: {quoted(blocked.reason, room)}"


def verdict_words(deployment: Deployment) -> str:
    """Say the decision, with the number of conditions where there are any."""
    verdict = verdict_of(deployment)
    if verdict is Verdict.GO_WITH_CONDITIONS:
        return f"go, with {count(len(risks_of(deployment)), 'condition')}"
    return verdict.value


def conditions_words(deployment: Deployment, today: date) -> str:
    """Say how many conditions are met and how many have expired; empty without conditions."""
    conditions = conditions_of(deployment)
    if not conditions:
        return ""
    met = sum(condition.is_done for condition in conditions)
    expired = len(expired_conditions(deployment, today))
    return f"{met} of {count(len(conditions), 'condition')} met" + (f", {expired} expired" if expired else "")


def signers_words(deployment: Deployment, section: Section, scene: Scene) -> str:
    """Say whom the checklist keeps from signing, and who can; empty when it keeps nobody."""
    rule = deployment.checklist.policy.four_eyes
    barred = ["answered a question here"] if rule in BARS_ANSWERER else []
    barred += ["requested the deployment"] if rule in BARS_REQUESTER else []
    if not barred:
        return ""
    able = [scene.who(user, 40) for user in signers_of(deployment, section)]
    able += ["another member of its group"] if deployment.sections[section.key].groups else []
    who = f"{' or '.join(able)} can." if able else "None of the owners can, nor the lead: hand the section over."
    return f"Whoever {' or '.join(barred)} cannot sign. {who}"


def waiver(waiver: Waiver, scene: Scene, room: int) -> str:
    """Say what became of a risk: who accepted it until when and why, or who asked for that; empty for neither."""
    accepted = waiver.accepted
    if accepted:
        over = f"expired{DOT}" if accepted.is_expired(scene.today) and not waiver.done else ""
        until = f"{over}accepted by {scene.who(accepted.by, 40)} until {day(accepted.terms.expires)}"
        met = f", met on {day(waiver.done.at.date())}" if waiver.done else ""
        return f"{until}{met}: {quoted(accepted.terms.reason, room)}"
    return f"{scene.who(waiver.asked.by, 40)} asks for acceptance" if waiver.asked else ""


def mark(question: Question, answer: Answer | None) -> str:
    """Say symbol and word for what kind of outcome an answer is."""
    if answer is None:
        return "· open"
    if isinstance(answer.value, NotApplicable):
        return "⊘ not applicable"
    said = in_words(answer.value, str) if isinstance(answer.value, Confirmed) else "answered"
    return f"✕ {said}, a risk" if is_risk(question, answer) else f"✓ {said}"


def content(value: Value, scene: Scene, room: int) -> str:
    """Return what an answer says beyond its mark, fit for mrkdwn; empty for a plain yes or no."""
    match value:
        case Confirmed():
            return ""
        case Written(text) | NotApplicable(text):
            return quoted(text, room)
        case Linked(url):
            return linked(url, room)
        case _:
            return brief(in_words(value, scene.name), room)


def quoted(text: str, room: int) -> str:
    """Quote what a person typed; empty when there is nothing."""
    shown = brief(text, room)
    return f"“{shown}”" if shown else ""


def brief(text: str, room: int) -> str:
    """Fit the beginning of a text that may be much longer than its room, without looking at all of it."""
    within = room * _LOOK_AHEAD
    return safe(text if len(text) <= within else text[:within] + ELLIPSIS, room)


def linked(url: str, room: int) -> str:
    """Link an address under the name of its host, so that nobody is led elsewhere than it says."""
    return _linked_as(url, _host(url), room)


def linked_page(url: str, room: int) -> str:
    """Likewise, with its path, which tells several pages of one host apart."""
    return _linked_as(url, _host(url) + urlsplit(url).path.rstrip("/"), room)


def _linked_as(url: str, name: str, room: int) -> str:
    if len(url) > _LINK_ROOM or not url.isascii() or not url.isprintable() or " " in url:
        return brief(url, room)
    return link(address(url), safe(name, room))


def _host(url: str) -> str:
    return urlsplit(url).netloc.rpartition("@")[2]


def address(url: str) -> str:
    """Spell a url so that it cannot end its link early."""
    return escape(url.replace("|", "%7C").replace("<", "%3C").replace(">", "%3E"))
