"""What is kept and how it is read back: pulled facts, links, routes, what was published, letters.

    pulled facts  pulled (one reading kept in one transaction) ─► pulled_rows, pulled_staging, pulled_absence,
                  pulled_deeds; guard (what is not believed), quarantine (what could not be read);
                  memory_kept, pulled_counts (what the next pull is told), sources (how old it is)
    for rules     loading ─► loading_people, loading_selected; people_kept, directory (names for reports)
    decided       links (whose account), routes_kept, published (runs and numbers), letters_sent, problems_kept
    around        run_lock (who is at work), secrecy (СНИЛС at rest)

What does not belong here: any rule about what a fact means. Transactions are opened by `mappings.store` alone.
"""
