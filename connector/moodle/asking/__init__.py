"""How the LMS is asked: batches, portions, pace, patience and what an error means.

What does not belong here: HTTP itself (`connector.moodle.client`), and what is asked for.
"""
