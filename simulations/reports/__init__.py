"""A run as something to hand out: tables (CSV, XLSX), charts and maps (PNG), a page to print.

Read in this order: ``tables`` (which rows, in which words), ``charts``, ``workbook``, ``page``,
``printing`` (PDF, where a Chromium is there).
"""
