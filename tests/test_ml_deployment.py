"""The built-in checklist, held against the list of what it must ask."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from bot.checklists import load_checklist
from bot.domain.checklist import Checklist, EvidenceNeed, Question
from bot.files import shipped

SECTIONS = """
1   | problem     | What problem are we solving?                    | Business
2   | data        | Do we have the data?                            | Data
3   | baseline    | Do we have a baseline?                          | Data
4.1 | preparation | Is the data preparation documented?             | 4. Model readiness
4.2 | performance | Does it work?                                   | 4. Model readiness
4.3 | predictions | Were the predictions explored?                  | 4. Model readiness
4.4 | code        | Does the code meet the quality standards?       | 4. Model readiness
4.5 | tests       | Is the model tested?                            | 4. Model readiness
5   | deployment  | Do we know everything needed to deploy it?      | Operations
6   | monitoring  | How will it be monitored?                       | Operations
7   | use         | Can it be used?                                 | Responsibility
"""

QUESTIONS = """
1.1   | problem.aim                      | text
1.2   | problem.worth-doing              | confirm
1.3   | problem.definition-of-done       | text
1.4   | problem.success-indicators       | text
1.5   | problem.needs-ml                 | confirm
1.6   | problem.resources                | confirm
2.1   | data.access                      | confirm
2.2   | data.available-in-production     | confirm
2.3   | data.permitted                   | confirm
2.4   | data.labels                      | confirm
2.5   | data.current-and-accurate        | confirm
2.6   | data.representative              | text
2.7   | data.bias                        | confirm
3.1   | baseline.what                    | text
3.2   | baseline.metrics                 | confirm
3.3   | baseline.prior-work              | text
4.1.1 | preparation.exploration          | confirm
4.1.2 | preparation.assumptions          | confirm
4.1.3 | preparation.replicable           | confirm
4.1.4 | preparation.missing-data         | text
4.2.1 | performance.runs                 | confirm
4.2.2 | performance.solves-problem       | confirm
4.2.3 | performance.metrics              | text
4.2.4 | performance.overfitting          | confirm
4.2.5 | performance.leakage              | confirm
4.2.6 | performance.reproducible         | confirm
4.3.1 | predictions.reasonable           | confirm
4.3.2 | predictions.explainable          | confirm
4.3.3 | predictions.bias                 | confirm
4.3.4 | predictions.errors-inspected     | text
4.4.1 | code.documented                  | confirm
4.4.2 | code.dependencies                | confirm
4.4.3 | code.constraints                 | confirm
4.5.1 | tests.unit                       | confirm
4.5.2 | tests.smoke                      | confirm
4.5.3 | tests.functional                 | confirm
4.5.4 | tests.extremes                   | confirm
5.1   | deployment.resources             | confirm
5.2   | deployment.form                  | choice
5.3   | deployment.mode                  | choice
5.4   | deployment.compute               | text
5.5   | deployment.interactions          | text
5.6   | deployment.dependencies          | confirm
5.7   | deployment.anomalous-predictions | text
5.8   | deployment.artifacts             | text
5.9   | deployment.versioning            | text
5.10  | deployment.code-tests            | text
5.11  | deployment.release               | multi
5.12  | deployment.retraining            | text
5.13  | deployment.rollback              | text
6.1   | monitoring.hard-metrics          | text
6.2   | monitoring.quality-metrics       | text
6.3   | monitoring.kpis                  | text
6.4   | monitoring.switching             | text
6.5   | monitoring.drift                 | multi
6.6   | monitoring.feedback-loops        | text
6.7   | monitoring.access                | url
6.8   | monitoring.who                   | people
7.1   | use.production-like              | confirm
7.2   | use.external-review              | confirm
7.3   | use.worth-the-cost               | confirm
7.4   | use.fairness                     | confirm
7.5   | use.misuse                       | text
7.6   | use.regulations                  | confirm
7.7   | use.audit-artifacts              | confirm
7.8   | use.fallback                     | text
"""

OPTIONS = {
    "5.2": ("Microservice", "Package", "Stand-alone app", "Other"),
    "5.3": ("Real time", "Batch", "Both"),
    "5.11": ("Manual inspection", "Canary deployment", "A/B testing", "Other"),
    "6.5": (
        "Ground-truth evaluation",
        "Summary statistics or formal tests on inputs",
        "Comparing prediction distributions",
        "Domain classifier",
        "Other",
    ),
}

# What a question or section must explain, whatever its words: dropping one of these drops a fact of the article.
NAMED = {
    "1": "Goodhart's law|measure that becomes the target|not to push a metric",
    "1.1": "outside the team",
    "1.2": "X-Y problem|harm|résumés|biases",
    "1.3": "acceptance tests",
    "2.1": "way to gather it",
    "2.3": "terms|privacy|anonymise",
    "2.4": "week of plain labelling|unsupervised|well invested",
    "2.5": "labels",
    "2.6": "quality counts as much as quantity|bad data|Xiao-Li Meng|paradises and paradoxes in big data",
    "2.7": "minority",
    "3": "rules|decision tree|linear regression|frames|early feedback|beat|minimum viable product|Lean Startup",
    "3.1": "with or without",
    "3.3": "literature",
    "4.1.2": "automated checks",
    "4.2.1": "notebook",
    "4.3": "law|sanity check",
    "4.3.2": "partial dependence plots|subpopulation|Shapley|LIME|what-if|residual",
    "4.3.3": "gender|race",
    "4.4.2": "Docker image|virtual environment|package with its version",
    "4.4.3": "technology|memory|training time|prediction time",
    "4.5": "unit tests check the code|model tests check the model|exploratory testing|black boxes",
    "4.5.1": "coverage",
    "4.5.4": "zeroes|very low|high values|missing data|noise|adversarial",
    "5.1": "infrastructure|DevOps",
    "5.4": "GPUs|memory",
    "5.6": "versions",
    "5.7": "truncate|threshold|fall back to rules",
    "5.8": "model parameters",
    "5.12": "at least every|not sooner than|upper|lower",
    "6.1": "runtime|memory|compute|disk",
    "6.2": "data-quality|model metrics",
    "6.5": "labels|drop in metrics|mean|standard deviation|min|max|K-S|chi-squared|distributions of predictions"
    "|old data from new",
    "6.6": "recommender|views it caused|amplifies",
    "6.7": "MLflow|Neptune",
    "7": "before the project began|once more before it is deployed",
    "7.2": "domain experts",
    "7.4": "race|gender",
    "7.5": "misuses|side effects",
    "7.6": "GDPR",
    "7.7": "version-controlled code|parameters|training data",
}


def rows(table: str) -> list[tuple[str, ...]]:
    return [tuple(cell.strip() for cell in line.split("|")) for line in table.strip().splitlines()]


@pytest.fixture(scope="module")
def checklist() -> Checklist:
    return load_checklist(shipped("templates") / "checklists" / "ml-deployment.yaml")


def texts(checklist: Checklist) -> Iterator[tuple[str, str]]:
    """Yield every text that this project wrote, with the ref it stands under."""
    yield "title", checklist.title
    yield "credit", checklist.credit
    for section in checklist.sections:
        yield from ((section.ref, text) for text in (section.title, section.stage, section.guidance))
    for question in checklist.questions:
        yield from ((question.ref, text) for text in _texts_of(question))


def _texts_of(question: Question) -> tuple[str, ...]:
    return (question.prompt, question.guidance, question.good, question.weak, question.fact, *question.options)


def test_its_sections_are_those_of_the_article(checklist: Checklist) -> None:
    """There are eleven sections, signed one by one, in the article's order and under its stages."""
    assert [(s.ref, s.key, s.title, s.stage) for s in checklist.sections] == rows(SECTIONS)


