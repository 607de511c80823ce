"""``liandong``, and ``python -m console``: told to stop while it still loads, it just stops."""

import gc
import signal


def main() -> None:
    """Run the command line. Loading it takes seconds and has nothing to finish, and an exception
    in the middle of loading is not handled well by every library: Ctrl-C ends the process then."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    gc.disable()  # nothing that is loaded is garbage: looking for it took a quarter of the time
    from console.cli.main import app

    gc.freeze()
    gc.enable()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    app()


if __name__ == "__main__":
    main()
