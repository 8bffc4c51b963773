"""The tables of complaints."""
