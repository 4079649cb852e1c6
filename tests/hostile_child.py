"""The child process of the tests of hostile input: a diagnosis with a limit on its memory."""

from __future__ import annotations

import json
import sys
from pathlib import Path

MEMORY = 1000 << 20  # bytes of address space; the libraries alone take about a third of it


def main() -> None:
    """Diagnose the places named, with the limits named, and print the report and the peak of the memory."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    from hilog_avsession.options import Options
    from hilog_avsession.pipeline import diagnose
    from hilog_avsession.reading.sources import Limits

    places, settings = json.loads(sys.argv[1])
    report = diagnose(places, Options(limits=Limits.parse(settings)))
    print(json.dumps({"peak": _peak(), "report": report.to_dict()}))


def _peak() -> int:
    """Bytes of memory at most. Linux counts in `ru_maxrss` what the parent had before this program began."""
    import resource

    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().partition("VmHWM:")[2].split()[0]) << 10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    main()
