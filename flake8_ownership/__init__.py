"""Finds the async I/O calls whose failure nobody in production would see, and mends them."""

from __future__ import annotations

__version__ = "0.1.0"
