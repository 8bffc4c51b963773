"""Planning: what a programme would do, and the best package of programmes, courses and works in a budget."""
