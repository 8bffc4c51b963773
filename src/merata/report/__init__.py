"""Charts, maps and the written report: how a measured regency and a proposed package are shown to people."""
