"""Two people, one question: what the other one answered, and the choice, in the form of whoever comes second."""

from __future__ import annotations

from bot.domain.answers import Answer
from bot.domain.checklist import Question
from bot.slack.views import blocks, ids, words
from bot.slack.views.blocks import Json
from bot.slack.views.ids import VALUE
from bot.slack.views.scene import Scene
from bot.slack.views.words import DOT

_ROOM = 500


def choice_blocks(question: Question, theirs: Answer, scene: Scene) -> list[Json]:
    """Say who answered what and when, and ask whose answer stays; the person's own is in the fields below."""
    choices = [blocks.option("Keep theirs", ids.THEIRS), blocks.option("Use mine", ids.MINE)]
    who = f"*{scene.who(theirs.by)} answered {question.ref}*, {words.moment(theirs.at)}"
    return [
        blocks.section(f"{who}: {said(question, theirs, scene)}"),
        blocks.input_block(
            f"Whose answer to {question.ref} stays?",
            blocks.radio_buttons(VALUE, choices),
            ids.choice_block(question.key, theirs.version),
            hint="Yours is in the fields below, as you typed it.",
        ),
    ]


def said(question: Question, answer: Answer, scene: Scene) -> str:
    """Say all that an answer says, fit for mrkdwn."""
    parts = (words.mark(question, answer), words.content(answer.value, scene, _ROOM), words.quoted(answer.note, _ROOM))
    return DOT.join(filter(None, parts))
