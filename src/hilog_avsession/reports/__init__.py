"""The report on paper: one module a format, each with `pieces(report, view)`."""
