"""Everything that is read of the planning room."""
