"""From a report to the texts of its page, in its language and without layout.

Every format takes its texts from here, so that no two formats word the same thing differently. Text that comes from the
log is unchanged: the format escapes it. Text that may hold `code` in backticks has the type `Prose`.
"""
