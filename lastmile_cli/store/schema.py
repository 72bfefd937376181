"""
The tables, as the newest migration leaves them.

Instants are whole microseconds since 1970 in UTC: they sort, compare and subtract the same in
every database, and no driver's idea of time zones comes between.
"""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData()

SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""SQLite numbers rows by itself only where the column is called INTEGER."""

events = sa.Table(
    "events",
    metadata,
    sa.Column("number", SERIAL, primary_key=True, autoincrement=True),
    sa.Column("identity", sa.LargeBinary(16), nullable=False, unique=True),
    sa.Column("kind", sa.String(32), nullable=False),
    sa.Column("at_us", sa.BigInteger, nullable=False),
    sa.Column("received_us", sa.BigInteger, nullable=False),
    sa.Column("order_id", sa.Text, nullable=False),
    sa.Column("vehicle_id", sa.Text, nullable=False),
    sa.Column("trip", sa.Integer, nullable=False),
    sa.Column("lat_deg", sa.Double, nullable=True),
    sa.Column("lon_deg", sa.Double, nullable=True),
    sa.Column("accuracy_m", sa.Double, nullable=True),
    sa.Column("parcels", sa.Integer, nullable=True),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("cash_micro", sa.BigInteger, nullable=True),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("event_id", sa.Text, nullable=False),
    sa.Index("events_at", "at_us"),
    sa.Index("events_order", "order_id", "at_us"),
)
"""Every event that was ever told, once; rows are added and never changed."""
