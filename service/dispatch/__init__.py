"""Steps (6)–(9): claim what is due, check it again, send it in one SMTP transaction, record the outcome, recover.

loop          wakes, looks at what is due, starts deliveries up to the account's connections
delivery      one try, from the second window check to the outcome; C1 stands between look and dot
links         connections per account, kept while every reply was the expected one
rendering     the letter's bytes, frozen before the first try
recording     C2: what the outcome makes of the follow-up, in one fenced commit
housekeeping  leases that ran out, follow-ups that expired, plans that rest on an older calendar
"""
