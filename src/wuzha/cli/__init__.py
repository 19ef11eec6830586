"""The command line: where a person or a script meets Wuzha."""

from wuzha.cli.app import app

__all__ = ["app", "main"]


def main() -> None:
    """The entry point of `wuzha`."""
    app()
