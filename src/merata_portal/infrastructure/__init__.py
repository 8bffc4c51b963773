"""Roads, bridges and facilities from candidate to handed over, and what broke after."""
