"""The command line of the service without its look before the dot: what the look costs. For the bench only."""

from service.__main__ import main
from service.mail import link

if __name__ == "__main__":
    link.SHORTEST_LOOK_SECONDS = link.LONGEST_LOOK_SECONDS = 0.0
    main()
