"""Turns edits into text: all the craft of writing into other people's code is here, and only here."""
