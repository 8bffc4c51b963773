"""Whether it worked: designs before, estimates after, another's check, and the evidence that the next plan uses."""
