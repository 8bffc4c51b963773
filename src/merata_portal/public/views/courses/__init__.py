"""Views of courses for everybody."""
