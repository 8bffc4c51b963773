"""What roads and facilities mean for people: minutes, choices, crowding, and what hangs on a bridge."""
