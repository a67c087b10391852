"""Steps (3)–(5): compose or take the letter, plan, store; and what an owner may ask of a follow-up afterwards.

accepting     a request becomes a stored follow-up, or a preview of one
lettering     its letter, composed or as written
asking        cancel, replied, retry, resolve
"""
