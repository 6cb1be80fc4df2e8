"""What crosses a border: the LMS, spreadsheets, the mailbox; replies become frozen records.

What does not belong here: the database, and what a record means for the regulation.
"""
