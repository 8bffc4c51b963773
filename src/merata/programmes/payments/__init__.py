"""Payments sent to a bank or post office and what comes back: layouts, files, reconciliation row by row, cycles.

`layout` says how files look (YAML, `loading`), `writing` makes the file of a batch, `reading` takes one apart,
`return_file` reads what the payer sends back and `reconciliation` gives every row and every payment its one outcome.
Nothing here moves money or remembers it: all are functions of files and days.
"""
