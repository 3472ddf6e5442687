"""`python -m flake8_ownership` is the command `flake8-ownership`: the command line, and the servers that it starts."""

from __future__ import annotations

from collections.abc import Sequence

from flake8_ownership.faces import cli


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns 0 for clean or all fixed, 1 for findings left, 2 for errors."""
    return cli.main(arguments, cli.Servers(lsp=_lsp, mcp=_mcp))


# Not every installation has what the servers need, and no other command has to load it.
def _lsp() -> cli.Serve:
    from flake8_ownership.faces.lsp import serve

    return lambda options: serve(options.client, tells_all=options.workspace)


def _mcp() -> cli.Serve:
    from flake8_ownership.faces.mcp import serve

    return lambda _options: serve()


if __name__ == "__main__":
    raise SystemExit(main())
