"""Where new facilities serve people best: p-median and maximal coverage, with capacities, solved to a proven gap."""
