"""The framework's statements: read from its source, kept as a table, compared release by release."""
