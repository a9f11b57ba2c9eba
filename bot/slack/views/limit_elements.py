"""The interactive elements and composition objects of Block Kit, and Slack's limit for each of their fields."""

from bot.slack.views.limit_checks import (
    NUMBER,
    Check,
    Shape,
    Surface,
    at_least_one,
    exactly_one,
    flag,
    known_initial,
    listing,
    matching,
    not_above,
    obj,
    one_of,
    plain,
    string,
    text,
    typed,
    whole,
)
from bot.slack.views.limit_rich_text import RICH_TEXT_OBJECT

MODAL: frozenset[Surface] = frozenset(("modal",))
MESSAGE: frozenset[Surface] = frozenset(("message",))

ID = string(255)
STYLE = one_of("primary", "danger")
CONFIRM = obj(
    Shape(
        {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
        {"style": STYLE},
    )
)
_DATE = matching(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", "2026-03-31")
_TIME = matching(r"([01]\d|2[0-3]):[0-5]\d", "17:30")
_NUMBER = matching(NUMBER, "2.5")
_DISPATCH = obj(
    Shape({"trigger_actions_on": listing(one_of("on_enter_pressed", "on_character_entered"), 2)}),
)

_FIELDS: dict[str, Check] = {"text": plain(75), "value": string(150)}
_OPTION = obj(Shape(_FIELDS, {"description": plain(75)}))
_OVERFLOW_OPTION = obj(Shape(_FIELDS, {"description": plain(75), "url": string(3000)}))
_FORMATTED_OPTION = obj(Shape({"text": text(75), "value": string(150)}, {"description": text(75)}))
_GROUP = obj(Shape({"label": plain(75), "options": listing(_OPTION, 100)}))

_ACTION: dict[str, Check] = {"action_id": ID}
_FOCUS: dict[str, Check] = {**_ACTION, "focus_on_load": flag}
_SELECT: dict[str, Check] = {**_FOCUS, "placeholder": plain(150), "confirm": CONFIRM}
_MULTI: dict[str, Check] = {**_SELECT, "max_selected_items": whole(1, 10_000)}
_STATIC: dict[str, Check] = {"options": listing(_OPTION, 100), "option_groups": listing(_GROUP, 100)}
_TYPED_IN: dict[str, Check] = {**_FOCUS, "placeholder": plain(150), "dispatch_action_config": _DISPATCH}
_CONVERSATION: dict[str, Check] = {
    "default_to_current_conversation": flag,
    "filter": obj(
        Shape(
            {},
            {
                "include": listing(one_of("im", "mpim", "private", "public"), 4),
                "exclude_external_shared_channels": flag,
                "exclude_bot_users": flag,
            },
            rules=(at_least_one("include", "exclude_external_shared_channels", "exclude_bot_users"),),
        )
    ),
}
_CHANNEL: dict[str, Check] = {**_SELECT, "response_url_enabled": flag}
_STATIC_RULES = (exactly_one("options", "option_groups"), known_initial)
_SLACK_FILE = obj(Shape({}, {"id": string(), "url": string(3000)}, rules=(exactly_one("id", "url"),)))
_FEEDBACK = obj(Shape({"text": plain(75), "value": string(2000)}, {"accessibility_label": string(75)}))
_INPUT = obj(Shape({"name": string(), "value": string()}))
_WORKFLOW = obj(
    Shape({"trigger": obj(Shape({"url": string(3000)}, {"customizable_input_parameters": listing(_INPUT)}))})
)
_PICTURE = exactly_one("image_url", "slack_file")

IMAGE = Shape(
    {"alt_text": string(2000)},
    {"image_url": string(3000), "slack_file": _SLACK_FILE},
    rules=(_PICTURE,),
)

ELEMENTS: dict[str, Shape] = {
    "button": Shape(
        {"text": plain(75)},
        {
            **_ACTION,
            "value": string(2000),
            "url": string(3000),
            "style": STYLE,
            "confirm": CONFIRM,
            "accessibility_label": string(75),
            "agent_prompt": string(4000),
            "agent_prompt_display": string(4000),
            "visible_to_user_ids": listing(string(), 10),
        },
    ),
    "icon_button": Shape(
        {"icon": one_of("trash"), "text": plain(75)},
        {
            **_ACTION,
            "value": string(2000),
            "confirm": CONFIRM,
            "accessibility_label": string(75),
            "visible_to_user_ids": listing(string(), 10),
        },
        MESSAGE,
    ),
    "feedback_buttons": Shape({"positive_button": _FEEDBACK, "negative_button": _FEEDBACK}, _ACTION, MESSAGE),
    "workflow_button": Shape(
        {"text": plain(75), "workflow": _WORKFLOW},
        {**_ACTION, "style": STYLE, "accessibility_label": string(75)},
        MESSAGE,
    ),
    "overflow": Shape({"options": listing(_OVERFLOW_OPTION, 5, least=2)}, {**_ACTION, "confirm": CONFIRM}),
    "static_select": Shape({}, {**_SELECT, **_STATIC, "initial_option": _OPTION}, rules=_STATIC_RULES),
    "multi_static_select": Shape(
        {}, {**_MULTI, **_STATIC, "initial_options": listing(_OPTION, 100)}, rules=_STATIC_RULES
    ),
    "external_select": Shape({}, {**_SELECT, "initial_option": _OPTION, "min_query_length": whole(0, 10_000)}),
    "multi_external_select": Shape(
        {}, {**_MULTI, "initial_options": listing(_OPTION, 100), "min_query_length": whole(0, 10_000)}
    ),
    "users_select": Shape({}, {**_SELECT, "initial_user": string()}),
    "multi_users_select": Shape({}, {**_MULTI, "initial_users": listing(string())}),
    "conversations_select": Shape({}, {**_CHANNEL, **_CONVERSATION, "initial_conversation": string()}),
    "multi_conversations_select": Shape({}, {**_MULTI, **_CONVERSATION, "initial_conversations": listing(string())}),
    "channels_select": Shape({}, {**_CHANNEL, "initial_channel": string()}),
    "multi_channels_select": Shape({}, {**_MULTI, "initial_channels": listing(string())}),
    "radio_buttons": Shape(
        {"options": listing(_FORMATTED_OPTION, 10)},
        {**_FOCUS, "initial_option": _FORMATTED_OPTION, "confirm": CONFIRM},
        rules=(known_initial,),
    ),
    "checkboxes": Shape(
        {"options": listing(_FORMATTED_OPTION, 10)},
        {**_FOCUS, "initial_options": listing(_FORMATTED_OPTION, 10), "confirm": CONFIRM},
        rules=(known_initial,),
    ),
    "datepicker": Shape({}, {**_SELECT, "initial_date": _DATE}),
    "timepicker": Shape({}, {**_SELECT, "initial_time": _TIME, "timezone": string()}),
    "datetimepicker": Shape(
        {},
        {**_FOCUS, "confirm": CONFIRM, "initial_date_time": whole(1_000_000_000, 9_999_999_999)},
        frozenset(("message", "modal")),
    ),
    "plain_text_input": Shape(
        {},
        {
            **_TYPED_IN,
            "initial_value": string(3000, shortest=0),
            "multiline": flag,
            "min_length": whole(0, 3000),
            "max_length": whole(1, 3000),
        },
        rules=(not_above("min_length", "max_length"),),
    ),
    "url_text_input": Shape({}, {**_TYPED_IN, "initial_value": string(3000, shortest=0)}, MODAL),
    "email_text_input": Shape({}, {**_TYPED_IN, "initial_value": string(3000, shortest=0)}, MODAL),
    "number_input": Shape(
        {"is_decimal_allowed": flag},
        {**_TYPED_IN, "initial_value": _NUMBER, "min_value": _NUMBER, "max_value": _NUMBER},
        MODAL,
        rules=(not_above("min_value", "max_value"),),
    ),
    "file_input": Shape({}, {**_ACTION, "filetypes": listing(string()), "max_files": whole(1, 10)}, MODAL),
    "rich_text_input": Shape(
        {},
        {**_TYPED_IN, "initial_value": RICH_TEXT_OBJECT, "min_lines": whole(1, 100), "max_lines": whole(1, 100)},
        frozenset(("modal", "home")),
        rules=(not_above("min_lines", "max_lines"),),
    ),
    "image": IMAGE,
}

_CHOOSERS = frozenset(
    f"{prefix}{kind}_select"
    for prefix in ("", "multi_")
    for kind in ("static", "external", "users", "conversations", "channels")
)
_PICKERS = _CHOOSERS | {"radio_buttons", "checkboxes", "datepicker", "timepicker"}
_TYPED = frozenset(
    ("plain_text_input", "url_text_input", "email_text_input", "number_input", "file_input", "rich_text_input")
)
_BUTTONS = frozenset(("button", "workflow_button", "overflow"))


def _element(allowed: frozenset[str]) -> Check:
    return typed(ELEMENTS, "element", allowed)


IN_SECTION = _element(_PICKERS | _BUTTONS | {"image"})
IN_ACTIONS = _element(_PICKERS | _BUTTONS | {"datetimepicker", "rich_text_input"})
IN_INPUT = _element(_PICKERS | _TYPED | {"datetimepicker"})
IN_CONTEXT_ACTIONS = _element(frozenset(("feedback_buttons", "icon_button")))
BUTTON = _element(frozenset(("button",)))
