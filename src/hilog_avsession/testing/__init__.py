"""For device tests: a pytest plugin that captures a log and asserts on it."""
