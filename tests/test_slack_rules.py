"""Every limit of Slack that concerns us, one entry each, with the tests that hold it.

A holder is a test of a table below with the name of its case, or `path::test`. What no test can hold says why.
"""

import importlib
from collections.abc import Iterator
from types import ModuleType

import pytest

TABLES = {
    "longest": "tests/slack/views/test_limits_lengths.py::test_one_over_a_limit_is_found",
    "wrong": "tests/slack/views/test_limits.py::test_a_broken_rule_is_found",
    "part": "tests/slack/views/test_limits_parts.py::test_a_wrong_part_is_found",
    "where": "tests/slack/views/test_limits.py::test_blocks_stand_only_where_slack_takes_them",
    "call": "tests/playground/test_errors.py::test_a_wrong_call_gets_slacks_code",
}
LIMITS = "tests/slack/views/test_limits.py"
VIEWS = "tests/slack/views/test_views.py"
PLAYGROUND = "tests/playground"

MESSAGES_AND_VIEWS: dict[str, list[str]] = {
    "a message has 50 blocks": ["longest[message blocks]"],
    "a modal and a Home tab have 100 blocks": ["longest[modal blocks]", "longest[home blocks]"],
    "a view has 250 kB": [
        f"{LIMITS}::test_a_view_above_250_kilobytes_is_too_large",
        *(f"call[views.{name}-view_too_large]" for name in ("open", "push", "update", "publish")),
    ],
    "the text of a message has 4,000 characters before Slack advises against it": [
        "longest[message text]",
        "call[chat.postMessage-msg_too_long]",
    ],
    "an edit refuses text above 4,000 characters": [
        "call[chat.update-msg_too_long]",
        f"{PLAYGROUND}/test_web_api.py::test_an_edit_takes_4000_characters",
    ],
    "the blocks of a message have some 13,000 characters together": [
        f"{LIMITS}::test_a_message_of_12_000_characters_of_blocks_is_the_longest",
        "call[chat.postMessage-msg_blocks_too_long]",
    ],
    "markdown_text has 12,000 characters and stands alone": [
        "longest[markdown_text]",
        "wrong[markdown_text beside text]",
        "call[chat.postMessage-markdown_text_conflict]",
    ],
    "a message has 100 attachments": [
        f"{LIMITS}::test_the_hundred_and_first_attachment_is_one_too_many",
        "call[chat.postMessage-too_many_attachments]",
    ],
    "the title and both buttons of a modal have 24 characters": [
        "longest[modal title]",
        "longest[submit]",
        "longest[close]",
    ],
    "private_metadata has 3,000 characters": ["longest[private_metadata]"],
    "callback_id has 255 characters": ["longest[callback_id]"],
    "external_id is unique, and has 255 characters": [
        "longest[external_id]",
        *(f"call[views.{name}-duplicate_external_id]" for name in ("open", "push", "update", "publish")),
        f"{PLAYGROUND}/test_interactions.py::test_an_external_id_is_unique",
    ],
    "three modals lie over each other": [
        f"{PLAYGROUND}/test_interactions.py::test_three_modals_are_the_most",
        "call[views.push-push_limit_reached]",
    ],
    "a modal with an input has a submit button": ["wrong[input without submit]"],
    "a modal with many questions is spread over pages": ["tests/slack/views/test_modals.py::test_pages_are_balanced"],
    "Slack's own check of blocks takes 100,000 characters": [
        f"{PLAYGROUND}/test_errors.py::test_a_method_that_is_not_there_is_unknown"
    ],
}

