"""What should be true of deployments, written apart from the product: no rows, no revisions, no messages.

`serial` marks who saw what: it grows with every command that is carried out.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

from bot.domain.answers import Confirmed, Value
from bot.domain.checklist import Checklist, QuestionKey, SectionKey
from bot.domain.people import UserId
from bot.usecases.clean_up import INBOX_AGE
from tests.usecases.simulation.commands import (
    Actor,
    Assign,
    Cancel,
    Claim,
    Confirm,
    HandOver,
    Intent,
    LeaveOut,
    Open,
    Record,
    Refresh,
    Remind,
    Reopen,
    SetUp,
    SignOff,
    TakeIn,
)


@dataclass(slots=True)
class Given:
    """An answer as it was given."""

    value: Value
    note: str
    by: UserId
    serial: int


@dataclass(slots=True)
class Part:
    """One section; `serial` is that of its last change."""

    owners: tuple[UserId, ...] = ()
    answers: dict[QuestionKey, Given] = field(default_factory=dict)
    proposals: dict[QuestionKey, Given] = field(default_factory=dict)
    signed_by: UserId | None = None
    reopened_by: UserId | None = None
    left_out: dict[QuestionKey, tuple[UserId, str]] = field(default_factory=dict)
    serial: int = 0


@dataclass(slots=True)
class Life:
    """One deployment."""

    model: str
    requester: UserId
    lead: UserId
    due: date | None
    parts: dict[SectionKey, Part]
    tier: str = "standard"
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
        return required - set(self.parts[key].answers)

    def touch(self, before: Life, by: UserId, now: datetime) -> None:
        """Remember when sections, and whoever changed them, last made progress."""
        changed = [key for key, part in self.parts.items() if part != before.parts[key]]
        self.touched |= dict.fromkeys([*changed, by] if changed else [], now)

    def is_time(self, user: UserId, since: datetime | None, now: datetime) -> bool:
        """Say whether somebody in UTC is to be reminded of this, who was last reminded at `since`."""
        mine = [key for key, part in self.parts.items() if user in part.owners and not part.signed_by]
        return self.status == "open" and any(self._is_time(key, user, since, now) for key in mine)

    def _is_time(self, key: SectionKey, user: UserId, since: datetime | None, now: datetime) -> bool:
        progressed = max(self.touched[key], self.touched.get(user, self.touched[key]))
        days = {nine_from(day) for day in days_of(progressed.date(), self.due, now.date())}
        return any(max(since or progressed, progressed) < day <= now for day in days)

    def waiting(self) -> set[UserId]:
        """Return who has something to do."""
        unsigned = [part for part in self.parts.values() if self.status == "open" and not part.signed_by]
        return {owner for part in unsigned for owner in part.owners}

    def verdict(self) -> str:
        answers = [given.value for key in self.parts for given in self.counted(key).values()]
        risky = Confirmed(yes=False) in answers
        return {"open": "pending", "published": "go, with risks" if risky else "go"}.get(self.status, self.status)


def nine_from(day: date) -> datetime:
    """Return nine o'clock of the first working day from this one on."""
    while day.weekday() > 4:
        day += timedelta(days=1)
    return datetime.combine(day, time(9), UTC)


def days_of(progressed: date, due: date | None, until: date) -> list[date]:
    """Return on which days to remind, up to one: written down from the rule, not from the product."""
    after = [progressed + timedelta(days=number) for number in range(1, (until - progressed).days + 1)]
    if due is None:
        working = [day for day in after if day.weekday() < 5]
        return [day for day in after if len(working) > 1 and (day - working[1]).days % 7 == 0 and day >= working[1]]
    start = max(due, progressed)
    ahead = {-2, 0} if due > progressed else set()
    return [day for day in after if (late := (day - start).days) in {1, 3, 7} | ahead or (late > 7 and late % 7 == 0)]


def may(by: Actor, life: Life, what: Intent, home: str) -> bool:
    """Say whether somebody may do this at all."""
    part = life.parts.get(getattr(what, "section", SectionKey("")))
    leads, asked = by.user == life.lead, by.user == life.requester
    owns, orphaned = part is not None and by.user in part.owners, part is not None and not part.owners
    match what:
        case Claim() | Refresh():
            allowed = True
        case SetUp() | Cancel() | Remind():
            allowed = leads or asked
        case Assign() | HandOver():
            allowed = leads or asked or owns or orphaned
        case Record() | Confirm():
            allowed = leads or owns or orphaned
        case SignOff():
            allowed = leads or owns
        case Reopen():
            allowed = leads or asked or owns
        case LeaveOut() | TakeIn():
            allowed = leads
    return allowed and by.home == home


