"""Deployments in every state that has to be drawn, made by the domain itself."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

from bot.checklists import load_checklists
from bot.domain import tiers
from bot.domain.answers import (
    Chosen,
    ChosenMany,
    Confirmed,
    Dated,
    Linked,
    Measured,
    Named,
    NotApplicable,
    Rated,
    Reply,
    Value,
    Written,
)
from bot.domain.appointing import appoint
from bot.domain.artefact import bind
from bot.domain.attaching import attach
from bot.domain.blocking import block
from bot.domain.carrying import carried_evidence, carried_over, confirm
from bot.domain.checklist import (
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
from bot.domain.deployment import Deployment, DeploymentId, Opening, Target, open_deployment
from bot.domain.evidence import File, Link, Quote
from bot.domain.noticing import Rewritten, notice
from bot.domain.people import Act, Appointed, ChannelId, Group, GroupId, UserId, WorkspaceId
from bot.domain.risks import RiskAt, accept_risk, ask_for_acceptance, complete_condition
from bot.domain.signing import reopen, sign_off
from bot.domain.waivers import Terms
from bot.domain.when import Tier

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
TODAY = NOW.date()
DUE = date(2026, 3, 6)
WORKSPACE, CHANNEL = WorkspaceId("T1"), ChannelId("C1")
PRIYA, ANA, BEN, CHEN = (UserId(f"U{name}") for name in ("PRIYA", "ANA", "BEN", "CHEN"))
NAMES: Mapping[UserId, str] = {PRIYA: "Priya Nair", ANA: "Ana Silva", BEN: "Ben Okafor", CHEN: "Chen Li"}

LEADS, AUDIT = GroupId("SLEADS"), GroupId("SAUDIT")
GROUPS = (Group(AUDIT, "Model risk", frozenset({CHEN, ANA})), Group(LEADS, "ML <leads> & co", frozenset({PRIYA, ANA})))
AIM, RELEASE, USE = (SectionKey(key) for key in ("aim", "release", "use"))
MESSAGE_URL = "https://acme.slack.com/archives/C1/p1772600000000100"
CREDIT = "Follows an article on deploying models."


def question(ref: str, key: str, kind: AnswerKind, prompt: str, **parts: object) -> Question:
    texts = {"guidance": f"Why {prompt.lower()}", "good": "We measured it.", "weak": "It should be fine."}
    return replace(Question(QuestionKey(key), ref, prompt, kind, **texts), **parts)  # type: ignore[arg-type]  # by name


def section(ref: str, key: SectionKey, title: str, *questions: Question) -> Section:
    return Section(key, ref, title, stage="Business", guidance=f"About {title.lower()}", questions=questions)


SMALL = Checklist(
    key="small",
    title="A small checklist",
    credit=CREDIT,
    sections=(
        section(
            "1",
            AIM,
            "What is it for?",
            question("1.1", "aim.goal", AnswerKind.TEXT, "What is the aim?", fact="Aim"),
            question("1.2", "aim.needed", AnswerKind.CONFIRM, "Is a model needed?"),
            question("1.3", "aim.prior", AnswerKind.TEXT, "Who solved it before?", required=False),
        ),
        section(
            "2",
            RELEASE,
            "How is it released?",
            question("2.1", "release.mode", AnswerKind.CHOICE, "Real time or batch?", options=("real time", "batch")),
            question(
                "2.2", "release.day", AnswerKind.CHOICE, "On which day?", options=("Mon", "Tue", "Wed", "Thu", "Fri")
            ),
            question(
                "2.3", "release.zone", AnswerKind.CHOICE, "In which zone?", options=tuple(f"z{n}" for n in range(10))
            ),
            question(
                "2.4", "release.ways", AnswerKind.MULTI, "In which ways?", options=("canary", "A/B test", "other")
            ),
            question(
                "2.5", "release.checks", AnswerKind.MULTI, "Which checks?", options=tuple(f"c{n}" for n in range(10))
            ),
            question("2.6", "release.watchers", AnswerKind.PEOPLE, "Who watches it?", fact="On call"),
            question("2.7", "release.metrics", AnswerKind.URL, "Where are the metrics?"),
        ),
        section(
            "3",
            USE,
            "Can it be used?",
            question("3.1", "use.fair", AnswerKind.CONFIRM, "Was it reviewed for fairness?"),
            question("3.2", "use.legal", AnswerKind.CONFIRM, "Does it comply with the law?"),
        ),
    ),
    further_reading=(
        Reading("Rules of Machine Learning", "Martin Zinkevich", "https://example.com/rules?a=1&b=2"),
        Reading("The Checklist Manifesto"),
    ),
)

MEASURES = SectionKey("measures")
MEASURED = Checklist(
    key="measured",
    title="A checklist of figures",
    credit=CREDIT,
    sections=(
        section(
            "1",
            MEASURES,
            "How well does it do?",
            question(
                "1.1",
                "measures.latency",
                AnswerKind.NUMBER,
                "How slow is it?",
                measure=Measure("ms", Decimal(0), Decimal(500), risk_above=Decimal("99.5")),
            ),
            question("1.2", "measures.drift", AnswerKind.NUMBER, "How far did it drift?"),
            question("1.3", "measures.trained", AnswerKind.DATE, "When was it trained?", fact="Trained"),
            question(
                "1.4",
                "measures.trust",
                AnswerKind.RATING,
                "How far do you trust it?",
                measure=Measure("", Decimal(1), Decimal(5), risk_below=Decimal(3)),
            ),
            question(
                "1.5", "measures.ease", AnswerKind.RATING, "How easy?", measure=Measure("", Decimal(0), Decimal(10))
            ),
        ),
    ),
)


@cache
def built_in() -> Checklist:
    """Return the checklist that is shipped."""
    folder = Path(__file__).resolve().parent.parent / "templates" / "checklists"
    return load_checklists(folder)["ml-deployment"]


def act(by: UserId = PRIYA) -> Act:
    return Act(by, WORKSPACE, NOW)


def opened(checklist: Checklist = SMALL, target: Target | None = None) -> Deployment:
    """Open a deployment by Priya, due in two days, without owners."""
    opening = Opening(
        id=DeploymentId("0123456789abcdef"),
        workspace=WORKSPACE,
        channel=CHANNEL,
        target=target or Target("churn-model", "v3", "production"),
        due=DUE,
    )
    return open_deployment(opening, checklist, act())[0]


def example(asked: Question) -> Value:
    """Return an answer that fits, and that is no risk."""
    values: dict[AnswerKind, Value] = {
        AnswerKind.CONFIRM: Confirmed(yes=True),
        AnswerKind.TEXT: Written("Fewer customers leave."),
        AnswerKind.CHOICE: Chosen(asked.options[0] if asked.options else ""),
        AnswerKind.MULTI: ChosenMany(asked.options[:2]),
        AnswerKind.PEOPLE: Named((BEN, CHEN)),
        AnswerKind.URL: Linked("https://metrics.example.com/churn?tab=1"),
        AnswerKind.NUMBER: Measured(Decimal("42.50"), asked.measure.unit),
        AnswerKind.DATE: Dated(date(2026, 2, 27)),
        AnswerKind.RATING: Rated(4, asked.measure.points[-1] if asked.measure.points else 0),
    }
    return values[asked.kind]


def answered(deployment: Deployment, key: SectionKey, by: UserId = BEN, **values: Value) -> Deployment:
    """Answer a whole section; `values` replace the example of a question, by the last word of its key."""
    stored = deployment.section(key).answers
    replies = {
        asked.key: Reply(
            values.get(asked.key.rpartition(".")[2], example(asked)),
            seen=stored[asked.key].version if asked.key in stored else 0,
        )
        for asked in deployment.checklist.section(key).questions
    }
    return deployment.answer(key, replies, act(by))[0]


def replied(deployment: Deployment, key: SectionKey, asked: str, reply: Reply, by: UserId = BEN) -> Deployment:
    return deployment.answer(key, {QuestionKey(asked): reply}, act(by))[0]


def signed(deployment: Deployment, key: SectionKey, by: UserId = BEN) -> Deployment:
    return sign_off(deployment, key, deployment.section(key).revision, act(by))[0]


TERMS = Terms("Both groups will be looked at in March.", "Scores are shown to people only.", CHEN, date(2026, 4, 1))


def accepted(deployment: Deployment, key: SectionKey, asked: str, by: UserId = PRIYA) -> Deployment:
    """Accept the risk of a question until the first of April."""
    answer = deployment.section(key).answers[QuestionKey(asked)]
    return accept_risk(deployment, RiskAt(key, QuestionKey(asked), answer.version), TERMS, act(by))[0]


def under_way() -> Deployment:
    """Section 1 is signed off, 2 has three owners and some answers, nobody owns 3."""
    first = signed(answered(opened(), AIM), AIM)
    owned = first.assign(RELEASE, (CHEN, ANA, BEN), act())[0]
    chosen = replied(owned, RELEASE, "release.mode", Reply(Chosen("batch"), "nightly, at 02:00"), CHEN)
    return replied(chosen, RELEASE, "release.ways", Reply(NotApplicable("There is only one user.")), ANA)


def ready() -> Deployment:
    """Section 3 is answered, with a risk that nobody has accepted."""
    risky = answered(under_way(), USE, by=ANA, fair=Confirmed(yes=False))
    no = Reply(Confirmed(yes=False), "Only two groups were looked at.", risky.section(USE).revision)
    return replied(risky, USE, "use.fair", no, ANA)


def asked() -> Deployment:
    """Ana asks for the acceptance of the risk in section 3."""
    return ask_for_acceptance(ready(), USE, act(ANA))[0]


def waived() -> Deployment:
    """Priya has accepted the risk in section 3, which waits for its signature."""
    return accepted(asked(), USE, "use.fair")


def reopened() -> Deployment:
    return reopen(signed(waived(), USE, ANA), USE, "A third group joined.", act(PRIYA))[0]


def published() -> Deployment:
    before = answered(waived(), RELEASE, by=CHEN, ways=NotApplicable("There is only one user."))
    return signed(signed(before, RELEASE, CHEN), USE, ANA)


def completed() -> Deployment:
    """Chen has met the condition of the published deployment."""
    return complete_condition(published(), RiskAt(USE, QuestionKey("use.fair")), act(CHEN))[0]


def cancelled() -> Deployment:
    return under_way().cancel("The vendor's model is good enough.", act())[0]


Story = Callable[[], Deployment]


def measured() -> Deployment:
    """All figures are given, two of them risky."""
    return answered(opened(MEASURED), MEASURES, latency=Measured(Decimal(120), "ms"), trust=Rated(2, 5))


def rated_next() -> Deployment:
    """Leave a rating of five points as the next question."""
    deployment = opened(MEASURED)
    for asked in MEASURED.questions[:3]:
        deployment = replied(deployment, MEASURES, asked.key, Reply(example(asked)))
    return deployment


def left_out() -> Deployment:
    """Leave two questions of a deployment of tier low out."""
    low = tiers.set_tier(under_way(), Tier.LOW, act())[0]
    without = tiers.leave_out(low, RELEASE, QuestionKey("release.zone"), "There is only one zone.", act())[0]
    return tiers.leave_out(without, USE, QuestionKey("use.legal"), "Nobody outside the team sees it.", act())[0]


def left_out_and_published() -> Deployment:
    low = tiers.set_tier(ready(), Tier.LOW, act())[0]
    without = tiers.leave_out(low, USE, QuestionKey("use.fair"), "It decides nothing about people.", act())[0]
    return signed(signed(answered(without, RELEASE, by=CHEN), RELEASE, CHEN), USE, ANA)


def next_version(checklist: Checklist = SMALL, before: Deployment | None = None) -> Deployment:
    """Open v4 of the model whose v3 is published: last time's answers are proposed."""
    return open_deployment(next_opening(checklist, before or published()), checklist, act())[0]


