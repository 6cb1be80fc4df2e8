"""Custom reports of the LMS: their columns, filters, pages, dates and cells, whatever they tell of.

What does not belong here: what a row of a certain report means.
"""
