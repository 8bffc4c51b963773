"""Everything that is read of analysis: materials, inputs, results and whether they are stale."""
