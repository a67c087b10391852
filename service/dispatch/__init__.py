"""Steps (6)–(9): claim what is due, check it again, send it in one SMTP transaction, record the outcome, recover.

loop       one tick: looks at what waits, starts deliveries up to each account's connections, expires, re-plans
claiming   what may be claimed now, by the account's state and its caps; what is too late for its window moves on
loading    what was claimed is read, rendered and frozen in the claim's own commit
lanes      what each account has at work: letters that wait, and who carries them over its connections
delivery   one try, from the second window check to the outcome; C1 stands between look and dot
links      connections per account, kept while every reply was the expected one
rendering  the letter's bytes, frozen before the first try
recording  C2: what the outcome makes of the follow-up, in one fenced commit; leases that ran out
breaker    what an outcome says of the account: at fault, paused; not to be reached, left alone for a while
"""
