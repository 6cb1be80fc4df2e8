"""Whose account is whose: names read as Russian names, evidence weighed, and a judgement that asks when unsure.

What does not belong here: keeping judgements (`mappings.keeping.links`), and reading staff lists.
"""
