"""The modal behind "Why and examples": what a question is for, and what good and weak answers look like."""

from __future__ import annotations

from bot.domain.checklist import Checklist, QuestionKey, Reading, SectionKey
from bot.domain.deployment import Deployment
from bot.slack.views import blocks
from bot.slack.views.blocks import Json, safe
from bot.slack.views.ids import CallbackId, Reference, encode
from bot.slack.views.scene import paragraphs
from bot.slack.views.words import address, link

_PASSAGE = 2500
_ADDRESS = 1500


def why_modal(deployment: Deployment, section_key: SectionKey, question_key: QuestionKey) -> Json:
    """Draw a question's guidance; there is nothing to fill in."""
    section = deployment.checklist.section(section_key)
    question = section.question(question_key)
    passages = (
        ("", question.guidance),
        ("A good answer", question.good),
        ("A weak answer", question.weak),
        (f"About section {section.ref}", section.guidance),
    )
    return blocks.modal(
        f"Why {question.ref}?",
        [
            blocks.header(f"{question.ref} {question.prompt}"),
            *(blocks.section(_passage(title, text)) for title, text in passages if text.strip()),
            *_sources(deployment.checklist),
        ],
        callback_id=CallbackId.WHY,
        private_metadata=encode(Reference(deployment.id, section.key, question.key)),
        close="Close",
    )


def _passage(title: str, text: str) -> str:
    shown = safe(text, _PASSAGE, keep_lines=True)
    return f"*{title}*\n{shown}" if title else shown


def _sources(checklist: Checklist) -> list[Json]:
    reading = [f"• {_reading(one)}" for one in checklist.further_reading]
    return [
        blocks.divider(),
        *(paragraphs(["*Further reading*", *reading]) if reading else ()),
        blocks.context(safe(f"{checklist.title}. {checklist.credit}", 1000)),
    ]


def _reading(one: Reading) -> str:
    url = address(one.url)
    title = link(url if len(url) <= _ADDRESS else "", safe(one.title, 200))
    return f"{title}, {safe(one.author, 120)}" if one.author else title