def test_its_questions_are_those_of_the_article(checklist: Checklist) -> None:
    """All 66 items of the article are asked, in its order, each in the form that fits; keys never change."""
    assert [(q.ref, q.key, q.kind.value) for q in checklist.questions] == rows(QUESTIONS)


def test_questions_stand_in_the_section_of_their_number(checklist: Checklist) -> None:
    """A question's number begins with its section's."""
    for section in checklist.sections:
        assert [q.ref.rpartition(".")[0] for q in section.questions] == [section.ref] * len(section.questions)


def test_all_questions_are_required(checklist: Checklist) -> None:
    """The article leaves none of its items to taste."""
    assert [q.ref for q in checklist.questions if not q.required] == []


def test_options_are_those_of_the_article(checklist: Checklist) -> None:
    """Four questions are answered by picking, from these options in this order."""
    assert {q.ref: q.options for q in checklist.questions if q.options} == OPTIONS


def test_whoever_picks_other_is_asked_to_explain(checklist: Checklist) -> None:
    """A question with the option Other says that the note has to tell what it is."""
    with_other = [q for q in checklist.questions if "Other" in q.options]

    assert all("Other" in q.guidance and "in the note" in q.guidance for q in with_other)


@pytest.mark.parametrize("ref", NAMED)
def test_no_fact_of_the_article_is_dropped(ref: str, checklist: Checklist) -> None:
    """Prompt and guidance name what the article explains."""
    said = {s.ref: s.guidance for s in checklist.sections}
    said |= {q.ref: f"{q.prompt} {q.guidance}" for q in checklist.questions}

    assert [fact for fact in NAMED[ref].split("|") if fact.lower() not in said[ref].lower()] == []


