"""Pages of forums: planning, the screen during the meeting, documents, findings, oversight."""
