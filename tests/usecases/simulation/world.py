"""One product and one model of it, to which the same things happen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import Engine

from bot.domain.attestation import digest_of
from bot.domain.checklist import EvidenceNeed, Question, QuestionKey, Section
from bot.domain.deployment import Deployment, DeploymentId
from bot.domain.errors import ChangedMeanwhile, CheckError
from bot.domain.events import Event
from bot.domain.ownership import waiting_people
from bot.domain.people import UserId
from bot.domain.policy import FourEyes, Policy, Review
from bot.domain.signoff import is_complete, progress_of, verdict_of
from bot.domain.when import AllOf, Condition, Is, Not
from bot.storage.work import SqlWork
from bot.usecases.deliver import save_posting
from bot.usecases.ports import Ports, Work
from bot.usecases.postings import Posting, PostingState
from bot.usecases.remind import send_due_digests
from bot.usecases.risks import remind_of_conditions
from tests.stories import AIM, SMALL, USE, WORKSPACE
from tests.usecases.conftest import World as Outside
from tests.usecases.simulation.commands import Actor, Command, Intent, Open, Refresh, Remind, View
from tests.usecases.simulation.crashing import Crash, Crashed, CrashingWork
from tests.usecases.simulation.grouped import GROUPS, invitations_differ, invited, members_of
from tests.usecases.simulation.history import Fact, facts_of, play
from tests.usecases.simulation.model import Life, Model, Moment, carry_out, touched
from tests.usecases.simulation.objecting import may, objections, objections_to_date
from tests.usecases.simulation.performing import perform, target_of
from tests.usecases.simulation.reviewing import STRICT, finished, told_of_changes
from tests.usecases.simulation.stored import Row, empty, picture_of, picture_of_life, read_digests, read_messages

WHENS: Mapping[QuestionKey, Condition] = {
    QuestionKey("aim.prior"): Is("aim.needed", ("yes",)),
    QuestionKey("use.legal"): AllOf((Not(Is("aim.needed", ("no",))), Is("tier", ("low", "high")))),
}
"""What model.py says too, in its own way."""


PROVEN = frozenset({QuestionKey("aim.prior"), QuestionKey("use.fair")})


def _demanding(section: Section) -> Section:
    """Ask some questions under a condition only, one anew every time, and want evidence for some."""
    return replace(section, questions=tuple(map(_demanded, section.questions)))


def _demanded(question: Question) -> Question:
    need = EvidenceNeed.REQUIRED if question.key in PROVEN else EvidenceNeed.OPTIONAL
    return replace(question, when=WHENS.get(question.key), always_ask=question.key == "use.fair", evidence=need)


CHECKLIST = replace(
    SMALL,
    sections=(_demanding(SMALL.section(AIM)), replace(_demanding(SMALL.section(USE)), depends_on=(AIM,))),
)

STRICT_CHECKLIST = replace(
    CHECKLIST,
    sections=tuple(
        replace(section, review=review)
        for section, review in zip(CHECKLIST.sections, (Review.ALL, Review.ANY), strict=True)
    ),
    policy=Policy(four_eyes=FourEyes.SIGNER_NOT_ANSWERER),
)

Asked = set[tuple[str, str, str]]
"""Messages to be drawn: kind, deployment, and whom or what each is about."""


class World:
    """Carries out commands on both, and holds what came of it against what should have come of it."""

    def __init__(self, engine: Engine, sabotage: Callable[[Work], Work] = lambda work: work) -> None:
        with engine.begin() as connection:
            empty(connection)
        self.engine = engine
        self.outside = Outside()
        self.model = Model()
        self.work = CrashingWork(sabotage(SqlWork(engine, lambda: None)))
        self.ports = Ports(
            self.work,
            self.outside.clock,
            self.outside.new_id,
            {"ml-deployment": CHECKLIST, STRICT: STRICT_CHECKLIST},
            self.outside,
        )
        with self.ports.work.writing() as tx:
            tx.groups.replace(WORKSPACE, GROUPS, self.outside.now)
        self.ids: list[DeploymentId] = []
        self.views: list[list[View]] = []
        self.history: list[tuple[int, Mapping[Fact, str]]] = []
        self.messages: Mapping[str, Row] = {}
        self.drawn_again: Counter[str] = Counter()
        self.serial = 0

    def command(self, by: Actor, what: Open | Intent, which: int = 0, age: int = 0) -> Command:
        """Return a new request, made before a view that is `age` changes old; `which` counts back from the newest."""
        self.serial += 1
        if isinstance(what, Open):
            return Command(f"r{self.serial}", by, what)
        views = self.views[-1 - which % len(self.views)]
        return Command(f"r{self.serial}", by, what, views[max(0, len(views) - 1 - age)])

    def carry_out(self, command: Command, crash: Crash | None = None) -> None:
        """Let a request arrive, once more after a crash, and compare."""
        reasons = self.objections(command)
        outcome = self._insist(command, crash)
        if reasons:
            assert outcome in reasons, f"{outcome or 'carried out'}, but should be refused: {reasons}"
        else:
            assert outcome == "", f"refused: {outcome}"
        asked = set() if reasons else self._follow(command)
        assert self.asked_since() == asked
        self.compare()

    def life(self, which: int) -> Life:
        """Return a model's life, counting back from the newest."""
        return self.model.lives[-1 - which % len(self.model.lives)]

    def objections(self, command: Command) -> set[str]:
        """Return why the model would refuse this."""
        now, by, what = self.outside.now, command.by, command.what
        repeated = {"repeated"} if command.id in self.model.done else set()
        if isinstance(what, Open):
            return repeated | self.model.against_opening(by, what, WORKSPACE, now)
        assert command.view, "only an opening has no view"
        life = self._life_of(command.view)
        allowed = set() if may(by, life, what, WORKSPACE) else {"not_allowed"}
        reasons = objections(CHECKLIST, life, command.view.life, (by, what))
        reasons |= objections_to_date(CHECKLIST, life, by.user, what, now)
        return repeated | allowed | reasons

    def _insist(self, command: Command, crash: Crash | None) -> str:
        """Send a request, and again as Slack or a person would when it crashed; return the code of its refusal."""
        self.work.next_crash = crash
        try:
            return self._send(command)
        except (Crashed, ChangedMeanwhile):
            was_stored = self.work.has_committed
        finally:
            self.work.next_crash = None  # what is refused early never gets to where it would crash
        outcome = self._send(command)
        if not was_stored:
            return outcome
        assert outcome == "repeated", f"carried out twice: {outcome}"
        return ""

    def _send(self, command: Command) -> str:
        try:
            perform(self.ports, command, WORKSPACE)
        except ChangedMeanwhile:
            raise
        except CheckError as error:
            return error.code
        return ""

    def _follow(self, command: Command) -> Asked:
        """Let the model do the same; return which messages that touches."""
        self.serial += 1
        self.model.done[command.id] = self.outside.now
        if isinstance(command.what, Open) or command.view is None:
            return self._open(command)
        life, place = self._life_of(command.view), command.view.stored.id
        if isinstance(command.what, Refresh):
            return {("board", place, ""), *(("card", place, key) for key in life.parts)}
        if isinstance(command.what, Remind):
            return self._remind(life, place)
        before = deepcopy(life)
        when = Moment(self.serial, self.outside.now.date(), command.view.life)
        carry_out(CHECKLIST, life, command.by.user, command.what, when)
        life.touch(before, command.by.user, self.outside.now)
        drawn = {(kind, place, about) for kind, about in touched(before, life, command.by.user)}
        told = self._invited(before, life, place, command.by.user)
        shown = {
            (row.subject, UserId(row.about))
            for row in self.messages.values()
            if row.kind == "changes" and row.deployment == place and row.shown
        }
        drawn |= {(kind, place, about) for kind, about in told_of_changes(before, life, command.by.user, shown)}
        return drawn | told | self._asked_to_decide(before, life, place, command.by.user)

    def _invited(self, before: Life, after: Life, place: str, by: UserId) -> Asked:
        """Return whose invitation is new, or says something else now."""
        rows = [row for row in self.messages.values() if row.kind == "invitation" and row.deployment == place]
        again = {row.about for row in rows if row.shown and invitations_differ(before, after)}
        return {("invitation", place, user) for user in invited(before, after, by) | again}

    def _asked_to_decide(self, before: Life, after: Life, place: str, by: UserId) -> Asked:
        """Return whose request for a decision is new, or has to be drawn again."""
        sent = {user: self._requests_to(user, place) for user in _deciders(before) | _deciders(after)}
        asked: Asked = set()
        for user, shown in sent.items():
            was, now = before.decisions_of(user), after.decisions_of(user)
            is_new = bool(now - was) and user != by and all(shown)
            if is_new or (was != now and any(shown)):
                asked.add(("decision", place, user))
        return asked

    def _requests_to(self, user: UserId, place: str) -> list[bool]:
        """Return of each request to somebody whether Slack shows it."""
        rows = [row for row in self.messages.values() if row.kind == "decision" and row.deployment == place]
        return [row.shown > 0 for row in rows if row.about == user]

    def _open(self, command: Command) -> Asked:
        assert isinstance(command.what, Open)
        life = self.model.open(command.by.user, command.what, CHECKLIST, (self.serial, self.outside.now))
        with self.ports.work.reading() as tx:
            stored = tx.deployments.open_for(WORKSPACE, target_of(life.model))
            assert stored, "opened, but nowhere to be found"
            told_of = len(tx.history.events_of(stored.id))
        self.ids.append(stored.id)
        self.views.append([])
        self.history.append((told_of, facts_of(stored)))
        told = life.waiting(CHECKLIST, self.outside.now.date()) - {command.by.user}
        notices = {("notice", stored.id, user) for user in told}
        invitations = {("invitation", stored.id, user) for user in invited(None, life, command.by.user)}
        return {("board", stored.id, ""), *notices, *invitations, *(("card", stored.id, key) for key in life.parts)}

    def _remind(self, life: Life, place: str) -> Asked:
        today = self.outside.now.date()
        told, now = self.model.listed, self.outside.now
        had_one = {user for user, at in told.items() if at.date() == today and life.is_as_at(user, at, CHECKLIST)}
        fresh = life.waiting(CHECKLIST, today) - had_one
        told |= dict.fromkeys(fresh, now)
        self.model.told |= dict.fromkeys(fresh, now)
        return {("reminder", place, user) for user in fresh}

    def _life_of(self, view: View) -> Life:
        return self.model.lives[self.ids.index(view.stored.id)]

    def asked_since(self) -> Asked:
        """Return the messages that were asked for since the last look."""
        before, self.messages = self.messages, read_messages(self.engine)
        return {
            (row.kind, row.deployment, row.about)
            for key, row in self.messages.items()
            if key not in before or row.wanted > before[key].wanted
        }

    def compare(self) -> None:
        """Hold every deployment against its model, and the history against both."""
        for number, (deployment, life) in enumerate(zip(self.ids, self.model.lives, strict=True)):
            with self.ports.work.reading() as tx:
                stored, events = tx.deployments.get(deployment), tx.history.events_of(deployment)
            assert picture_of(stored) == picture_of_life(life)
            self._compare_history(number, stored, events)
            views = self.views[number]
            if not views or views[-1].stored != stored:
                views.append(View(stored, deepcopy(life)))

    def _compare_history(self, number: int, stored: Deployment, events: Sequence[Event]) -> None:
        told, facts = self.history[number]
        after = play(facts, events[told:])
        assert after == facts_of(stored)
        has_changed = self.views[number] != [] and self.views[number][-1].stored != stored
        assert (len(events) > told) == has_changed
        self.history[number] = (len(events), after)

    def wait(self, hours: float) -> None:
        """Let time pass, and the clock look at what ends meanwhile."""
        self.outside.now += timedelta(hours=hours)
        remind_of_conditions(self.ports)
        asked = self.asked_since()
        assert {kind for kind, _, _ in asked} <= {"condition", "card", "board", "summary"}
        self.drawn_again.update(place for kind, place, _ in asked if kind == "summary")

    def tick(self) -> None:
        """Let the clock remind people in the nine hours from nine on of a working day: whose time has come, once."""
        now, told = self.outside.now, self.model.told
        send_due_digests(self.ports)
        works = now.weekday() < 5 and 9 <= now.hour < 18
        users = {user for life in self.model.lives for user in life.waiting(CHECKLIST, now.date()) if works}
        fresh = {
            user
            for user in users
            if any(life.is_time(CHECKLIST, user, told.get(user), now) for life in self.model.lives)
        }
        told |= dict.fromkeys(fresh, now)
        self.model.listed |= dict.fromkeys(fresh, now)
        asked = self.asked_since()
        assert {one for one in asked if one[0] == "reminder"} == {("reminder", "", user) for user in fresh}
        assert {kind for kind, _, _ in asked} <= {"reminder", "escalation", "overdue"}
        assert not [user for user, moment in read_digests(self.engine).items() if moment <= now]

    def show(self, posting: Posting) -> None:
        """Store that Slack shows a message as it was read, perhaps some changes ago."""
        shown = replace(posting, ts="1.1", shown=posting.wanted, state=PostingState.IDLE, urgent=False)
        save_posting(self.ports, shown)
        assert self.asked_since() == set()
        assert (self.messages[posting.id].wanted > posting.wanted) == self._is_behind(posting)

    def _is_behind(self, posting: Posting) -> bool:
        with self.ports.work.reading() as tx:
            return tx.postings.get(posting.id).is_behind

    def look_around(self) -> None:
        """Hold what must be true at any moment."""
        due = read_digests(self.engine)
        today = self.outside.now.date()
        waiting = {user for life in self.model.lives for user in life.waiting(CHECKLIST, today)}
        assert waiting <= set(due), "nobody will remind them"
        published = {
            place for place, life in zip(self.ids, self.model.lives, strict=True) if life.status == "published"
        }
        summaries = [row for row in self.messages.values() if row.kind == "summary"]
        assert {row.deployment for row in summaries} == published
        again = self.drawn_again
        assert all(row.wanted == 1 + again[row.deployment] for row in summaries), "a summary was asked for twice"
        for views, life in zip(self.views, self.model.lives, strict=True):
            expect_right_counts(views[-1].stored, life, today)


def _deciders(life: Life) -> set[UserId]:
    members = (user for part in life.parts.values() for user in members_of(part.review_groups))
    return {life.lead, *members}.union(*(part.reviewers for part in life.parts.values()))


def expect_right_counts(stored: Deployment, life: Life, today: date) -> None:
    """Progress, verdict and lists say what the state says."""
    progress = progress_of(stored)
    assert progress.answered == sum(not life.lacks(q) for key in life.parts for q in life.counted(key))
    assert progress.questions == sum(life.asks(question.key) for question in stored.checklist.questions)
    assert progress.signed_off == sum(finished(life, key) for key in life.parts)
    assert verdict_of(stored) == life.verdict()
    assert set(waiting_people(stored, today)) == life.waiting(CHECKLIST, today)
    for section in stored.checklist.sections:
        state = stored.sections[section.key]
        assert state.signed_off is None or is_complete(section, state, date.min), "signed, but not complete"
        covered = state.signed_off is None or state.signed_off.digest == digest_of(section, state)
        assert covered, "signed for something else"
