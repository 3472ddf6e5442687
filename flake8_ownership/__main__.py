"""`python -m flake8_ownership` is the command `flake8-ownership`."""

from __future__ import annotations

from flake8_ownership.faces.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
