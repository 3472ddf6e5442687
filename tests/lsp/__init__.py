"""The server as editors use it."""
