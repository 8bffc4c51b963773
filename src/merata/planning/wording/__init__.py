"""What is said of plans in words, Indonesian and English, for whoever shows them."""
