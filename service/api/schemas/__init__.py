"""What comes in over HTTP and the command line, as strict models; each gives its domain value."""
