"""What should be true of deployments, written apart from the product: no rows, no revisions, no messages.

`serial` marks who saw what: it grows with every command that is carried out.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from bot.domain.answers import Confirmed, NotApplicable, Value
from bot.domain.checklist import Checklist, QuestionKey, SectionKey
from bot.domain.people import Standing, UserId
from bot.usecases.clean_up import INBOX_AGE
from tests.usecases.simulation.blocked import Blocked
from tests.usecases.simulation.commands import (
    AcceptRisk,
    Actor,
    Approve,
    AskAcceptance,
    Assign,
    Block,
    Cancel,
    Claim,
    Confirm,
    Exchange,
    HandOver,
    Intent,
    LeaveOut,
    NameReviewers,
    Open,
    Record,
    Reopen,
    RequestChanges,
    SetUp,
    SignOff,
    TakeIn,
    Unblock,
)
from tests.usecases.simulation.days import days_of, is_past, midnight_after, nine_from
from tests.usecases.simulation.exchanging import bring, carried, exchange, is_proven, outdated
from tests.usecases.simulation.grouped import give_to_groups, taken
from tests.usecases.simulation.part import Given, Part
from tests.usecases.simulation.reviewing import STRICT, publish, review, reviews_of, turn


@dataclass(slots=True)
class Life:
    """One deployment."""

    model: str
    requester: UserId
    lead: UserId
    due: date | None
    parts: dict[SectionKey, Part]
    tier: str = "standard"
    is_strict: bool = False
    artefact: str = ""
    status: str = "open"
    closed_by: UserId | None = None
    touched: dict[SectionKey | UserId, datetime] = field(default_factory=dict)

    def asks(self, question: QuestionKey) -> bool:
        """Say whether a question is asked."""
        part = self.parts[SectionKey(question.partition(".")[0])]
        if self.tier == "low" and question in part.left_out:
            return False
        if question not in {"aim.prior", "use.legal"}:
            return True
        aim, key = self.parts[SectionKey("aim")], QuestionKey("aim.needed")
        says = aim.answers[key].value if key in aim.answers and self.asks(key) else None
        if question == "aim.prior":
            return says == Confirmed(yes=True)
        return question != "use.legal" or (says != Confirmed(yes=False) and self.tier != "standard")

    def counted(self, key: SectionKey) -> dict[QuestionKey, Given]:
        """Return the answers to what is asked."""
        return {question: given for question, given in self.parts[key].answers.items() if self.asks(question)}

    def missing(self, checklist: Checklist, key: SectionKey) -> set[QuestionKey]:
        """Return what must be answered yet."""
        required = {q.key for q in checklist.section(key).questions if q.required and self.asks(q.key)}
        return required - set(self.parts[key].answers) | {q for q in self.counted(key) if self.lacks(q)}

    def lacks(self, question: QuestionKey) -> bool:
        """Say whether an answer does not count for want of evidence."""
        part = self.parts[SectionKey(question.partition(".")[0])]
        stands = question in part.answers and not isinstance(part.answers[question].value, NotApplicable)
        return question in {"aim.prior", "use.fair"} and stands and not is_proven(part, question)

    def risks(self, key: SectionKey) -> set[QuestionKey]:
        return {question for question, given in self.counted(key).items() if given.value == Confirmed(yes=False)}

    def open_risks(self, key: SectionKey, today: date = date.min) -> set[QuestionKey]:
        """Return the risks that nobody accepted for today, or at all."""
        accepted = self.parts[key].accepted
        return self.risks(key) - {question for question, (_, terms) in accepted.items() if terms.expires >= today}

    def touch(self, before: Life, by: UserId, now: datetime) -> None:
        """Remember when sections, and whoever changed them, last made progress."""
        changed = [key for key, part in self.parts.items() if part != before.parts[key]]
        self.touched |= dict.fromkeys([*changed, by] if changed else [], now)

    def is_time(self, checklist: Checklist, user: UserId, since: datetime | None, now: datetime) -> bool:
        """Say whether somebody in UTC is to be reminded of this, who was last reminded at `since`."""
        mine = [key for key in self.parts if user in turn(checklist, self, key, now.date())]
        return any(self._is_time(key, user, since, now) for key in mine)

    def _is_time(self, key: SectionKey, user: UserId, since: datetime | None, now: datetime) -> bool:
        progressed = max(self.touched[key], self.touched.get(user, self.touched[key]))
        days = {nine_from(day) for day in days_of(progressed.date(), self.due, now.date())}
        told = midnight_after(since) if since else progressed
        return any(max(told, progressed) < day <= now for day in days)

    def is_as_at(self, user: UserId, moment: datetime, checklist: Checklist) -> bool:
        """Say whether nothing has happened since then to what waits for somebody."""
        mine = [key for key in self.parts if user in turn(checklist, self, key, moment.date())]
        return all(max(self.touched[key], self.touched.get(user, moment)) <= moment for key in mine)

    def waiting(self, checklist: Checklist, today: date) -> set[UserId]:
        """Return who has something to do."""
        return {user for key in self.parts for user in turn(checklist, self, key, today)}

    def verdict(self) -> str:
        risky = any(self.risks(key) for key in self.parts)
        return {"open": "pending", "published": "go, with conditions" if risky else "go"}.get(self.status, self.status)

    def decisions_of(self, user: UserId) -> set[tuple[str, str]]:
        """Return the risks that this person was asked to accept, and what they are to review."""
        if self.status != "open" or user != self.lead:
            return reviews_of(self, user)
        asked = {
            (key, question) for key, part in self.parts.items() for question in self.open_risks(key) & set(part.asked)
        }
        own = {(key, question) for key, question in asked if self.parts[key].answers[question].by == user}
        return reviews_of(self, user) | {(str(key), str(question)) for key, question in asked - own}


def confirmable(checklist: Checklist, life: Life, what: Confirm) -> frozenset[QuestionKey]:
    """Return the proposals that can still become answers."""
    part, questions = life.parts[what.section], checklist.section(what.section).questions
    asked = {q.key for q in questions if not q.always_ask and life.asks(q.key)}
    return (what.questions & asked & set(part.proposals)) - set(part.answers)


def is_same(given: Given | None, value: Value, note: str) -> bool:
    """Say whether an answer says just this."""
    return given is not None and (given.value, given.note) == (value, note)


@dataclass(frozen=True, slots=True)
class Moment:
    """When a command is carried out: its serial, the day, and what the person had before their eyes."""

    serial: int
    today: date
    seen: Life


def carry_out(checklist: Checklist, life: Life, by: UserId, what: Intent, when: Moment) -> None:
    """Change a life as somebody asked; nothing objects."""
    before, relied_on = _unasked(checklist, life), dict(life.parts[SectionKey("aim")].answers)
    counted = {key: life.counted(key) for key in life.parts}
    if isinstance(what, Exchange):
        exchange(life.parts[what.section], when.seen.parts[what.section], (by, what), when.serial)
    elif isinstance(what, Block | Unblock):
        _hold_up(life, by, what, when.serial)
    elif isinstance(what, NameReviewers | Approve | RequestChanges):
        review(life, when.seen, (by, what), when.serial)
    else:
        _do(checklist, life, (by, what), when)
    for key, unasked in _unasked(checklist, life).items():
        part = life.parts[key]
        if unasked == before[key]:
            continue
        part.serial = when.serial
        if part.signed_by and (
            life.missing(checklist, key) or life.open_risks(key) or life.counted(key) != counted[key]
        ):
            part.void(by, when.serial)
    dependent, answers = life.parts[SectionKey("use")], life.parts[SectionKey("aim")].answers
    if dependent.signed_by and any(answers.get(question) != given for question, given in relied_on.items()):
        dependent.void(by, when.serial)


def _hold_up(life: Life, by: UserId, what: Block | Unblock, serial: int) -> None:
    part = life.parts[what.section]
    if isinstance(what, Block):
        part.blocked, part.serial = Blocked(by, what.reason.strip(), life.lead if life.lead != by else None), serial
    elif part.blocked:
        part.blocked, part.serial = None, serial


def _unasked(checklist: Checklist, life: Life) -> dict[SectionKey, set[QuestionKey]]:
    return {s.key: {q.key for q in s.questions if not life.asks(q.key)} for s in checklist.sections}


def _do(checklist: Checklist, life: Life, who_and_what: tuple[UserId, Intent], when: Moment) -> None:
    by, what = who_and_what
    match what:
        case SetUp(lead, due, owners, tier, artefact):
            life.lead, life.due, life.tier = lead, due, tier or life.tier
            _bind(checklist, life, by, (artefact, when.serial))
            for key, people in owners.items():
                _give(life.parts[key], people, by, when.serial)
        case Cancel():
            life.status, life.closed_by = "cancelled", by
        case _:
            _do_in_section(checklist, life, (by, what), when)


def _do_in_section(checklist: Checklist, life: Life, who_and_what: tuple[UserId, Intent], when: Moment) -> None:
    by, what = who_and_what
    serial = when.serial
    match what:
        case Confirm(section):
            _confirm(life.parts[section], by, confirmable(checklist, life, what), serial)
        case SignOff(section):
            _sign(life, life.parts[section], by, serial)
        case Record(section):
            record_in(life, section, by, what, serial)
        case AskAcceptance(section):
            _ask_acceptance(life, section, by, when)
        case Claim() | Assign() | HandOver() | AcceptRisk() | Reopen() | LeaveOut() | TakeIn():
            _change_part(life.parts[what.section], by, what, serial)


_OfPart = Claim | Assign | HandOver | AcceptRisk | Reopen | LeaveOut | TakeIn


def _ask_acceptance(life: Life, key: SectionKey, by: UserId, when: Moment) -> None:
    part, risks = life.parts[key], life.open_risks(key, when.today)
    part.asked |= dict.fromkeys(risks, by)
    part.accepted = {q: kept for q, kept in part.accepted.items() if q not in risks}
    part.signed_by, part.approved_by, part.serial = None, {}, when.serial


def _bind(checklist: Checklist, life: Life, by: UserId, what: tuple[str | None, int]) -> None:
    """Let another artefact make stale what is asked anew every time; to name the first one changes nothing."""
    artefact, serial = what
    before, life.artefact = life.artefact, life.artefact if artefact is None else " ".join(artefact.split())
    anew = {question.key for question in checklist.questions if question.always_ask}
    for part in life.parts.values() if before not in {"", life.artefact} else ():
        gone = anew & set(part.answers)
        part.evidence, part.serial = outdated(part), serial if part.evidence else part.serial
        for question in gone:
            part.proposals[question] = part.answers.pop(question)
            part.asked.pop(question, None)
            part.accepted.pop(question, None)
        if gone:
            part.stale = part.stale | gone
            part.void(by, serial)


def _change_part(part: Part, by: UserId, what: _OfPart, serial: int) -> None:
    match what:
        case Claim():
            _give(part, part.owners or (by,), by, serial)
        case Assign(_, owners, groups):
            _give(part, owners, by, serial)
            give_to_groups(part, groups, by, serial)
        case HandOver(_, to):
            given = tuple(to if o == by else o for o in part.owners) if by in part.owners else (to,)
            give_to_groups(part, None if by in part.owners else (), by, serial)
            _give(part, given, by, serial)
        case AcceptRisk(_, question, terms):
            part.accepted[question], part.serial = (by, terms), serial
        case Reopen():
            part.void(by, serial)
        case LeaveOut(_, question, reason):
            part.left_out[question] = (by, reason.strip())
            part.void(by, serial)
        case TakeIn(_, question) if question in part.left_out:
            del part.left_out[question]
            part.serial = serial


def _give(part: Part, owners: tuple[UserId, ...], by: UserId, serial: int) -> None:
    owners = tuple(dict.fromkeys(owners))
    if owners == part.owners:
        return
    if set(owners) - set(part.owners):
        part.void(by, serial)
    part.owners, part.serial = owners, serial


def record_in(life: Life, key: SectionKey, by: UserId, what: Record, serial: int) -> None:
    """Answer and clear what somebody asked for, as far as it changes something."""
    part = life.parts[key]
    for question, url in what.links.items():
        bring(part, by, question, (url,), serial)
    given = {q: Given(said.value, said.note, by, serial) for q, said in what.replies.items()}
    changed = {q: new for q, new in given.items() if not is_same(part.answers.get(q), new.value, new.note)}
    part.answers = {**part.answers, **changed}
    gone = {q for q in what.cleared if q in life.counted(key)}
    if changed or gone:
        part.answers = {q: kept for q, kept in part.answers.items() if q not in gone}
        for question in {*changed, *gone}:
            part.asked.pop(question, None)
            part.accepted.pop(question, None)
        _answered(part, by, serial)


def _confirm(part: Part, by: UserId, questions: frozenset[QuestionKey], serial: int) -> None:
    for question in questions:
        proposal = part.proposals[question]
        part.answers[question] = Given(proposal.value, proposal.note, by, serial)
    _answered(part, by, serial)


def _answered(part: Part, by: UserId, serial: int) -> None:
    part.void(by, serial)
    part.owners = taken(part, by)


def _sign(life: Life, part: Part, by: UserId, serial: int) -> None:
    part.signed_by, part.reopened_by, part.blocked, part.serial = by, None, None, serial
    part.owners = taken(part, by) if part.groups else part.owners
    part.asks_changes = False
    publish(life, by)


def touched(before: Life, after: Life, by: UserId) -> set[tuple[str, str]]:
    """Return the kind and subject of every message that has to be drawn, once more or for the first time."""
    if before == after:
        return set()
    changed = {key for key, part in after.parts.items() if part != before.parts[key]}
    passed_on = _told_of_blocking(before, after)
    if after.status != before.status:
        decision = {("summary", ""), ("report", "")} if after.status == "published" else set()
        return {("board", ""), *decision, *(("card", key) for key in after.parts), *passed_on}
    new = {
        owner
        for key in changed
        if not after.parts[key].signed_by
        for owner in set(after.parts[key].owners) - set(before.parts[key].owners) - {by}
    }
    drawn = changed if after.tier == before.tier else set(after.parts)
    return {("board", ""), *(("card", key) for key in drawn), *(("notice", owner) for owner in new), *passed_on}


def _told_of_blocking(before: Life, after: Life) -> set[tuple[str, str]]:
    """Return the messages to leads about what is blocked, and about what no longer is or no longer matters."""
    pairs = [(before.parts[key].blocked, part.blocked) for key, part in after.parts.items()]
    ends = after.status != before.status
    told = {was.told for was, now in pairs if was and (was != now or ends)}
    told |= {now.told for was, now in pairs if now and now != was}
    return {("escalation", lead) for lead in told if lead}


@dataclass(slots=True)
class Model:
    """All deployments of a workspace, and which requests were carried out when."""

    lives: list[Life] = field(default_factory=list)
    done: dict[str, datetime] = field(default_factory=dict)
    listed: dict[UserId, datetime] = field(default_factory=dict)
    told: dict[UserId, datetime] = field(default_factory=dict)

    def against_opening(self, by: Actor, what: Open, home: str, now: datetime) -> set[str]:
        """Return the codes that opening may be refused with."""
        checks = {
            "not_allowed": by.home != home or by.standing is Standing.GUEST,
            "already_open": any(life.model == what.model and life.status == "open" for life in self.lives),
            "refused": is_past(what.due, now),
        }
        return {code for code, holds in checks.items() if holds}

    def open(self, by: UserId, what: Open, checklist: Checklist, when: tuple[int, datetime]) -> Life:
        """Open a deployment; the owners of the model's last one own its sections again."""
        last = next((life for life in reversed(self.lives) if life.model == what.model), None)
        owners = {key: (part.owners, part.groups) for key, part in last.parts.items()} if last else {}
        reviewers = {key: (part.reviewers, part.review_groups) for key, part in last.parts.items()} if last else {}
        serial, now = when
        done = next((x for x in reversed(self.lives) if x.model == what.model and x.status == "published"), None)
        given = {key: done.counted(key) for key in done.parts} if done else {}
        parts = {
            s.key: Part(
                *owners.get(s.key, ((), ())),
                proposals=given.get(s.key, {}),
                reviewers=reviewers.get(s.key, ((), ()))[0],
                review_groups=reviewers.get(s.key, ((), ()))[1],
                serial=serial,
            )
            for s in checklist.sections
        }
        if done:
            parts = {key: replace(part, evidence=carried(done.parts[key], given[key])) for key, part in parts.items()}
        strict = what.checklist == STRICT
        touched: dict[SectionKey | UserId, datetime] = dict.fromkeys(parts, now)
        self.lives.append(Life(what.model, by, by, what.due, parts, what.tier, strict, touched=touched))
        return self.lives[-1]

    def forget(self, now: datetime) -> None:
        """Forget requests as the product does."""
        self.done = {request: at for request, at in self.done.items() if at >= now - INBOX_AGE}
