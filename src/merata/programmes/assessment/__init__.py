"""Rules applied to a whole registry: gathering the facts, assessing all households, explaining every decision."""
