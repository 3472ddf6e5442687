"""What the kinds of services are called in plain words."""

from __future__ import annotations

from flake8_ownership.ownership.model import Service
from flake8_ownership.sites import work

# By the kinds of the catalogue; those that are missing are their own words.
WORDS = {
    "browser": "browser",
    "cache": "cache",
    "chat": "chat",
    "cloud": "cloud",
    "fs": "files",
    "graphdb": "graph database",
    "http": "HTTP",
    "http-server": "HTTP client of ours",
    "iot": "devices",
    "llm": "language model",
    "mail": "mail",
    "nosql": "database",
    "payment": "payments",
    "process": "other program",
    "queue": "message broker",
    "rpc": "remote procedures",
    "search": "search",
    "socket": "network",
    "sql": "database",
    "storage": "object storage",
    "tsdb": "time series",
    "vector": "vector database",
    "workflow": "workflows",
    "ws": "WebSocket",
    "other": "other service",
}
UNKNOWN = "(known by its name)"


def service_of(found: work.Service) -> Service:
    """The service that a call reaches: named by its host, else by the library."""
    return Service(WORDS.get(found.kind, found.kind), found.host or found.library or UNKNOWN)
