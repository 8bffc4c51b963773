"""Every change to complaints."""
