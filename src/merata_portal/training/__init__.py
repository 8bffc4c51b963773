"""Courses: seats, applications, the public draw, attendance, certificates, follow-up."""
