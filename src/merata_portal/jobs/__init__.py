"""Long work in the background: queued in the database, taken up again after a crash, seen and cancelled by people."""
