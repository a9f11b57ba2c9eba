"""What Hypothesis draws: who, how, and what they say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hypothesis import strategies as st

from bot.domain.answers import Confirmed, NotApplicable, Written
from bot.domain.checklist import AnswerKind, EvidenceNeed, Question, SectionKey
from bot.domain.people import UserId
from bot.domain.waivers import Terms
from bot.domain.when import Tier
from tests.stories import ANA, BEN, PRIYA
from tests.usecases.simulation.commands import (
    Approve,
    Assign,
    Block,
    Cancel,
    Claim,
    Confirm,
    Exchange,
    HandOver,
    LeaveOut,
    NameReviewers,
    Open,
    Record,
    RequestChanges,
    Said,
    SetUp,
    SignOff,
    Unblock,
)
from tests.usecases.simulation.crashing import Crash, Moment
from tests.usecases.simulation.grouped import AUDIT, LEADS
from tests.usecases.simulation.reviewing import STRICT
from tests.usecases.simulation.world import CHECKLIST

LEAD, REQUESTER, STRANGER = "whoever leads", "whoever asked for it", "somebody of another workspace"
GUEST, ADMIN = UserId("UGUEST"), UserId("UADMIN")
"""Who are not members like the others; a guest is given a section now and then."""

PEOPLE = (PRIYA, ANA, BEN)
users = st.sampled_from(PEOPLE)
_sections = st.sampled_from([section.key for section in CHECKLIST.sections])
_owners = st.lists(users | st.just(GUEST), max_size=3).map(tuple)
_days = st.sampled_from([None, date(2026, 3, 1), date(2026, 3, 6), date(2026, 3, 20)])
reasons = st.sampled_from(["Not yet.", "Something changed.", "  "])
_links = st.sampled_from(["https://a.example", "https://b.example", "https://b.example", "nowhere"])
crashes = st.one_of(st.none(), st.none(), st.builds(Crash, st.sampled_from(Moment), st.integers(1, 14)))


@dataclass(frozen=True, slots=True)
class How:
    """Who sends a request, about which deployment, how old the view is, and whether it goes astray first."""

    by: str
    which: int = 0
    age: int = 0
    crash: Crash | None = None
    is_late: bool = False


def _says(question: Question) -> st.SearchStrategy[Said]:
    """Draw an answer: one that fits, among them a risk, one that does not apply, or one that does not fit."""
    is_text = question.kind is AnswerKind.TEXT
    fitting = [Written("a"), Written("b")] if is_text else [Confirmed(yes=True), Confirmed(yes=False)]
    wrong = Written("  ") if is_text else Written("yes")
    notes = st.sampled_from(["", "A note."])
    good = st.builds(Said, st.sampled_from([*fitting, NotApplicable("Not here.")]), notes)
    return st.one_of(good, good, good, st.just(Said(wrong, fits=False)))


def _form(key: SectionKey) -> st.SearchStrategy[Record]:
    """Draw a form of a section: answers to some questions, and perhaps another one taken back."""
    asked = CHECKLIST.section(key).questions
    said = st.fixed_dictionaries({}, optional={question.key: _says(question) for question in asked})
    cleared = st.frozensets(st.sampled_from([question.key for question in asked]), max_size=1)
    linked = st.dictionaries(st.sampled_from([question.key for question in asked]), _links, max_size=1)
    return st.builds(lambda given, gone, links: Record(key, given, gone - set(given), links), said, cleared, linked)


def _confirmation(key: SectionKey) -> st.SearchStrategy[Confirm]:
    asked = [question.key for question in CHECKLIST.section(key).questions]
    return st.builds(Confirm, st.just(key), st.just(frozenset(asked)) | st.frozensets(st.sampled_from(asked)))


def whole(key: SectionKey) -> Record:
    """Return a form of a section with every question answered, and evidence where it is needed."""
    fine = {AnswerKind.CONFIRM: Said(Confirmed(yes=True)), AnswerKind.TEXT: Said(Written("a"))}
    questions = CHECKLIST.section(key).questions
    links = {q.key: "https://a.example" for q in questions if q.evidence is EvidenceNeed.REQUIRED}
    return Record(key, {question.key: fine[question.kind] for question in questions}, links=links)


ways = st.builds(
    How,
    by=st.sampled_from([LEAD, LEAD, LEAD, LEAD, REQUESTER, PRIYA, ANA, BEN, STRANGER, GUEST, ADMIN]),
    which=st.sampled_from([0, 0, 0, 1, 2]),
    age=st.sampled_from([0, 0, 0, 0, 1, 2, 5]),
    crash=crashes,
    is_late=st.sampled_from([False, False, False, False, True]),
)
keys = [section.key for section in CHECKLIST.sections]
whole_beginnings = st.integers(0, len(keys)).map(lambda done: [whole(key) for key in keys[:done]])
signed_beginnings = st.integers(0, len(keys) - 1).map(lambda done: [SignOff(key) for key in keys[:done]])
tiers = st.sampled_from([Tier.LOW, Tier.LOW, Tier.STANDARD, Tier.HIGH])
checklists = st.sampled_from(["ml-deployment", STRICT])
openings = st.builds(Open, st.sampled_from(["churn-model", "fraud-model"]), _days, tiers, checklists)
_reviewers = st.lists(users, max_size=2).map(tuple)
_review_groups = st.none() | st.lists(st.sampled_from([AUDIT, LEADS]), max_size=2, unique=True).map(tuple)
namings = st.builds(NameReviewers, _sections, _reviewers, _review_groups)
approvals = st.builds(Approve, _sections)
change_requests = st.builds(RequestChanges, _sections, reasons)
artefacts = st.sampled_from([None, None, "commit a", " commit  b ", ""])
set_ups = st.builds(SetUp, users, _days, st.dictionaries(_sections, _owners), st.none() | tiers, artefacts)
_places = st.sampled_from([(s.key, q.key) for s in CHECKLIST.sections for q in s.questions])
exceptions = _places.flatmap(lambda place: st.builds(LeaveOut, st.just(place[0]), st.just(place[1]), reasons))
exchanges = _places.flatmap(
    lambda place: st.builds(
        Exchange,
        st.just(place[0]),
        st.just(place[1]),
        st.lists(_links, max_size=2).map(tuple),
        st.frozensets(_links, max_size=2),
    )
)
claims = st.builds(Claim, _sections)
_groups = st.lists(st.sampled_from([AUDIT, LEADS]), max_size=2).map(tuple)
assignments = st.builds(Assign, _sections, _owners | st.just(()), st.none() | _groups | _groups)
hand_overs = st.builds(HandOver, _sections, users)
forms = _sections.flatmap(_form)
rivals = _sections.flatmap(lambda key: st.tuples(_form(key), _form(key)))
confirmations = _sections.flatmap(_confirmation)
whole_forms = _sections.map(whole)
blocks = st.builds(Block, _sections, reasons)
unblocks = st.builds(Unblock, _sections)
signatures = st.builds(SignOff, _sections)
_last_days = st.sampled_from([date(2026, 12, 1), date(2026, 12, 1), date(2026, 3, 6), date(2026, 3, 1)])
terms = st.builds(
    Terms, st.sampled_from(["It is small.", "It is known.", " "]), st.just("An alarm."), users, _last_days
)
cancellations = st.builds(Cancel, reasons)
