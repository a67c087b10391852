"""Steps (3)–(5): compose or take the letter, check, plan, store; and what an owner may ask of a follow-up afterwards.

checking      the letter check over a follow-up's own facts
rechecking    the same again for letters that wait, when the rule set has changed
accepting     a request becomes a stored follow-up, or a preview of one
storing       many of them become rows in one transaction, each judged as if it came after those before it
lettering     its letter, composed or as written
asking        cancel, replied, retry, resolve
"""
