"""What there is to take part in: categories, courses, cohorts, and their members.

What does not belong here: who is enrolled with which status, and what they have completed.
"""
