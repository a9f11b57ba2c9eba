"""What Slack's documentation lists as errors of each method, and why some of them cannot happen to a bot like ours."""


def _codes(listed: str) -> list[str]:
    return listed.split()


EVERYWHERE = _codes(
    """
    access_denied accesslimited account_inactive deprecated_endpoint ekm_access_denied enterprise_is_restricted
    fatal_error invalid_arg_name invalid_array_arg invalid_charset invalid_form_data invalid_post_type is_bot
    method_deprecated missing_post_type missing_scope no_permission not_allowed_token_type not_authed
    org_login_required ratelimited request_timeout service_unavailable team_added_to_org token_expired
    token_revoked two_factor_setup_required unknown_method
    """
)

_POST = """
as_user_not_supported channel_not_found invalid_blocks invalid_blocks_format markdown_text_conflict
message_limit_exceeded no_text too_many_attachments
"""
_METADATA = "invalid_metadata_format invalid_metadata_schema metadata_must_be_sent_from_app metadata_too_large"
_SHARING = """
slack_connect_canvas_sharing_blocked slack_connect_file_link_sharing_blocked team_not_found
"""
_RANGE = "channel_not_found invalid_cursor invalid_metadata_filter_keys invalid_ts_latest invalid_ts_oldest"
_TRIGGER = "exchanged_trigger_id expired_trigger_id invalid_trigger_id"
_VIEW = "duplicate_external_id view_too_large"

OWN: dict[str, list[str]] = {
    method: _codes(listed)
    for method, listed in {
        "auth.test": "internal_error invalid_auth",
        "chat.postMessage": f"""{_POST} {_METADATA} {_SHARING} app_access_restricted attachment_payload_limit_exceeded
            cannot_reply_to_message draft_already_deleted draft_already_sent draft_has_conflict draft_not_found
            duplicate_channel_not_found duplicate_message_not_found is_archived messages_tab_disabled missing_file_data
            msg_blocks_too_long not_in_channel rate_limited restricted_action restricted_action_non_threadable_channel
            restricted_action_read_only_channel restricted_action_thread_locked restricted_action_thread_only_channel
            send_on_behalf_not_allowed slack_connect_lists_sharing_blocked too_many_contact_cards""",
        "chat.update": f"""{_POST} {_METADATA} {_SHARING} block_mismatch blocked_file_type cant_broadcast_message
            cant_update_message edit_window_closed external_channel_migrating file_deleted file_is_deleted
            file_not_found file_share_limit_reached invalid_attachments is_inactive max_file_sharing_exceeded
            message_not_found msg_too_long no_dual_broadcast_content_update posting_to_channel_denied
            slack_connect_blocked_file_type slack_connect_clip_sharing_blocked slack_connect_file_upload_sharing_blocked
            streaming_state_conflict unable_to_share_files update_failed""",
        "chat.delete": "cant_delete_message channel_not_found message_not_found",
        "chat.postEphemeral": f"""{_POST.replace("as_user_not_supported", "")} cannot_reply_to_message
            invalid_attachments is_archived messages_tab_disabled msg_too_long not_in_channel restricted_action
            user_not_in_channel""",
        "chat.getPermalink": "channel_not_found message_not_found",
        "conversations.members": """channel_not_found fetch_members_failed invalid_cursor invalid_limit
            method_not_supported_for_channel_type""",
        "files.info": """canvas_disabled_file_team canvas_disabled_user_team canvas_globally_disabled file_deleted
            file_not_found not_visible slack_connect_canvas_sharing_blocked template_not_visible""",
        "conversations.info": "channel_is_limited_access channel_not_found",
        "conversations.open": """channel_not_found invalid_user_combination method_not_supported_for_channel_type
            not_enough_users too_many_users user_disabled user_not_found user_not_visible users_list_not_supplied""",
        "conversations.history": f"{_RANGE} channel_is_limited_access not_in_channel",
        "conversations.replies": f"""{_RANGE} list_record_comment_fetch_failed method_not_supported_for_channel_type
            thread_not_found""",
        "users.info": "too_many_users user_not_found user_not_visible",
        "usergroups.list": "invalid_cursor invalid_team missing_argument plan_upgrade_required users_not_found",
        "usergroups.users.list": "invalid_cursor no_such_subteam plan_upgrade_required",
        "views.open": f"{_VIEW} {_TRIGGER}",
        "views.push": f"{_VIEW} {_TRIGGER} not_found push_limit_reached",
        "views.update": f"{_VIEW} hash_conflict not_found",
        "views.publish": f"{_VIEW} hash_conflict missing_profile_id not_enabled not_implemented",
        "files.getUploadURLExternal": """alt_txt_too_large file_type_not_allowed file_upload_size_restricted
            file_uploads_disabled file_uploads_except_images_disabled missing_argument snippet_too_large
            storage_limit_reached unknown_snippet_type unknown_subtype""",
        "files.completeUploadExternal": """channel_not_found channels_limit_exceeded file_not_found
            file_type_not_allowed file_update_failed file_uploads_except_images_disabled invalid_blocks invalid_channel
            not_in_channel posting_to_channel_denied""",
        "apps.connections.open": "forbidden_team insecure_request internal_error invalid_auth missing_args",
    }.items()
}

