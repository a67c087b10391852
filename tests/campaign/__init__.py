"""The kill campaign: real processes die and freeze under a disturbed mail server, and the server's log is the judge.

plan        what a run is asked for
letters     bodies to post, and when each may leave: windows computed by hand
faults      what is done to a try, drawn from the seed
peer        the SMTP server with a log of every try
engines     the database of a run
workers     the `serve` processes: start, kill, stop, continue
posting     posts at the pace of the campaign; notes what was accepted
conductor   one run from start to end
judging     what the log says about what was promised: pure
report      a table for people, JSON for machines
"""
