"""`python -m wuzha.cli` is `wuzha`."""

from wuzha.cli import main

main()
