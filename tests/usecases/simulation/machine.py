"""People at work at random: everything that can be done, in any order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.domain.checklist import QuestionKey, SectionKey
from bot.domain.people import Standing, UserId, WorkspaceId
from bot.domain.waivers import Terms
from bot.domain.when import Tier
from bot.usecases.clean_up import clean_up
from bot.usecases.deliver import due_postings
from bot.usecases.postings import Posting
from tests.stories import PRIYA, WORKSPACE
from tests.usecases.simulation import drawing
from tests.usecases.simulation.commands import (
    AcceptRisk,
    Actor,
    Approve,
    AskAcceptance,
    Assign,
    Command,
    Intent,
    NameReviewers,
    Open,
    Record,
    Refresh,
    Remind,
    Reopen,
    RequestChanges,
    SetUp,
    SignOff,
    TakeIn,
)
from tests.usecases.simulation.drawing import ADMIN, GUEST, LEAD, REQUESTER, STRANGER, How
from tests.usecases.simulation.grouped import AUDIT
from tests.usecases.simulation.world import CHECKLIST, World


class LifeMachine(RuleBasedStateMachine):
    """Sends requests fresh, late, twice and through crashes; the world compares after each."""

    sent = Bundle("sent")

    open_world: ClassVar[Callable[[], World]]

    def __init__(self) -> None:
        super().__init__()
        self.world = type(self).open_world()
        self.in_hand: Posting | None = None

    def _sends(self, how: How, what: Open | Intent) -> Command:
        command = self.world.command(self._who(how), what, how.which, how.age)
        if not how.is_late:
            self.world.carry_out(command, how.crash)
        return command

    def _who(self, how: How) -> Actor:
        if how.by == STRANGER:
            return Actor(UserId("USTRANGER"), WorkspaceId("T9"))
        roles = {}
        if self.world.ids:
            life = self.world.life(how.which)
            roles = {LEAD: life.lead, REQUESTER: life.requester}
        by = roles.get(how.by, UserId(how.by))
        return Actor(by, WORKSPACE, {GUEST: Standing.GUEST, ADMIN: Standing.ADMIN}.get(by, Standing.MEMBER))

    def _as_asked(self, how: How, form: Record) -> Record:
        """Leave out of a form what the deployment does not ask, as the bot does when it draws one."""
        life = self.world.life(how.which)
        replies = {q: said for q, said in form.replies.items() if life.asks(q)}
        return replace(form, replies=replies, links={q: url for q, url in form.links.items() if life.asks(q)})

    @initialize(
        target=sent,
        lead=drawing.users,
        tier=drawing.tiers,
        checklist=drawing.checklists,
        forms=drawing.whole_beginnings,
        signatures=drawing.signed_beginnings,
    )
    def begins(
        self, lead: UserId, tier: Tier, checklist: str, forms: Sequence[Record], signatures: Sequence[Intent]
    ) -> Command:
        """Start anywhere between an empty deployment and one that lacks a signature."""
        first = self._sends(How(PRIYA), Open("churn-model", None, tier, checklist))
        self._sends(How(PRIYA), SetUp(lead, None, {}))
        for form in forms:
            self._sends(How(LEAD), self._as_asked(How(LEAD), form))
        for what in signatures[: len(forms)]:
            self._sends(How(LEAD), what)
        return first

    @rule(command=sent)
    def arrives_late_or_again(self, command: Command) -> None:
        self.world.carry_out(command)

    @rule(target=sent, how=drawing.ways, what=drawing.openings)
    def opens(self, how: How, what: Open) -> Command:
        return self._sends(how, what)

    @rule(target=sent, how=drawing.ways, what=st.one_of(drawing.set_ups, drawing.assignments))
    def assigns(self, how: How, what: Intent) -> Command:
        return self._sends(how, what)

    @rule(target=sent, how=drawing.ways, what=st.one_of(drawing.claims, drawing.hand_overs))
    def takes_or_gives(self, how: How, what: Intent) -> Command:
        return self._sends(how, what)

    @rule(target=sent, how=drawing.ways, what=drawing.forms)
    def answers_some(self, how: How, what: Intent) -> Command:
        return self._sends(how, what)

    @rule(target=sent, how=drawing.ways, form=drawing.whole_forms)
    def answers_all(self, how: How, form: Record) -> Command:
        return self._sends(how, self._as_asked(how, form))

    @rule(target=sent, how=drawing.ways, what=drawing.exchanges)
    def exchanges_evidence(self, how: How, what: Intent) -> Command:
        return self._sends(how, what)

    @rule(target=sent, how=drawing.ways, what=drawing.exceptions)
    def leaves_out(self, how: How, what: Intent) -> Command:
        return self._sends(how, what)

    @rule(target=sent, how=drawing.ways, number=st.integers(0, 5))
    def takes_in(self, how: How, number: int) -> Command:
        parts = self.world.life(how.which).parts
        every = [TakeIn(key, question) for key, part in parts.items() for question in part.left_out]
        asked = [TakeIn(s.key, q.key) for s in CHECKLIST.sections for q in s.questions]
        some = every or asked
        return self._sends(how, some[number % len(some)])

    @rule(target=sent, how=drawing.ways, what=drawing.confirmations)
    def confirms_last_time(self, how: How, what: Intent) -> Command:
        return self._sends(how, what)

    @rule(target=sent, how=drawing.ways, what=drawing.confirmations)
    def deploys_the_next_version(self, how: How, what: Intent) -> Command:
        """Have the lead bring one to its end and open the next, which has answers to confirm."""
        model = self.world.life(how.which).model
        for key in drawing.keys:
            self._sends(How(LEAD, how.which), self._as_asked(how, drawing.whole(key)))
            self._sends(How(LEAD, how.which), SignOff(key))
        self._sends(How(PRIYA), Open(model, None))
        return self._sends(replace(how, which=0), what)

    @rule(target=sent, how=drawing.ways, what=st.one_of(drawing.blocks, drawing.unblocks))
    def stops_or_goes_on(self, how: How, what: Intent) -> Command:
        return self._sends(how, what)

    @rule(target=sent, how=drawing.ways, what=drawing.signatures)
    def signs(self, how: How, what: Intent) -> Command:
        return self._sends(how, what)

    @rule(target=sent, how=drawing.ways, what=st.one_of(drawing.namings, drawing.approvals, drawing.change_requests))
    def reviews(self, how: How, what: Intent) -> Command:
        return self._sends(how, what)

    @rule(
        target=sent,
        how=drawing.ways,
        keys=st.sampled_from([drawing.keys[:1], drawing.keys[1:], drawing.keys]),
        what=st.one_of(drawing.approvals, drawing.approvals, drawing.change_requests),
        by_group=st.booleans(),
    )
    def goes_through_a_review(
        self, how: How, keys: Sequence[SectionKey], what: Approve | RequestChanges, *, by_group: bool
    ) -> Command:
        """Have an owner answer, the lead sign, and a reviewer decide, who is named or in the group that is.

        These are three people, so that four eyes allow it.
        """
        owner, reviewer, *_ = (user for user in drawing.PEOPLE if user != self.world.life(how.which).lead)
        for key in keys:
            self._sends(How(LEAD, how.which), Assign(key, (owner,)))
            self._sends(How(owner, how.which), self._as_asked(how, drawing.whole(key)))
            naming = NameReviewers(key, (), (AUDIT,)) if by_group else NameReviewers(key, (reviewer,))
            self._sends(How(LEAD, how.which), naming)
            self._sends(How(LEAD, how.which), SignOff(key))
            if key != keys[-1]:
                self._sends(How(reviewer, how.which), Approve(key))
        return self._sends(replace(how, by=reviewer, age=0), replace(what, section=keys[-1]))

    @rule(target=sent, how=drawing.ways, number=st.integers(0, 3))
    def asks_for_acceptance(self, how: How, number: int) -> Command:
        section, _ = self._risk(how, number)
        return self._sends(how, AskAcceptance(section))

    @rule(target=sent, how=drawing.ways, number=st.integers(0, 3), terms=drawing.terms)
    def accepts(self, how: How, number: int, terms: Terms) -> Command:
        section, question = self._risk(how, number)
        return self._sends(how, AcceptRisk(section, question, terms))

    def _risk(self, how: How, number: int) -> tuple[SectionKey, QuestionKey]:
        """Return where there is a risk, or else where there is none."""
        life = self.world.life(how.which)
        places = [(key, question) for key in life.parts for question in sorted(life.risks(key))]
        places = places or [(section.key, section.questions[1].key) for section in CHECKLIST.sections]
        return places[number % len(places)]

    @rule(target=sent, how=drawing.ways, form=drawing.whole_forms)
    def goes_through_a_section(self, how: How, form: Record) -> Command:
        """Have the lead answer all of it, so that somebody can sign at once."""
        self._sends(How(LEAD, how.which), self._as_asked(how, form))
        return self._sends(replace(how, age=0), SignOff(form.section))

    @rule(target=sent, first=drawing.ways, second=drawing.ways, forms=drawing.rivals)
    def two_answer_at_once(self, first: How, second: How, forms: tuple[Record, Record]) -> Command:
        """Let two people answer before the same view; the second learns of it only when theirs arrives."""
        late = self._sends(replace(second, which=first.which, age=first.age, is_late=True), forms[1])
        self._sends(replace(first, is_late=False), forms[0])
        self.world.carry_out(late, second.crash)
        return late

    @rule(target=sent, how=drawing.ways, number=st.integers(0, 3), reason=drawing.reasons)
    def reopens(self, how: How, number: int, reason: str) -> Command:
        parts = self.world.life(how.which).parts
        signed = [key for key, part in parts.items() if part.signed_by] or list(parts)
        return self._sends(how, Reopen(signed[number % len(signed)], reason))

    @rule(target=sent, how=drawing.ways, what=drawing.cancellations)
    def cancels(self, how: How, what: Intent) -> Command:
        return self._sends(how, what)

    @rule(target=sent, how=drawing.ways, what=st.sampled_from([Refresh(), Remind()]))
    def asks(self, how: How, what: Intent) -> Command:
        return self._sends(how, what)

    @rule(hours=st.sampled_from([0.1, 3, 14, 25]))
    def waits(self, hours: float) -> None:
        self.world.wait(hours)

    @rule()
    def cleans_up(self) -> None:
        clean_up(self.world.ports)
        self.world.model.forget(self.world.outside.now)

    @rule(hours=st.sampled_from([0, 12, 25]))
    def reminds_daily(self, hours: float) -> None:
        self.world.wait(hours)
        self.world.tick()

    @rule(place=st.integers(0, 3))
    def begins_to_show(self, place: int) -> None:
        due = due_postings(self.world.ports, WORKSPACE, 10)
        self.in_hand = due[place % len(due)] if due else None

    @precondition(lambda self: self.in_hand is not None)
    @rule()
    def has_shown(self) -> None:
        """Tell how sending went of what was read before, whatever happened in between."""
        posting, self.in_hand = self.in_hand, None
        if posting is not None:
            self.world.show(posting)

    @invariant()
    def nothing_is_half(self) -> None:
        self.world.look_around()


def machine_on(open_world: Callable[[], World]) -> type[LifeMachine]:
    """Return a machine whose every run begins in a new world."""
    return type("Lives", (LifeMachine,), {"open_world": staticmethod(open_world)})
