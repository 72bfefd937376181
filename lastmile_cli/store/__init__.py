"""What must last: the log of events. One SQL schema, a SQLite file unless told otherwise."""
