"""What happens and when: the night, the commands, the reports and their delivery.

    the night     nightly (its steps, in its docstring), steps, timetable, context, clock, exclusive (one run at a time)
    the pull      pulling ─► site_reading, a thread a site (side_by_side) ─► pull_outcomes; acceptance, site_options;
                  backfill, backfill_reading (the first load); quarantine (what could not be read, once more)
    a site        lms_site (a look without pulling), lms_check, lms_setup
    people        rostering, matching, reckoning, routing
    the report    reporting, publishing, delivery; reports/ draws sheets and letters
    around        cli/ (commands), exit_codes, keys, logs, demo

What does not belong here: how the LMS is called, and how rows are kept.
"""
