"""The spreadsheet way of reconciliation: the queue as a workbook, decisions read back from it, none lost silently.

    export: Desk.queue ─► shown (what a row says) ─► writing (how it looks) ─► files (closed, or open)
    import: files ─► reading (what was filled in, by cell) ─► taking (Desk decides) ─► told, and a book of results

What stands below the headings belongs to whoever fills it in: rows may be sorted, left out, copied into another
file, columns added. So each row carries its own key (`row_key`), and columns are found by their headings.
`missing*` is the other side: staff without any account, a workbook a school. No SQL and no session here.
"""
