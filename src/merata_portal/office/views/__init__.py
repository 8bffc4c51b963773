"""The pages of the staff front, by what they are about."""
