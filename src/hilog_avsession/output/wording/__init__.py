"""From a report to what is said of it: whole sentences in its language, before any page lays them out.

Each format takes its sentences from here, so that no two of them say different things. The values hold text as the log
gave it, unchanged: showing it safely is the page's task. What may hold `code` in backticks is of the type `Prose`.
"""
