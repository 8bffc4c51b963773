"""Views of works in the staff front."""
