"""What else a user might pick, each set up as its own documentation shows, one e-mail a job; see the bench's README.

Each module is a process: it is given `Terms`, makes its letters due, says so, and sends them at the order `go`.
"""
