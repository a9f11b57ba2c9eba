"""The tables of groups: which own or review a section, which there are, and who is in them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKeyConstraint, Index, Integer, Table, Text, false

from bot.storage.moments import UtcDateTime
from bot.storage.tables import metadata

section_groups = Table(
    "section_groups",
    metadata,
    Column("deployment_id", Text, primary_key=True),
    Column("section_key", Text, primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("group_id", Text, nullable=False),
    Column("reviews", Boolean, nullable=False, server_default=false()),
    ForeignKeyConstraint(["deployment_id", "section_key"], ["sections.deployment_id", "sections.section_key"]),
    Index("ix_section_groups_group_id", "group_id"),
)

user_groups = Table(
    "user_groups",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("group_id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("read_at", UtcDateTime, nullable=False),
)

group_members = Table(
    "group_members",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("group_id", Text, primary_key=True),
    Column("user_id", Text, primary_key=True),
    Index("ix_group_members_user_id", "workspace", "user_id"),
)
