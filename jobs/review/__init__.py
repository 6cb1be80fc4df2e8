"""`marshrut reconcile review`: one account at a time on a full screen, one key a decision.

    queue of cases ──► sitting (what has been decided, what is left) ──► comparison, picture ──► screen

`letters`, `naming`, `comparison` and `picture` are pure; `sitting` talks to the desk; only `screens`, `dialogs` and
`run` know Textual, which takes a fifth of a second to import: the command imports `run` when it is called.

What does not belong here: how a decision is kept (jobs.reconciliation), who is proposed (mappings.identity).
"""
