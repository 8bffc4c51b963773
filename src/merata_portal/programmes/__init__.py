"""Social assistance delivered: from a simulated rule to a list, a decree, a payment that arrived, and an answer."""
