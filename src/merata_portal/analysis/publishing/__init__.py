"""What is published as open data: datasets, their tables and what protects them."""
