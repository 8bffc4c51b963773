"""Road networks, travel times, and what a road, bridge or facility changes."""
