"""The whole service in one thread, under a clock and an SMTP server that Hypothesis moves.

almanac     when letters are welcome, written down by hand: the simulation's own calendar
ground      event loop, executor and database writer without threads, so that a run can be repeated exactly
fake_smtp   links whose fates are drawn, and the server's own log of what it received and accepted
processes   the service's working parts, wired for one pretended process that may die at any write
world       everything of one run, and what can be done to it
view        what the database holds, read again only after a commit
judge       the promises, judged by the server's log
machine     the rules by which Hypothesis plays with a world
"""
