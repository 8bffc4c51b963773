"""Documents of a meeting as tagged PDF: invitations, minutes, notes, attendance list; the same log, the same bytes."""
