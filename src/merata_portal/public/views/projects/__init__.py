"""Views of works for everybody."""
