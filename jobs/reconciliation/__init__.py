"""Deciding whose accounts are whose: what waits, what a human being says about it, and how to take that back.

What does not belong here: how it is asked and shown (`jobs.cli.reconcile`, `jobs.review`, `jobs.queue_sheet`).
"""
