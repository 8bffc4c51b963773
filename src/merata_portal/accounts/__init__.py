"""People with roles in areas: who they are, how they sign in, and the one place where rows are limited to areas."""
