"""Finds the calls that cross the process boundary and judges what becomes of their failure."""
