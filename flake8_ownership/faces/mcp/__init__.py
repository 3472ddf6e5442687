"""Coding agents: a server of the Model Context Protocol over standard input and output."""

from flake8_ownership.faces.mcp.server import serve

__all__ = ["serve"]
