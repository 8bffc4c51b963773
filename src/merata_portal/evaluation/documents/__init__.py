"""What evaluation hands out: the report on what changed inequality, for the council's accountability session."""
