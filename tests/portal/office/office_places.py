"""The villages of the tests' areas: two of one kecamatan, and one of another."""

VILLAGE, OTHER_VILLAGE, FAR_VILLAGE = "35.05.01.2001", "35.05.01.2002", "35.05.10.2001"
TYPED = "'; DROP TABLE registry_person; --<script>alert(1)</script>\"&"
"""What nobody should type, and somebody will."""
