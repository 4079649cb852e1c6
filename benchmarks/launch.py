"""From a command to its seconds, its peak memory and its status: a small process between benchmark and command.

A new process inherits the peak memory of the process that starts it, so the latter must be small: this file is run by
`python -I -S` and imports next to nothing. Usage: launch.py OUTPUT COMMAND...
"""

import os
import sys
import time


def main() -> None:
    """Run the command with its output in a file; print seconds, processor seconds, ru_maxrss and exit status."""
    output, *command = sys.argv[1:]
    to = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    begin = time.perf_counter()
    pid = os.posix_spawnp(command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, to, 1)])
    _, status, usage = os.wait4(pid, 0)
    seconds, processor = time.perf_counter() - begin, usage.ru_utime + usage.ru_stime
    print(seconds, processor, usage.ru_maxrss, os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()
