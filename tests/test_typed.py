"""The table of everything that people type has a row for whatever they can type."""

from __future__ import annotations

from typing import Any

from bot.domain.worktime import Preferences
from bot.slack.commands import _KEYS
from bot.slack.views.ids import CallbackId
from bot.slack.views.settings_modal import settings_modal
from tests.slack.views import gallery
from tests.slack.views.test_views import CALM, ORDINARY
from tests.typed import OURS, TYPED, texts_of_the_domain

FIELDS = {
    "answers/answer": {"Written.text", "Linked.url"},
    "answers/note": {"Answer.note", "NotApplicable.reason"},
    "answers/evidence": {"Link.url"},
    "answers/files": {"File.name"},
    "evidence/links": {"Link.url"},
    "evidence/files": {"File.name"},
    "set_up/artefact": {"Deployment.artefact"},
    "reopen/reason": {"Reopening.reason"},
    "cancel/reason": {"Closing.reason"},
    "leave_out/reason": {"LeftOut.reason"},
    "block/reason": {"Blocking.reason"},
    "request_changes/reason": {"Reopening.reason"},
    "settings/zone": {"Preferences.zone"},
    "accept_risk/reason": {"Terms.reason"},
    "accept_risk/mitigation": {"Terms.mitigation"},
}
"""In which row what is typed into the fields of our forms is kept."""

_TYPED_INTO = {"plain_text_input", "url_text_input", "file_input", "rich_text_input", "email_text_input"}
"""Elements that take words or files; a number is no text."""


def test_every_text_of_the_domain_has_its_row() -> None:
    """Whoever adds one says what it is, and the tests of limits and of nasty strings go through it."""
    assert texts_of_the_domain() == set(TYPED) | set(OURS)


def fields_of(view: dict[str, Any]) -> set[str]:
    """Return what can be typed into: the modal, and what its field is called apart from its question."""
    inputs = [block for block in view["blocks"] if block["type"] == "input" and block["element"]["type"] in _TYPED_INTO]
    return {f"{view['callback_id']}/{block['block_id'].partition('/')[0]}" for block in inputs}


def test_every_field_of_a_form_ends_in_a_row() -> None:
    """A new field that people type into is none until the table knows it, and no form is left out."""
    modals = [view for story in ORDINARY.values() for _, view in gallery.modals(story(), CALM)]
    forms = [view for view in (*modals, settings_modal(Preferences(), "", {})) if "callback_id" in view]
    assert {view["callback_id"] for view in forms} == set(CallbackId)
    assert set().union(*map(fields_of, forms)) == set(FIELDS)
    assert set().union(*FIELDS.values()) <= set(TYPED) | set(OURS)


def test_every_word_of_the_command_ends_in_a_row() -> None:
    """Names and options: a day, a tier and a checklist are picked from what there is."""
    named = {"env": "Target.environment", "artefact": "Deployment.artefact"}
    assert set(_KEYS.values()) - set(named) == {"due", "tier", "checklist"}
    assert {*named.values(), "Target.model", "Target.version"} <= set(TYPED)
