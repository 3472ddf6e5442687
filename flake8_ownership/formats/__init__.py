"""Findings and sites as others read them: text for people, JSON and the rest for machines."""
