"""The village forum: meetings with quorum, what was said and decided, proposals, findings and ballots."""
