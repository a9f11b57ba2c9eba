"""What stands in the way when Slack says no, sorted by what can be done about it."""

from __future__ import annotations

from enum import Enum, auto


class Hindrance(Enum):
    """What a refusal is about.

    WORKSPACE  nothing may be said in this workspace: fall silent, ask every minute, go on when it works
    PLACE      the channel, for this bot: give up, tell somebody, try again once anything works there
    PERSON     a direct message: give up, tell whoever counts on this person
    MESSAGE    the message is gone, or not ours to edit: post it once more
    THREAD     the message that the reply hangs on is gone: see to that first
    RIGHT      the app lacks a permission: give up, tell somebody
    CONTENT    this message, as it is drawn, is never taken: give up, tell somebody
    PASSING    or unknown: later, and ever later
    """

    WORKSPACE = auto()
    PLACE = auto()
    PERSON = auto()
    MESSAGE = auto()
    THREAD = auto()
    RIGHT = auto()
    CONTENT = auto()
    PASSING = auto()


_CODES = {
    Hindrance.WORKSPACE: """
        access_denied accesslimited account_inactive ekm_access_denied enterprise_is_restricted invalid_auth
        not_allowed_token_type not_authed org_login_required team_access_not_granted team_added_to_org token_expired
        token_revoked two_factor_setup_required
    """,
    Hindrance.PLACE: """
        app_access_restricted channel_is_limited_access channel_not_found invalid_channel is_archived is_inactive
        method_not_supported_for_channel_type not_in_channel posting_to_channel_denied restricted_action
        restricted_action_non_threadable_channel restricted_action_read_only_channel restricted_action_thread_locked
        restricted_action_thread_only_channel team_not_found
    """,
    Hindrance.PERSON: """
        cannot_dm_bot invalid_user_combination messages_tab_disabled not_enough_users user_disabled user_not_found
        user_not_visible
    """,
    Hindrance.MESSAGE: "cant_update_message edit_window_closed message_not_found",
    Hindrance.THREAD: "cannot_reply_to_message thread_not_found",
    Hindrance.RIGHT: """
        file_type_not_allowed file_upload_size_restricted file_uploads_disabled file_uploads_except_images_disabled
        missing_scope no_permission
    """,
    Hindrance.CONTENT: """
        alt_txt_too_large as_user_not_supported attachment_payload_limit_exceeded block_mismatch blocked_file_type
        cant_broadcast_message channels_limit_exceeded deprecated_endpoint draft_already_deleted draft_already_sent
        draft_has_conflict draft_not_found duplicate_channel_not_found duplicate_message_not_found file_deleted
        file_is_deleted file_not_found file_share_limit_reached invalid_arg_name invalid_arguments invalid_array_arg
        invalid_attachments invalid_blocks invalid_blocks_format invalid_charset invalid_cursor invalid_form_data
        invalid_metadata_filter_keys invalid_metadata_format invalid_metadata_schema invalid_post_type invalid_ts_latest
        invalid_ts_oldest is_bot list_record_comment_fetch_failed markdown_text_conflict max_file_sharing_exceeded
        metadata_must_be_sent_from_app metadata_too_large method_deprecated missing_argument missing_file_data
        missing_post_type msg_blocks_too_long msg_too_long no_dual_broadcast_content_update no_text
        send_on_behalf_not_allowed slack_connect_blocked_file_type slack_connect_canvas_sharing_blocked
        slack_connect_clip_sharing_blocked slack_connect_file_link_sharing_blocked
        slack_connect_file_upload_sharing_blocked slack_connect_lists_sharing_blocked snippet_too_large
        too_many_attachments too_many_contact_cards too_many_users unable_to_share_files unknown_method
        unknown_snippet_type unknown_subtype users_list_not_supplied
    """,
    Hindrance.PASSING: """
        external_channel_migrating file_update_failed message_limit_exceeded storage_limit_reached
        streaming_state_conflict update_failed
    """,
}
_BY_CODE = {code: hindrance for hindrance, codes in _CODES.items() for code in codes.split()}


def hindrance_of(code: str, *, is_direct: bool) -> Hindrance:
    """Say what a code is about; in a direct conversation the place is the person."""
    hindrance = _BY_CODE.get(code, Hindrance.PASSING)
    return Hindrance.PERSON if is_direct and hindrance is Hindrance.PLACE else hindrance


def is_of_place(code: str) -> bool:
    """Say whether a code is about the channel."""
    return _BY_CODE.get(code) is Hindrance.PLACE
