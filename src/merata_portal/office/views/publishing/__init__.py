"""Pages of open data for those who publish it."""
