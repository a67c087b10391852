"""A stored follow-up + the calendar as it stands → its plan; shared by intake and dispatch.

plans         plans a new follow-up, a next try, and one whose window or calendar changed
replanning    brings every scheduled follow-up up to the newest calendar, with an event that tells old, new and why
set_aside     rows that a fault of ours keeps from being planned, so that they keep no other waiting
"""
