"""What the registry tells those above it, whom it does not know: sent in the transaction of the change itself.

A receiver that fails undoes the change: nobody may be left paid whom the registry knows as dead because a message was
lost. What takes long, a receiver enqueues as a job, which starts after the commit.
"""

from __future__ import annotations

from django.dispatch import Signal

people_changed = Signal()
"""People died, moved or turned out to be one: `by` (Actor), `held`, `area`, `changes` (ids of `Change`), `undone`."""
undoing_asked = Signal()
"""A change (`change`, its id) is about to be undone; a receiver answers what of its own rests on it, in Indonesian and
English, or None."""
