"""The proxy means test: a welfare score learned from the survey, and whom it would miss or wrongly reach."""
