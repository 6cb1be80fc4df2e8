"""Staff lists: what a new one changes, planned as values, then written.

What does not belong here: reading a spreadsheet (`connector.spreadsheets`), and matching accounts.
"""
