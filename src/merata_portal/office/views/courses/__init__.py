"""Views of courses in the staff front."""
