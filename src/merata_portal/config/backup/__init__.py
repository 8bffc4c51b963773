"""The whole portal in one file, and back: database, files and what tells that both are as they were."""
