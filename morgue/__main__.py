"""``python -m morgue`` is the command ``morgue``."""

from morgue.cli import cli

if __name__ == "__main__":
    cli(prog_name="morgue")
