"""Forums for everybody: meetings, their documents' hashes, findings."""
