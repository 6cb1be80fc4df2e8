"""Moodle's web services: which functions, how they are called, what they answer, and in what order to ask.

The way through it, by what a module is about:

    asking      client (HTTP), request, encoding, strict_json, errors; batching, batch_sizes, portions, together,
                pairs; flow, pace (how hard), spending (what it cost); functions (what an administrator grants)
    planning    preflight (who are we, what is allowed), report_looks, report_filters, headings, date_check ─► plan;
                site_sizes, plan_costs, plan_prices (for how much); checkup, checkup_rights (what is missing)
    reading     pull (every stream) ─► accounts*, catalogue*, courses_hidden, id_numbers; involvement ─► participants*,
                course_lists, completions; quiz_results ─► quizzes, grades, final_grades, attempt*, reviews, members
    reports     report_pages, report_questions, report_spans, report_news, windows, cells, dates
    memory      memory (what earlier pulls leave), remembered, quiz_notes, watch; backfill* (the first load)
    poison      wire (row by row), poison (the row that spoils a list), reread (one record once more)
    values      records (what the LMS tells), reading (a stream with what is known of its wholeness), calls, made

What does not belong here: the database, and what a record means for the regulation.
"""
