"""The tables. Migrations are written by hand; a test holds them against this module."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from bot.storage.moments import UtcDateTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

IS_OPEN = "status = 'open'"
IS_BOARD = "kind = 'board'"
IS_FAILED = "state = 'failed'"
IS_BEHIND = "(state IN ('sending', 'unknown') OR (state = 'idle' AND wanted > shown))"
"""Literal SQL, since a partial index serves only queries that repeat its condition word for word."""


# SQLite counts rows by itself only in a column that is called INTEGER.
_Number = BigInteger().with_variant(Integer, "sqlite")

checklists = Table(
    "checklists",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("body", Text, nullable=False),
)

# `number` counts in the order of opening: clocks of replicas differ, and two openings may share an instant.
deployments = Table(
    "deployments",
    metadata,
    Column("number", _Number, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("workspace", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("model_key", Text, nullable=False),  # the model in lower case: SQLite's lower() knows ASCII only
    Column("version", Text, nullable=False),
    Column("environment", Text, nullable=False),
    Column("checklist_digest", Text, ForeignKey("checklists.digest"), nullable=False),
    Column("requester", Text, nullable=False),
    Column("lead", Text, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("is_private", Boolean, nullable=False),
    Column("due", Date),
    Column("tier", Text, nullable=False, server_default="standard"),
    Column("artefact", Text, nullable=False, server_default=""),
    Column("artefact_at", UtcDateTime),
    Column("status", Text, nullable=False),
    Column("closed_by", Text),
    Column("closed_at", UtcDateTime),
    Column("closed_reason", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("head", Text, nullable=False),  # the digest of its last event
    Column("closed_head", Text, nullable=False),  # … of the event that closed it; empty while it is open
    Index("ix_deployments_workspace_model_key", "workspace", "model_key"),
    Index("ix_deployments_open_lead", "lead", sqlite_where=text(IS_OPEN), postgresql_where=text(IS_OPEN)),
    Index(
        "uq_deployments_open_target",
        "workspace",
        "model_key",
        "version",
        "environment",
        unique=True,
        sqlite_where=text(IS_OPEN),
        postgresql_where=text(IS_OPEN),
    ),
)

sections = Table(
    "sections",
    metadata,
    Column("deployment_id", Text, ForeignKey("deployments.id"), primary_key=True),
    Column("section_key", Text, primary_key=True),
    Column("signed_by", Text),
    Column("signed_at", UtcDateTime),
    Column("signed_digest", Text, nullable=False, server_default=""),
    Column("approvals", JSON, nullable=False, server_default="[]"),
    Column("reviewers", JSON, nullable=False, server_default="[]"),
    Column("reopened_by", Text),
    Column("reopened_at", UtcDateTime),
    Column("reopened_reason", Text, nullable=False),
    Column("reopened_asks_changes", Boolean, nullable=False, server_default=false()),
    Column("blocked_by", Text),
    Column("blocked_at", UtcDateTime),
    Column("blocked_reason", Text, nullable=False),
    Column("blocked_revision", Integer),
    Column("revision", Integer, nullable=False),
)

owners = Table(
    "owners",
    metadata,
    Column("deployment_id", Text, primary_key=True),
    Column("section_key", Text, primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("user_id", Text, nullable=False),
    ForeignKeyConstraint(["deployment_id", "section_key"], ["sections.deployment_id", "sections.section_key"]),
    Index("ix_owners_user_id", "user_id"),
)

# Whose turn a section is in the place of its owners: to review it, or to sign it because the owners may not.
turns = Table(
    "turns",
    metadata,
    Column("deployment_id", Text, primary_key=True),
    Column("section_key", Text, primary_key=True),
    Column("user_id", Text, primary_key=True),
    ForeignKeyConstraint(["deployment_id", "section_key"], ["sections.deployment_id", "sections.section_key"]),
    Index("ix_turns_user_id", "user_id"),
)

answers = Table(
    "answers",
    metadata,
    Column("deployment_id", Text, primary_key=True),
    Column("section_key", Text, primary_key=True),
    Column("question_key", Text, primary_key=True),
    Column("value", JSON, nullable=False),
    Column("note", Text, nullable=False),
    Column("answered_by", Text, nullable=False),
    Column("answered_at", UtcDateTime, nullable=False),
    Column("version", Integer, nullable=False),
    ForeignKeyConstraint(["deployment_id", "section_key"], ["sections.deployment_id", "sections.section_key"]),
)

left_out = Table(
    "left_out",
    metadata,
    Column("deployment_id", Text, primary_key=True),
    Column("section_key", Text, primary_key=True),
    Column("question_key", Text, primary_key=True),
    Column("left_by", Text, nullable=False),
    Column("left_at", UtcDateTime, nullable=False),
    Column("reason", Text, nullable=False),
    ForeignKeyConstraint(["deployment_id", "section_key"], ["sections.deployment_id", "sections.section_key"]),
)

# `due_at` is when the condition is looked at next: its holder is reminded, or the acceptance ends.
waivers = Table(
    "waivers",
    metadata,
    Column("deployment_id", Text, primary_key=True),
    Column("section_key", Text, primary_key=True),
    Column("question_key", Text, primary_key=True),
    Column("asked_by", Text),
    Column("asked_at", UtcDateTime),
    Column("accepted_by", Text),
    Column("accepted_at", UtcDateTime),
    Column("reason", Text, nullable=False),
    Column("mitigation", Text, nullable=False),
    Column("holder", Text),
    Column("expires", Date),
    Column("done_by", Text),
    Column("done_at", UtcDateTime),
    Column("due_at", UtcDateTime, index=True),
    ForeignKeyConstraint(["deployment_id", "section_key"], ["sections.deployment_id", "sections.section_key"]),
)

# The answers of the model's last published deployment, as they were when this one was opened, and answers gone stale.
proposals = Table(
    "proposals",
    metadata,
    Column("deployment_id", Text, primary_key=True),
    Column("section_key", Text, primary_key=True),
    Column("question_key", Text, primary_key=True),
    Column("value", JSON, nullable=False),
    Column("note", Text, nullable=False),
    Column("answered_by", Text, nullable=False),
    Column("answered_at", UtcDateTime, nullable=False),
    Column("version", Text, nullable=False),  # of a stale one, the artefact that it is about
    Column("is_stale", Boolean, nullable=False, server_default=false()),
    ForeignKeyConstraint(["deployment_id", "section_key"], ["sections.deployment_id", "sections.section_key"]),
)

# The revision of the deployment that a piece came with, and its place among those that came together.
evidence = Table(
    "evidence",
    metadata,
    Column("deployment_id", Text, primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("section_key", Text, nullable=False),
    Column("question_key", Text, nullable=False),
    Column("item", JSON, nullable=False),
    Column("added_by", Text, nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
    Column("message", Text, index=True),  # channel/ts of a message
    Column("file", Text, index=True),  # the id of a file that nobody has looked into yet
    Column("age", Text, nullable=False, server_default="current"),
    Column("version", Text, nullable=False, server_default=""),  # or artefact, for which an older one was brought
    ForeignKeyConstraint(["deployment_id", "section_key"], ["sections.deployment_id", "sections.section_key"]),
)

# Triggers, which only the migrations know, refuse to change or remove an event, or to put one in another's place.
# Making the table anew on SQLite (a batch) drops them: a migration that does has to create them again.
events = Table(
    "events",
    metadata,
    Column("deployment_id", Text, ForeignKey("deployments.id"), primary_key=True),
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("done_by", Text, nullable=False),
    Column("done_at", UtcDateTime, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("section_key", Text),
    Column("question_key", Text),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("digest", Text, nullable=False),
    sqlite_with_rowid=False,
)

# `number` counts in the order in which postings were first wanted.
postings = Table(
    "postings",
    metadata,
    Column("number", _Number, primary_key=True),
    # Made from the address, and so unique with it. No constraint of its own: two who want the same at once would
    # collide here before the database looks at the one for which there is an answer.
    Column("id", Text, nullable=False, index=True),
    Column("workspace", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("deployment_id", Text, ForeignKey("deployments.id"), index=True),
    Column("asked_channel", Text, nullable=False),
    Column("user_id", Text),
    Column("subject", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("ts", Text, nullable=False),
    Column("wanted", Integer, nullable=False),
    Column("shown", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),
    Column("error", Text, nullable=False),
    Column("wanted_at", UtcDateTime, nullable=False),
    Column("shown_at", UtcDateTime, index=True),
    Column("recreated", Integer, nullable=False),
    Column("thread", Text, nullable=False),
    UniqueConstraint("workspace", "kind", "key"),
    Index(
        "ix_postings_behind",
        "workspace",
        "next_at",
        sqlite_where=text(IS_BEHIND),
        postgresql_where=text(IS_BEHIND),
    ),
    Index(
        "ix_postings_failed",
        "workspace",
        "channel",
        sqlite_where=text(IS_FAILED),
        postgresql_where=text(IS_FAILED),
    ),
    Index("ix_postings_board", "channel", "ts", sqlite_where=text(IS_BOARD), postgresql_where=text(IS_BOARD)),
)

leases = Table(
    "leases",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
)

digests = Table(
    "digests",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("user_id", Text, primary_key=True),
    Column("due_at", UtcDateTime, index=True),
    Column("told_at", UtcDateTime),
    Column("shown_posting", Text, nullable=False),
)

# One row per section in a message; `number` counts in the order of planning.
reminders = Table(
    "reminders",
    metadata,
    Column("number", _Number, primary_key=True),
    Column("workspace", Text, nullable=False),
    Column("user_id", Text, nullable=False),
    Column("deployment_id", Text, ForeignKey("deployments.id"), nullable=False),
    Column("section_key", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("posting_id", Text, nullable=False, index=True),
    Column("planned_at", UtcDateTime, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("settled_at", UtcDateTime),
    Column("reason", Text, nullable=False),
    Index("ix_reminders_user_id_number", "user_id", "number"),
    Index("ix_reminders_deployment_id_number", "deployment_id", "number"),
)

people = Table(
    "people",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("user_id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("is_gone", Boolean, nullable=False),
    Column("standing", Text, nullable=False, server_default="member"),
    Column("is_bot", Boolean, nullable=False, server_default=false()),
    Column("read_at", UtcDateTime, nullable=False),
)

# What people typed and did not save; a value that says nothing is empty.
drafts = Table(
    "drafts",
    metadata,
    Column("deployment_id", Text, primary_key=True),
    Column("user_id", Text, primary_key=True),
    Column("section_key", Text, primary_key=True),
    Column("question_key", Text, primary_key=True),
    Column("value", JSON, nullable=False),
    Column("note", Text, nullable=False),
    Column("kept_at", UtcDateTime, nullable=False, index=True),
    ForeignKeyConstraint(["deployment_id", "section_key"], ["sections.deployment_id", "sections.section_key"]),
    Index("ix_drafts_user_id", "user_id"),
)

# Hours are text like 08:30, weekdays the digits of the days, Monday 0; without a row the defaults hold.
preferences = Table(
    "preferences",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("user_id", Text, primary_key=True),
    Column("hour", Text, nullable=False),
    Column("weekdays", Text, nullable=False),
    Column("quiet_start", Text),
    Column("quiet_end", Text),
    Column("country", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("has_digest", Boolean, nullable=False),
)

snoozes = Table(
    "snoozes",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("user_id", Text, primary_key=True),
    Column("until", UtcDateTime, nullable=False),
)

mutes = Table(
    "mutes",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("user_id", Text, primary_key=True),
    Column("deployment_id", Text, ForeignKey("deployments.id"), primary_key=True),
)

inbox = Table(
    "inbox",
    metadata,
    Column("request", Text, primary_key=True),
    Column("accepted_at", UtcDateTime, nullable=False, index=True),
)