BLOCKS_AND_ELEMENTS: dict[str, list[str]] = {
    "ids have 255 characters, are unique, and change when stored state is to be shown": [
        "longest[block_id]",
        "longest[action_id]",
        "wrong[second block_id]",
        "wrong[second action_id]",
        f"{LIMITS}::test_the_same_action_id_in_two_blocks_is_legal",
        f"{PLAYGROUND}/test_messages.py::test_a_choice_in_a_message_stays_until_its_block_is_another",
    ],
    "a text object is not empty and has 3,000 characters": [
        "wrong[empty section text]",
        "longest[section text]",
        "longest[context text]",
    ],
    "a section has 3,000 characters, or 10 fields of 2,000": [
        "longest[section text]",
        "longest[section fields]",
        "longest[section field]",
        "wrong[section without content]",
    ],
    "a header has 150 characters of plain text": ["longest[header]", "wrong[formatted header]", "wrong[empty header]"],
    "a context has 10 elements": ["longest[context elements]"],
    "an actions row has 25 elements": ["longest[actions elements]", "wrong[empty actions]"],
    "a context_actions row has 5 elements of two kinds": ["longest[context_actions]", "part[unknown icon]"],
    "a button has 75 characters, a value of 2,000, a link of 3,000 and a spoken label of 75": [
        "longest[button text]",
        "longest[button value]",
        "longest[button url]",
        "longest[accessibility_label]",
        "wrong[empty button value]",
    ],
    "a button prompts an agent with 4,000 characters": ["longest[agent_prompt]"],
    "a button is for at most 10 named people": ["longest[visible_to_user_ids]"],
    "an option has 75 characters, a value of 150, a description of 75, and a link in an overflow menu only": [
        "longest[option text]",
        "longest[option value]",
        "longest[option description]",
        "longest[overflow url]",
        "wrong[link in a select]",
        f"{VIEWS}::test_option_values_fit_the_narrower_reading",
    ],
    "a select has 100 options, or 100 groups of 100 with labels of 75": [
        "longest[select options]",
        "longest[option groups]",
        "longest[group label]",
        "longest[options of a group]",
        "wrong[empty select]",
        "wrong[options and groups]",
        "wrong[initial option unknown]",
    ],
    "radio buttons and checkboxes have 10 options": [
        "longest[radio options]",
        "longest[checkbox options]",
        "wrong[empty radio]",
        "wrong[initial checkbox unknown]",
    ],
    "an overflow menu has 2 to 5 options": ["longest[overflow options]", "wrong[overflow with one option]"],
    "a placeholder has 150 characters": ["longest[placeholder]"],
    "a confirm dialog has 100, 300, 30 and 30 characters": [
        "longest[confirm title]",
        "longest[confirm text]",
        "longest[confirm confirm]",
        "longest[confirm deny]",
        "wrong[half a confirm]",
    ],
    "an input has a label and a hint of 2,000": [
        "longest[input label]",
        "longest[input hint]",
        "wrong[input without label]",
    ],
    "a text field takes 3,000 characters": [
        "longest[max_length]",
        "longest[min_length]",
        "longest[initial_value]",
        "wrong[shortest above longest]",
        "wrong[least above most]",
    ],
    "a file field takes 10 files, needs files:read and dispatches nothing": [
        "longest[max_files]",
        "wrong[dispatched file]",
        f"{PLAYGROUND}/test_messages.py::test_files_are_asked_for_with_the_right_to_read_them_only",
    ],
    "a rich text field has 100 lines": ["longest[rich text lines]"],
    "an image has a link of 3,000, a description and a title of 2,000": [
        "longest[image url]",
        "longest[image alt]",
        "longest[image title]",
        "wrong[picture twice]",
    ],
    "markdown blocks share 12,000 characters, and their ids are ignored": [
        f"{LIMITS}::test_markdown_is_counted_together",
        f"{PLAYGROUND}/test_messages.py::test_a_message_of_markdown_is_a_markdown_block",
        "where[markdown]",
    ],
    "a table has 100 rows of 20 cells, and a message has one": [
        "longest[table rows]",
        "longest[table cells]",
        "wrong[two tables]",
        "part[cell that is no cell]",
        "where[table]",
    ],
    "a data_table has 2 to 101 rows of equal length with plain heads, a caption, pages of 100, 20,000 characters": [
        "longest[data_table rows]",
        "longest[data_table columns]",
        "longest[data_table text]",
        "longest[page_size]",
        "wrong[data_table with one row]",
        "wrong[ragged data_table]",
        "part[data_table without caption]",
        "part[formatted head of a data_table]",
    ],
    "a card has 150, 150 and 200 characters and 3 buttons": [
        "longest[card title]",
        "longest[card subtitle]",
        "longest[card body]",
        "longest[card actions]",
    ],
    "a carousel has 10 cards": ["longest[carousel]", "part[carousel without cards]"],
    "an alert has 200 characters and stands in modals": ["longest[alert]", "where[alert]"],
    "a container has a title and subtitle of 150 and 10 children": [
        "longest[container title]",
        "longest[container subtitle]",
        "longest[container children]",
        "wrong[divided and collapsible]",
        "wrong[input in a container]",
    ],
    "a chart has a title of 50, 12 series, 20 points and labels of 20": [
        "longest[chart title]",
        "longest[chart segments]",
        "longest[chart points]",
        "longest[chart labels]",
    ],
}

