"""`tanyakabar demo`: ten follow-ups of one December, real from end to end, in under a minute.

    cases       the ten, and by hand what must become of each
    stage       a database, an SMTP server, the HTTP API and a fast clock, all in a temporary folder and on loopback
    client      plain HTTP to that API
    story       posts them, moves the clock from moment to moment, reads back what happened
    screen      shows it: a live table on a terminal, plain lines elsewhere
    wording     dates, reasons and states in plain English
    letter      one received letter, decoded
    proof       compares the SMTP server's own record with what was stated by hand
    run         the command

The proof knows nothing of the planner: dates, windows and zones are literals there.
"""
