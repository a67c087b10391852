"""Accounts as dispatch and intake use them: the environment's, and those that owners registered, opened from the store.

book        which account a name is, whom its letters come from, its caps and connections, its secrets opened
connecting  account → an open link, through the guard; access tokens where it signs in with OAuth
tokens      access tokens, kept until shortly before they end
"""
