"""Printed papers of a class."""
