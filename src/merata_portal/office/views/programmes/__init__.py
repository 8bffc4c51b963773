"""The pages of aid: from a rule to a hand."""