def next_opening(checklist: Checklist, before: Deployment) -> Opening:
    proposals = carried_over(before, checklist)
    return Opening(
        id=DeploymentId("fedcba9876543210"),
        workspace=WORKSPACE,
        channel=CHANNEL,
        target=Target("churn-model", "v4", "production"),
        due=DUE,
        proposals=proposals,
        evidence=carried_evidence(before, proposals),
    )


def carried() -> Deployment:
    """Ben confirmed an answer of section 1; the fairness of section 3 is to be judged anew."""
    return confirm(next_version(with_anew(QuestionKey("use.fair"))), AIM, [QuestionKey("aim.goal")], act(BEN))[0]


def with_anew(key: QuestionKey) -> Checklist:
    """Return the small checklist with a question that is always asked anew."""
    sections = [
        replace(s, questions=tuple(replace(q, always_ask=q.key == key) for q in s.questions)) for s in SMALL.sections
    ]
    return replace(SMALL, sections=tuple(sections))


def stale() -> Deployment:
    """Another artefact took the place of the one that section 3 was signed for."""
    about = bind(opened(with_anew(QuestionKey("use.fair"))), "models:/churn/3", act())[0]
    first = signed(answered(about, USE, by=ANA), USE, ANA)
    return bind(first, "models:/churn/4", act())[0]


