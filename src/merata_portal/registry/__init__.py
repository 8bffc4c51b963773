"""The registry's state: households and persons, what was imported, merged and declared, and the snapshots."""