def test_prompts_are_questions(checklist: Checklist) -> None:
    """Everything that is asked ends with a question mark."""
    assert [q.ref for q in checklist.questions if not q.prompt.endswith("?")] == []


def test_yes_answers_every_confirm_question(checklist: Checklist) -> None:
    """A confirm question opens so that yes or no can answer it; "how" and "which" have other kinds."""
    opening = re.compile(r"(Are|Could|Did|Do|Does|Have|Has|Is|May|Was|Will)\b")

    confirms = [q for q in checklist.questions if q.kind.value == "confirm"]

    assert [q.ref for q in confirms if not opening.match(q.prompt)] == []


def test_no_two_texts_are_equal(checklist: Checklist) -> None:
    """No prompt, guidance or example serves two questions."""
    counted = Counter(text for q in checklist.questions for text in (q.prompt, q.guidance, q.good, q.weak))

    assert [text for text, count in counted.items() if count > 1] == []


@pytest.mark.parametrize(("name", "limit"), [("prompt", 140), ("guidance", 600), ("good", 200), ("weak", 120)])
def test_texts_are_short(name: str, limit: int, checklist: Checklist) -> None:
    """Each text fits where people read it: on a card, under a field, in a modal."""
    assert [q.ref for q in checklist.questions if not 0 < len(getattr(q, name)) <= limit] == []


def test_guidance_is_three_sentences_at_most(checklist: Checklist) -> None:
    """Guidance that takes longer to read than to follow is not read."""
    said = {q.ref: len(re.findall(r"[.?](?= |$)", q.guidance)) for q in checklist.questions}

    assert {ref: count for ref, count in said.items() if not 1 <= count <= 3} == {}


def test_good_examples_are_concrete(checklist: Checklist) -> None:
    """A good answer has figures in it, and says more than the weak one."""
    assert [q.ref for q in checklist.questions if not re.search(r"\d", q.good) or len(q.good) <= len(q.weak)] == []


def test_nobody_is_shouted_at(checklist: Checklist) -> None:
    """No text has an exclamation mark; the title of a book is its author's."""
    assert [ref for ref, text in texts(checklist) if "!" in text] == []


def test_texts_survive_slack_and_html_as_they_are(checklist: Checklist) -> None:
    """Nothing in the texts is read as markup: no line breaks, double spaces, angle brackets or formatting marks."""
    assert [ref for ref, text in texts(checklist) if re.search(r"[\n<>`*_~]|  ", text)] == []


def test_the_source_is_credited(checklist: Checklist) -> None:
    """The article is named by title and date, and the texts are said to be the project's own."""
    assert '"Deploying Machine Learning Models: A Checklist" (January 12, 2021)' in checklist.credit
    assert "project's own" in checklist.credit


def test_further_reading_is_complete(checklist: Checklist) -> None:
    """All 18 titles of the article are there, and only what has no single author goes without a name."""
    reading = checklist.further_reading

    assert len({entry.title for entry in reading}) == 18
    assert [entry.title for entry in reading if not entry.author] == ["Full Stack Deep Learning (course)"]


def test_the_summary_repeats_what_people_look_for_first(checklist: Checklist) -> None:
    """Ten answers appear in the summary, each under its own label."""
    assert {q.fact: q.ref for q in checklist.questions if q.fact} == {
        "Aim": "1.1",
        "Result": "4.2.3",
        "Deployed as": "5.2",
        "Predicts in": "5.3",
        "Release": "5.11",
        "Retraining": "5.12",
        "Roll-back": "5.13",
        "Metrics": "6.7",
        "Watched by": "6.8",
        "Fall-back": "7.8",
    }


def test_what_belongs_to_one_version_is_always_asked(checklist: Checklist) -> None:
    """What was measured on the trained model, or tried with what goes out, cannot be carried over."""
    marked = [q.ref for q in checklist.questions if q.always_ask]

    assert marked == ["4.2.3", "4.2.4", "4.2.5", "4.3.3", "5.13", "7.1", "7.4"]


def test_it_asks_everything_of_every_model(checklist: Checklist) -> None:
    """The article knows no question that some models may skip, and does not say how an answer is shown."""
    assert [q.ref for q in checklist.questions if q.when or q.evidence is EvidenceNeed.REQUIRED] == []