# What an administrator, a plan or a migration decides: no call brings it about, `Playground.forbid` does.
DECIDED = _codes(
    """
    access_denied accesslimited account_inactive app_access_restricted channel_is_limited_access
    edit_window_closed ekm_access_denied enterprise_is_restricted external_channel_migrating file_type_not_allowed
    file_upload_size_restricted file_uploads_disabled file_uploads_except_images_disabled message_limit_exceeded
    no_permission org_login_required plan_upgrade_required posting_to_channel_denied restricted_action
    restricted_action_non_threadable_channel restricted_action_read_only_channel restricted_action_thread_locked
    restricted_action_thread_only_channel storage_limit_reached team_added_to_org token_revoked
    two_factor_setup_required
    """
)

_UNUSED = "belongs to an argument that the bot does not send and that is refused here"
_NO_FILES = "the bot's messages carry no files; a file is posted on its own"
_NO_CANVAS = "is about canvases, and files here are files"
_FAILURE = "is a failure inside Slack, of which internal_error is the example"

CANNOT_HAPPEN = {
    "attachment_payload_limit_exceeded": _UNUSED,
    "block_mismatch": "is about messages that were not written with blocks of the app's own",
    "blocked_file_type": _NO_FILES,
    "cant_broadcast_message": _UNUSED,
    "canvas_disabled_file_team": _NO_CANVAS,
    "canvas_disabled_user_team": _NO_CANVAS,
    "canvas_globally_disabled": _NO_CANVAS,
    "channels_limit_exceeded": _UNUSED,
    "deprecated_endpoint": "none of the methods is deprecated",
    "draft_already_deleted": "drafts belong to people",
    "draft_already_sent": "drafts belong to people",
    "draft_has_conflict": "drafts belong to people",
    "draft_not_found": "drafts belong to people",
    "duplicate_channel_not_found": "belongs to client_msg_id, which is no documented argument",
    "duplicate_message_not_found": "belongs to client_msg_id, which is no documented argument",
    "fatal_error": _FAILURE,
    "fetch_members_failed": _FAILURE,
    "file_deleted": "nobody deletes files here",
    "file_is_deleted": _NO_FILES,
    "file_share_limit_reached": _NO_FILES,
    "file_update_failed": _FAILURE,
    "forbidden_team": "is about workspaces on which an app may not be installed",
    "insecure_request": "slack.com is called by https only",
    "invalid_metadata_filter_keys": _UNUSED,
    "invalid_metadata_schema": "is a warning about a schema that an app has registered; the bot registers none",
    "is_bot": "every method that the bot calls is open to bots",
    "list_record_comment_fetch_failed": "is about the comments of Slack's lists",
    "max_file_sharing_exceeded": _NO_FILES,
    "metadata_must_be_sent_from_app": "the bot's token belongs to an app",
    "method_deprecated": "none of the methods is deprecated",
    "missing_args": "the method takes no arguments",
    "missing_file_data": _NO_FILES,
    "missing_profile_id": "is about profiles of other kinds than the Home tab",
    "no_dual_broadcast_content_update": _UNUSED,
    "not_enough_users": "is about direct messages between several people",
    "not_implemented": _FAILURE,
    "not_visible": "every file here was uploaded by the bot or given to it in a form",
    "rate_limited": "is the older word for ratelimited",
    "request_timeout": "needs a body that ends before its announced length; HTTP libraries do not send one",
    "send_on_behalf_not_allowed": _UNUSED,
    "slack_connect_blocked_file_type": _NO_FILES,
    "slack_connect_canvas_sharing_blocked": "the bot links to no canvas",
    "slack_connect_clip_sharing_blocked": _NO_FILES,
    "slack_connect_file_link_sharing_blocked": "the bot links to no file",
    "slack_connect_file_upload_sharing_blocked": _NO_FILES,
    "slack_connect_lists_sharing_blocked": "the bot links to no list",
    "snippet_too_large": _UNUSED,
    "streaming_state_conflict": "the bot streams no messages",
    "team_not_found": "is about the tokens of whole organisations",
    "token_expired": "the manifest leaves token rotation off, so the token does not expire",
    "template_not_visible": _NO_CANVAS,
    "too_many_contact_cards": "the bot sends no contact cards",
    "unable_to_share_files": _NO_FILES,
    "unknown_snippet_type": _UNUSED,
    "unknown_subtype": _UNUSED,
    "update_failed": _FAILURE,
    "users_not_found": "is about who asks, and a bot is always somebody",
}
# What no call brings about by itself.
HELD_ELSEWHERE = {
    "internal_error": "tests.playground.test_faults::test_an_error_of_the_server_leaves_open_what_was_done",
    "ratelimited": "tests.playground.test_rate_limits::test_a_short_burst_is_followed_by_429",
    "service_unavailable": "tests.playground.test_faults::test_an_error_of_the_server_leaves_open_what_was_done",
}
# The same code may happen to one method and not to another.
CANNOT_HAPPEN_HERE = {
    ("chat.update", "file_not_found"): _NO_FILES,
    ("conversations.members", "method_not_supported_for_channel_type"): "every channel here has members",
    ("conversations.replies", "method_not_supported_for_channel_type"): "every channel here has threads",
    ("files.completeUploadExternal", "invalid_channel"): "channel_not_found says the same, and comes first",
    ("usergroups.list", "invalid_cursor"): "the method takes no cursor",
    ("usergroups.list", "missing_argument"): "the method requires no argument",
    ("usergroups.users.list", "invalid_cursor"): "the method takes no cursor",
    ("users.info", "too_many_users"): "the method takes one user",
}