def objections(checklist: Checklist, life: Life, seen: Life, who_and_what: tuple[Actor, Intent]) -> set[str]:
    """Return the codes of all errors but a wrong date that this may be refused with."""
    by, what = who_and_what
    found = {"deployment_closed"} if life.status != "open" and not isinstance(what, Refresh) else set()
    match what:
        case Claim(section) if life.parts[section].owners and by.user not in life.parts[section].owners:
            found.add("conflict")
        case Record(section):
            found |= _against_record(life, seen.parts[section], by.user, what)
        case SignOff(section):
            found |= _against_signature(life.missing(checklist, section), life.parts[section], seen.parts[section])
        case LeaveOut(_, question, reason):
            found |= {"refused"} if life.tier != "low" or not life.asks(question) else set()
            found |= {"reason_missing"} if not reason.strip() else set()
        case Reopen(section, reason):
            found |= {"section_signed_off"} if not life.parts[section].signed_by else set()
            found |= {"reason_missing"} if not reason.strip() else set()
        case _:
            found |= _against_the_rest(checklist, life, what)
    return found


def _against_the_rest(checklist: Checklist, life: Life, what: Intent) -> set[str]:
    match what:
        case Confirm() if not _confirmable(checklist, life, what):
            return {"conflict"}
        case Cancel(reason) if not reason.strip():
            return {"reason_missing"}
        case Remind() if not life.waiting():
            return {"deployment_closed"}
        case _:
            return set()


def objections_to_date(life: Life, what: Intent, now: datetime) -> set[str]:
    """Return the code of a due date that cannot be set; the one that is set already always can."""
    wrong = isinstance(what, SetUp) and what.due != life.due and is_past(what.due, now)
    return {"refused"} if wrong else set()


def is_past(due: date | None, now: datetime) -> bool:
    """Say whether a day is over everywhere on Earth."""
    return due is not None and due < (now - timedelta(days=1)).date()


def _against_record(life: Life, seen: Part, by: UserId, what: Record) -> set[str]:
    part, counted = life.parts[what.section], life.counted(what.section)
    changed = {q for q, said in what.replies.items() if not _is_same(counted.get(q), said.value, said.note)}
    after = deepcopy(life)
    _record(after, what.section, by, replace(what, cleared=frozenset()), 0)
    cleared = {q for q in what.cleared if after.asks(q)}
    present = {q: part.answers[q] for q in changed | cleared if q in part.answers}
    unseen = {q for q, given in present.items() if given.by != by and seen.answers.get(q) != given}
    checks = {
        "answered_meanwhile": bool(unseen),
        "answer_refused": not all(said.fits for said in what.replies.values()),
        "not_asked": not all(life.asks(q) for q in what.replies),
    }
    return {code for code, holds in checks.items() if holds}


def _against_signature(missing: set[QuestionKey], part: Part, seen: Part) -> set[str]:
    checks = {
        "section_signed_off": part.signed_by is not None,
        "answers_missing": bool(missing),
        "conflict": part.serial != seen.serial,
    }
    return {code for code, holds in checks.items() if holds}


def _confirmable(checklist: Checklist, life: Life, what: Confirm) -> frozenset[QuestionKey]:
    part, questions = life.parts[what.section], checklist.section(what.section).questions
    asked = {q.key for q in questions if not q.always_ask and life.asks(q.key)}
    return (what.questions & asked & set(part.proposals)) - set(part.answers)


def _is_same(given: Given | None, value: Value, note: str) -> bool:
    return given is not None and (given.value, given.note) == (value, note)


def carry_out(checklist: Checklist, life: Life, by: UserId, what_and_when: tuple[Intent, int]) -> None:
    """Change a life as somebody asked; nothing objects."""
    what, serial = what_and_when
    before = _unasked(checklist, life)
    _do(checklist, life, (by, what), serial)
    for key, unasked in _unasked(checklist, life).items():
        part = life.parts[key]
        if unasked != before[key]:
            part.serial = serial
        if part.signed_by and life.missing(checklist, key):
            part.signed_by, part.reopened_by, part.serial = None, by, serial


def _unasked(checklist: Checklist, life: Life) -> dict[SectionKey, set[QuestionKey]]:
    return {s.key: {q.key for q in s.questions if not life.asks(q.key)} for s in checklist.sections}


def _do(checklist: Checklist, life: Life, who_and_what: tuple[UserId, Intent], serial: int) -> None:
    by, what = who_and_what
    match what:
        case SetUp(lead, due, owners, tier):
            life.lead, life.due, life.tier = lead, due, tier or life.tier
            for key, people in owners.items():
                _give(life.parts[key], people, serial)
        case Cancel():
            life.status, life.closed_by = "cancelled", by
        case Confirm(section):
            _confirm(life.parts[section], by, _confirmable(checklist, life, what), serial)
        case SignOff(section):
            _sign(life, life.parts[section], by, serial)
        case Record(section):
            _record(life, section, by, what, serial)
        case Claim() | Assign() | HandOver() | Reopen() | LeaveOut() | TakeIn():
            _change_part(life.parts[what.section], by, what, serial)


