"""The workbook's sheets, one a module: its columns' widths, and a function that fills it from the top.

How cells look, how a page is set and how a table is written does not belong here.
"""
