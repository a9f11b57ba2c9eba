"""A deployment in which everything is as long and as nasty as the rules allow."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache

from bot.domain.answers import Answer, Confirmed, Linked, Measured, Named, NotApplicable, Value, Written
from bot.domain.appointing import GROUPS_LIMIT
from bot.domain.artefact import ARTEFACT_LIMIT
from bot.domain.checklist import (
    NO_MEASURE,
    AnswerKind,
    Checklist,
    EvidenceNeed,
    Measure,
    Question,
    QuestionKey,
    Reading,
    Section,
    SectionKey,
)
from bot.domain.deployment import Deployment, DeploymentStatus, SectionState, Target
from bot.domain.evidence import NAME_LIMIT, PIECES_LIMIT, QUOTE_LIMIT, Age, Evidence, Fate, File, Item, Link, Quote
from bot.domain.marks import Approval, Closing, LeftOut, Mark, Reopening, SignOff
from bot.domain.people import ChannelId, GroupId, UserId
from bot.domain.policy import Review
from bot.domain.proposal import Proposal
from bot.domain.signoff import risks_in
from bot.domain.waivers import Acceptance, Terms, Waiver
from bot.domain.when import Tier
from tests.stories import NOW, example, opened

NASTY = 'a <!channel> <@U1> <https://evil.example|free> *x* _x_ ~x~ `x` &lt; "q" \\ \u202eright\u2069\n> quote\n'
PEOPLE = tuple(UserId(f"U{number:010}") for number in range(20))
NAMES = dict.fromkeys(PEOPLE, (NASTY + "n" * 80)[:80])

GROUPS = {GroupId(f"S{number}"): (NASTY + "g" * 80)[:80] for number in range(GROUPS_LIMIT)}


def _accepted_risks(section: Section, state: SectionState) -> SectionState:
    waivers = {risk.question.key: Waiver(accepted=ACCEPTED) for risk in risks_in(section, state)}
    return replace(state, waivers=waivers)


def filled(length: int) -> str:
    return (NASTY * (length // len(NASTY) + 1))[: length - 1] + "."


_MEASURES = {
    AnswerKind.NUMBER: Measure(filled(20), Decimal(-(10**14)), Decimal(10**14), Decimal(1), Decimal(2)),
    AnswerKind.RATING: Measure("", Decimal(0), Decimal(10), Decimal(10)),
}

ACCEPTED = Acceptance(PEOPLE[6], NOW, Terms(filled(1000), filled(1000), PEOPLE[7], date(2026, 9, 30)))


def _question(section: int, number: int) -> Question:
    kind = list(AnswerKind)[number % len(AnswerKind)]
    has_options = kind in {AnswerKind.CHOICE, AnswerKind.MULTI}
    return Question(
        key=QuestionKey(f"section-{section}.{'k' * 80}-{number}"),
        ref=f"{section}.{number}.{'0' * 12}"[:12],
        prompt=filled(140),
        kind=kind,
        guidance=filled(1000),
        good=filled(500),
        weak=filled(500),
        options=tuple(f"{index}{filled(74)}" for index in range(10)) if has_options else (),
        fact=f"{number}{'f' * 27}",
        evidence=EvidenceNeed.REQUIRED,
        measure=_MEASURES.get(kind, NO_MEASURE),
    )


def _section(number: int) -> Section:
    return Section(
        key=SectionKey(f"section-{number}"),
        ref=f"{number}.{'0' * 12}"[:12],
        title=filled(100),
        stage=filled(100),
        guidance=filled(1000),
        questions=tuple(_question(number, index) for index in range(13)),
    )


@cache
def longest_checklist() -> Checklist:
    """Return twelve sections of thirteen questions, every text at its limit."""
    return Checklist(
        key="longest",
        title=filled(100),
        credit=filled(1000),
        sections=tuple(_section(number) for number in range(12)),
        further_reading=(Reading(filled(200), filled(200), "https://example.com/?" + "&" * 900),) * 20,
    )


def _value(question: Question, index: int) -> Value:
    if index % 5 == 4:
        return NotApplicable(filled(3000))
    values: dict[AnswerKind, Value] = {
        AnswerKind.CONFIRM: Confirmed(yes=False),
        AnswerKind.TEXT: Written(filled(3000)),
        AnswerKind.PEOPLE: Named(PEOPLE),
        AnswerKind.URL: Linked("https://example.com/" + "&" * 2980),
        AnswerKind.NUMBER: Measured(Decimal("-" + "9" * 14 + "." + "9" * 15), question.measure.unit),
    }
    return values.get(question.kind, example(question))


def _state(section: Section) -> SectionState:
    answers = {
        question.key: Answer(_value(question, index), filled(3000), PEOPLE[0], NOW, 10**9)
        for index, question in enumerate(section.questions)
    }
    pieces = tuple(
        Evidence(f"{10**9}.{place}", _piece(place), PEOPLE[1], NOW, Age.OTHER, filled(ARTEFACT_LIMIT))
        for place in range(PIECES_LIMIT)
    )
    evidence = dict.fromkeys(answers, pieces)
    people, groups = (PEOPLE[:10], PEOPLE[10:20]), tuple(GROUPS)
    state = SectionState(
        section.key, *people, answers, evidence=evidence, revision=10**9, groups=groups, review_groups=groups
    )
    asked, accepted = (risk.question.key for risk in risks_in(section, state)[:2])
    return replace(state, waivers={asked: Waiver(asked=Mark(PEOPLE[5], NOW)), accepted: Waiver(accepted=ACCEPTED)})


def _piece(number: int) -> Item:
    """Return a link or a message, each as long as it may be."""
    url = f"https://odd.example/archives/C1/p{number}?thread_ts=1772600000.000100&cid=C1"
    quote = Quote(ChannelId("C1"), str(number), url, PEOPLE[5], filled(QUOTE_LIMIT), Fate.EDITED)
    file = File(f"F{number}", filled(NAME_LIMIT), 10**12, url, "ab" * 32, Fate.DELETED)
    return (quote, file, _link(number), _link(number))[number % 4]


def _link(number: int) -> Link:
    return Link(f"https://odd.example/{number}{'|>' * 60}" if number % 2 else "https://example.com/" + "&" * 980)


def longest() -> Deployment:
    """Return an open deployment with every question answered at full length."""
    checklist = longest_checklist()
    base = opened(checklist, Target(filled(100), filled(100), filled(100)))
    sections = {section.key: _state(section) for section in checklist.sections}
    return replace(base, sections=sections, requester=PEOPLE[0], lead=PEOPLE[1], artefact=filled(ARTEFACT_LIMIT))


def longest_unanswered() -> Deployment:
    before = longest()
    emptied = {key: replace(state, answers={}) for key, state in before.sections.items()}
    return replace(before, sections=emptied)


def longest_left_out() -> Deployment:
    """Return a deployment in which every other question is left out at full length."""
    before = longest()
    why = LeftOut(PEOPLE[2], NOW, filled(1000))
    sections = {
        section.key: replace(before.sections[section.key], left_out={q.key: why for q in section.questions[::2]})
        for section in before.checklist.sections
    }
    return replace(before, tier=Tier.LOW).with_changes(sections=sections)


def longest_proposed() -> Deployment:
    """Return one in which all that was answered last time waits to be confirmed, or is stale."""
    before = longest()
    proposed = {
        key: replace(
            state,
            answers={},
            proposals={
                q: Proposal(a.value, a.note, a.by, a.at, filled(ARTEFACT_LIMIT), is_stale=index % 2 == 1)
                for index, (q, a) in enumerate(state.answers.items())
            },
        )
        for key, state in before.sections.items()
    }
    return replace(before, sections=proposed)


def longest_reopened() -> Deployment:
    before = longest()
    mark = Reopening(PEOPLE[2], NOW, filled(1000))
    return replace(before, sections={key: replace(state, reopened=mark) for key, state in before.sections.items()})


def longest_in_review() -> Deployment:
    """Nine of ten reviewers have approved, and each has to."""
    before = longest()
    signed = SignOff(PEOPLE[3], NOW, "ab" * 32, tuple(Approval(user, NOW, "ab" * 32) for user in PEOPLE[10:19]))
    sections = {key: replace(state, signed_off=signed) for key, state in before.sections.items()}
    demanding = tuple(replace(section, review=Review.ALL) for section in before.checklist.sections)
    return replace(before, sections=sections, checklist=replace(before.checklist, sections=demanding))


def longest_closed(status: DeploymentStatus) -> Deployment:
    before = longest()
    sign_off = SignOff(PEOPLE[3], NOW)
    sections = {
        key: replace(_accepted_risks(before.checklist.section(key), state), signed_off=sign_off)
        for key, state in before.sections.items()
    }
    return replace(before, status=status, closing=Closing(PEOPLE[4], NOW, filled(1000)), sections=sections)
