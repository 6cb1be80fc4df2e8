"""What the department reads: values in (`view.py`), bytes and letters out.

Nothing here queries the store, reads a clock, writes a file or sends a letter:
the same view gives the same bytes.
"""
