"""From incidents to a report, and from a report to another: counted, filtered, judged, merged, compared, redacted."""
