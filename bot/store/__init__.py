"""All SQL of the bot: one SQLite file, opened by database.py, changed by migrations.py, one module for each subject."""
