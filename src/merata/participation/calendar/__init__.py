"""The year of planning and budgeting: which step is due when, from whom, and how it stands."""
