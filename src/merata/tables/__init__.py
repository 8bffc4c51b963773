"""The named tables: their schemas, the dataset folder, reading, checking and writing."""