def proven() -> Deployment:
    """Answer two questions that need evidence, with two links for the first and none for the second."""
    needing = tuple(replace(q, evidence=EvidenceNeed.REQUIRED) for q in SMALL.section(USE).questions)
    sections = (*SMALL.sections[:2], replace(SMALL.section(USE), questions=needing))
    deployment = answered(opened(replace(SMALL, sections=sections)), USE)
    return attached(deployment, USE, QuestionKey("use.fair"), "https://wiki.example.com/fair", "https://example.com/2")


def quoted() -> Deployment:
    """Bring a file and two messages as evidence, of which one was edited since."""
    kept = Quote(CHANNEL, "1772600000.000100", MESSAGE_URL, ANA, "Four fifths hold in all <groups> & *ages*.")
    file = File("F0PLOT", "folds & groups.png", 1_234_567, "https://acme.slack.com/files/F0PLOT", "ab" * 32)
    edited = Quote(CHANNEL, "1772600000.000200", MESSAGE_URL, CHEN, "Legal said yes.")
    brought = attach(under_way(), USE, QuestionKey("use.fair"), [kept, edited, file], act(BEN))[0]
    return notice(brought, Rewritten(CHANNEL, edited.ts, "Legal said no."), act(CHEN))[0]


def aged() -> Deployment:
    """v4 has the links of v3, which do for the law, not for fairness, which is judged anew; and an older message."""
    anew = with_anew(QuestionKey("use.fair"))
    needing = tuple(replace(q, evidence=EvidenceNeed.REQUIRED) for q in anew.section(USE).questions)
    checklist = replace(anew, sections=(*anew.sections[:2], replace(anew.section(USE), questions=needing)))
    before = attached(answered(opened(checklist), USE), USE, QuestionKey("use.fair"), "https://a.example/fair")
    before = attached(before, USE, QuestionKey("use.legal"), "https://a.example/law")
    confirmed = confirm(next_version(checklist, before), USE, [QuestionKey("use.legal")], act(BEN))[0]
    anew_answered = replied(confirmed, USE, "use.fair", Reply(Confirmed(yes=True)))
    earlier = Quote(CHANNEL, "1772000000.000100", MESSAGE_URL, ANA, "Fewer will leave.")
    return attach(anew_answered, AIM, QuestionKey("aim.goal"), [earlier], act(BEN))[0]


