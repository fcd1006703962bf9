"""``python -m morgue`` is the command ``morgue``."""

import signal


def main() -> None:
    """Run the command; before it has begun and after its end Ctrl-C kills without a word."""
    # Where Ctrl-C is not heeded, as in a background job of a script, it stays so.
    heeded = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if heeded:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from morgue.cli import cli

    try:
        if heeded:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        cli(prog_name="morgue")
    finally:
        if heeded:
            signal.signal(signal.SIGINT, signal.SIG_DFL)


if __name__ == "__main__":
    main()
