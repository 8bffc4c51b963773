"""A synthetic Blitar: true villages, synthetic people, money and places, from a seed to every table."""
