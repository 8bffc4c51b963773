"""Evaluation: what was done, what it changed, and the evidence that the next plan uses."""
