"""How sets of rows get into the registry and out again; called by the actions, inside their transactions."""
