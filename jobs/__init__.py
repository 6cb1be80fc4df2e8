"""What happens and when: the night, the commands, the reports and their delivery.

What does not belong here: how the LMS is called, and how rows are kept.
"""
