"""Lists of who is paid or insured: frozen under one hash, compared with the last one, sent as differences."""