TIMES: dict[str, list[str]] = {
    "the app acknowledges within 3 seconds": [
        f"{PLAYGROUND}/test_interactions.py::test_an_app_that_stays_silent_fails_the_command",
        f"{PLAYGROUND}/test_interactions.py::test_a_silent_app_is_trouble_too",
        f"{PLAYGROUND}/test_http_delivery.py::test_a_slow_app_times_out",
    ],
    "a trigger works once and for 3 seconds": [
        f"{PLAYGROUND}/test_interactions.py::test_a_trigger_works_once_and_for_three_seconds",
        *(f"call[views.{name}-{code}_trigger_id]" for name in ("open", "push") for code in ("expired", "exchanged")),
    ],
    "a response_url works 5 times within 30 minutes, for one person unless it says otherwise": [
        f"{PLAYGROUND}/test_responses.py::test_it_works_five_times",
        f"{PLAYGROUND}/test_responses.py::test_it_works_for_half_an_hour",
        f"{PLAYGROUND}/test_responses.py::test_by_default_only_the_person_sees_it",
        f"{PLAYGROUND}/test_responses.py::test_it_may_answer_in_a_thread",
    ],
    "an event is answered within 3 seconds, else it comes again": [
        "tests/web/test_slack_edge.py::test_retry_headers_reach_bolt",
        f"{PLAYGROUND}/test_http_delivery.py::test_an_event_comes_again_three_times",
        f"{PLAYGROUND}/test_http_delivery.py::test_a_slow_app_is_told_so",
        f"{PLAYGROUND}/test_http_delivery.py::test_an_app_may_ask_for_no_retry",
        f"{PLAYGROUND}/test_socket_mode.py::test_an_event_that_nobody_took_comes_again",
    ],
    "a signature holds for 5 minutes": [
        "tests/web/test_slack_edge.py::test_a_replay_is_refused",
        f"{PLAYGROUND}/test_http_delivery.py::test_a_command_is_a_signed_form",
    ],
    "a bot token that rotates lives for 12 hours": ["tests/slack/test_manifest.py::test_the_token_does_not_rotate"],
}

NOT_HELD = {
    "an event more than 2 hours late is not delivered": "the local Slack gives up long before",
    "Slack stops delivering to an app that fails 95 % of 1,000 events an hour": "it takes an hour of failures",
    "the state of an installation holds for 600 seconds": "the bot is installed by hand, with its tokens as settings",
    "a client secret still works for 24 hours after it was replaced": "the bot has no client secret",
}


def _table(holder: str) -> tuple[str, str]:
    """Split a holder into `path::test` and the name of a case, if it has one."""
    test, _, case = holder.removesuffix("]").partition("[")
    return TABLES.get(test, test), case


def _cases(module: ModuleType, test: str) -> Iterator[str]:
    for mark in getattr(getattr(module, test), "pytestmark", ()):
        if mark.name == "parametrize":
            yield from mark.kwargs.get("ids") or ()


@pytest.mark.parametrize(
    ("rule", "holder"),
    [(rule, one) for part in (MESSAGES_AND_VIEWS, BLOCKS_AND_ELEMENTS, TIMES) for rule in part for one in part[rule]],
)
def test_a_rule_is_held_by_a_test_that_exists(rule: str, holder: str) -> None:
    """What stands beside a rule is a test, and its case is in that test's table."""
    place, case = _table(holder)
    path, _, test = place.partition("::")
    module = importlib.import_module(path.removesuffix(".py").replace("/", "."))

    assert callable(getattr(module, test, None)), f"{rule}: there is no {place}"
    assert not case or case in set(_cases(module, test)), f"{rule}: {place} has no case {case!r}"


def test_no_rule_is_left_out() -> None:
    """There are as many rules as Slack's limits have rows, and none twice."""
    assert (len(MESSAGES_AND_VIEWS), len(BLOCKS_AND_ELEMENTS), len(TIMES) + len(NOT_HELD)) == (16, 29, 10)
    assert all([*MESSAGES_AND_VIEWS.values(), *BLOCKS_AND_ELEMENTS.values(), *TIMES.values(), *NOT_HELD.values()])
