"""Programmes: dated rules with their legal basis, eligibility with reasons, entitlements, order of need."""
