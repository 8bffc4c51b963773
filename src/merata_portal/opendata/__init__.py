"""The front for machines and spreadsheets: every published table at a stable address, with what it means."""
