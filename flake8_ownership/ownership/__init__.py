"""The ownership of a project by operation: what each calls, where the failures of those calls end, and who is told.

A layer above the accounts of the files: it puts together what was judged there, and judges nothing anew.
"""
