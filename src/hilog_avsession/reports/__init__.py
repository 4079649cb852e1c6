"""The report on paper: one module a format, each with `render(report, out)`."""
