"""Figures of what was really decided (质控): orders out of the journal, counted and explained.

``sendings`` (every order with the list that lay on the table) → ``choices`` (recommended against
chosen, QA-05) and ``areas`` (tiers and borders, QA-04). Drills, trainings and tests are left out
(QA-03). Pure: events in, figures out.
"""
