"""The staff front: pages for officers, operators, auditors and administrators; it calls actions and queries alone."""
