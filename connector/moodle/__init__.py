"""Moodle's web services: which functions, how they are called, what they answer, and in what order to ask.

The way through it:

    functions   what an administrator grants       records     what the LMS tells, as values
    client      the one place that speaks HTTP     reading     a stream with what is known of its wholeness
    plan        which way for each question        memory      what earlier pulls leave for the next one
    pull        every stream by the plan's ways    wire        replies read row by row; reread: one of them again

    asking/       batches, portions, pace, errors, poison         planning/    what a site allows, holds and costs
    reports/      custom reports: columns, filters, pages         accounts/    who has an account
    catalogue/    courses, cohorts, members                       involvement/ enrolments and completions
    quizzes/      final grades, attempts, marks of parts

What does not belong here: the database, and what a record means for the regulation.
"""
