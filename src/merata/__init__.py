"""Merata, the pure half: functions from tables to tables, with no database, clock or user."""