_OfPart = Claim | Assign | HandOver | Reopen | LeaveOut | TakeIn


def _change_part(part: Part, by: UserId, what: _OfPart, serial: int) -> None:
    match what:
        case Claim():
            _give(part, part.owners or (by,), serial)
        case Assign(_, owners):
            _give(part, owners, serial)
        case HandOver(_, to):
            _give(part, tuple(to if o == by else o for o in part.owners) if by in part.owners else (to,), serial)
        case Reopen():
            part.signed_by, part.reopened_by, part.serial = None, by, serial
        case LeaveOut(_, question, reason):
            part.left_out[question] = (by, reason.strip())
            part.signed_by, part.serial = None, serial
        case TakeIn(_, question) if question in part.left_out:
            del part.left_out[question]
            part.serial = serial


def _give(part: Part, owners: tuple[UserId, ...], serial: int) -> None:
    owners = tuple(dict.fromkeys(owners))
    if owners == part.owners:
        return
    if set(owners) - set(part.owners):
        part.signed_by = None
    part.owners, part.serial = owners, serial


def _record(life: Life, key: SectionKey, by: UserId, what: Record, serial: int) -> None:
    part = life.parts[key]
    given = {q: Given(said.value, said.note, by, serial) for q, said in what.replies.items()}
    changed = {q: new for q, new in given.items() if not _is_same(part.answers.get(q), new.value, new.note)}
    part.answers = {**part.answers, **changed}
    gone = {q for q in what.cleared if q in life.counted(key)}
    if changed or gone:
        part.answers = {q: kept for q, kept in part.answers.items() if q not in gone}
        part.signed_by, part.owners, part.serial = None, part.owners or (by,), serial


def _confirm(part: Part, by: UserId, questions: frozenset[QuestionKey], serial: int) -> None:
    for question in questions:
        proposal = part.proposals[question]
        part.answers[question] = Given(proposal.value, proposal.note, by, serial)
    part.signed_by, part.owners, part.serial = None, part.owners or (by,), serial


def _sign(life: Life, part: Part, by: UserId, serial: int) -> None:
    part.signed_by, part.reopened_by, part.serial = by, None, serial
    if all(other.signed_by for other in life.parts.values()):
        life.status, life.closed_by = "published", by


def touched(before: Life, after: Life, by: UserId) -> set[tuple[str, str]]:
    """Return the kind and subject of every message that has to be drawn, once more or for the first time."""
    if before == after:
        return set()
    changed = {key for key, part in after.parts.items() if part != before.parts[key]}
    if after.status != before.status:
        decision = {("summary", ""), ("report", "")} if after.status == "published" else set()
        return {("board", ""), *decision, *(("card", key) for key in after.parts)}
    new = {
        owner
        for key in changed
        if not after.parts[key].signed_by
        for owner in set(after.parts[key].owners) - set(before.parts[key].owners) - {by}
    }
    drawn = changed if after.tier == before.tier else set(after.parts)
    return {("board", ""), *(("card", key) for key in drawn), *(("notice", owner) for owner in new)}


@dataclass(slots=True)
class Model:
    """All deployments of a workspace, and which requests were carried out when."""

    lives: list[Life] = field(default_factory=list)
    done: dict[str, datetime] = field(default_factory=dict)
    reminded: set[tuple[str, UserId, date]] = field(default_factory=set)
    told: dict[UserId, datetime] = field(default_factory=dict)

    def against_opening(self, by: Actor, what: Open, home: str, now: datetime) -> set[str]:
        """Return the codes that opening may be refused with."""
        checks = {
            "not_allowed": by.home != home,
            "already_open": any(life.model == what.model and life.status == "open" for life in self.lives),
            "refused": is_past(what.due, now),
        }
        return {code for code, holds in checks.items() if holds}

    def open(self, by: UserId, what: Open, checklist: Checklist, when: tuple[int, datetime]) -> Life:
        """Open a deployment; the owners of the model's last one own its sections again."""
        last = next((life for life in reversed(self.lives) if life.model == what.model), None)
        owners = {key: part.owners for key, part in last.parts.items()} if last else {}
        serial, now = when
        done = next((x for x in reversed(self.lives) if x.model == what.model and x.status == "published"), None)
        given = {key: done.counted(key) for key in done.parts} if done else {}
        parts = {
            s.key: Part(owners.get(s.key, ()), proposals=given.get(s.key, {}), serial=serial)
            for s in checklist.sections
        }
        self.lives.append(Life(what.model, by, by, what.due, parts, what.tier, touched=dict.fromkeys(parts, now)))
        return self.lives[-1]

    def forget(self, now: datetime) -> None:
        """Forget requests as the product does."""
        self.done = {request: at for request, at in self.done.items() if at >= now - INBOX_AGE}
