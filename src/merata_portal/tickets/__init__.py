"""A ticket code and a PIN: how whoever has no account finds what they filed again, and nobody else does."""
