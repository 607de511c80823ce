"""``liandong``, and ``python -m console``: told to stop while it still loads, it just stops."""

import signal


def main() -> None:
    """Run the command line. Loading it takes a second and has nothing to finish, and an exception
    in the middle of loading is not handled well by every library: Ctrl-C ends the process then."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from console.cli import app

    signal.signal(signal.SIGINT, signal.default_int_handler)
    app()


if __name__ == "__main__":
    main()
