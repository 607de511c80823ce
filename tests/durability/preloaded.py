"""The server's program, loaded once; each line on standard input starts a server in a fork of it.

A fork is a process of its own in every respect that a kill tests: memory, sockets, locks, files.
It only does not spend seconds on importing what was imported already.
"""

import os
import sys

from console.cli import main as cli


def main(answers: int) -> None:
    """Start a server for each line; answer with its process id, then with how it ended."""
    for _line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            os.close(answers)
            os.close(0)
            cli.app(["serve"])
        os.write(answers, f"{pid}\n".encode())
        _, status = os.waitpid(pid, 0)
        os.write(answers, f"{os.waitstatus_to_exitcode(status)}\n".encode())


if __name__ == "__main__":
    main(int(sys.argv[1]))