def attached(deployment: Deployment, key: SectionKey, question: QuestionKey, *urls: str) -> Deployment:
    return attach(deployment, key, question, map(Link, urls), act(BEN))[0]


def given_to_groups() -> Deployment:
    """Give section 3 to a group of which nobody has claimed it, and section 2, which Chen has, to two groups."""
    owned = Appointed((CHEN,), (LEADS, AUDIT))
    return appoint(appoint(under_way(), USE, Appointed((), (AUDIT,)), act())[0], RELEASE, owned, act())[0]


def held_up() -> Deployment:
    """Chen cannot go on with section 2."""
    return block(under_way(), RELEASE, "The staging cluster is down until Friday.", act(CHEN))[0]


STORIES: Mapping[str, Story] = {
    "new": opened,
    "under_way": under_way,
    "ready": ready,
    "asked": asked,
    "waived": waived,
    "reopened": reopened,
    "published": published,
    "completed": completed,
    "cancelled": cancelled,
    "measured": measured,
    "rated_next": rated_next,
    "left_out": left_out,
    "left_out_and_published": left_out_and_published,
    "carried": carried,
    "proven": proven,
    "quoted": quoted,
    "aged": aged,
    "stale": stale,
    "held_up": held_up,
    "given_to_groups": given_to_groups,
}
