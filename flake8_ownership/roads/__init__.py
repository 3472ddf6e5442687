"""The roads of failures, drawn for people: from a call out to where each failure ends, and back from there.

Reads what the sites know and the findings of the files on the way; decides nothing that a rule reads.
"""
