"""What `doctor` looks at, a module for each side: the machine, what is stored, the calendar, the mailboxes."""
