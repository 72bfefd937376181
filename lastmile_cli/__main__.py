"""``python -m lastmile_cli`` is the command ``lastmile``."""

from lastmile_cli.cli.main import run

if __name__ == "__main__":
    run()
