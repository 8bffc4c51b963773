"""Files that belong to something: signed minutes, attendance lists, photographs; sealed, hashed and typed."""
