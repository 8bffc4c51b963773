"""What is computed for the portal: inputs frozen by their content, results with their provenance, stale ones marked."""
