"""The account as pages: for a browser, offline, on a phone; nothing on them asks another host for anything."""
