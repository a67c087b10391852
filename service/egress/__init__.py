"""Where connections may lead that owners name: accounts' hosts, token URLs, webhooks. Never into this network.

The way in: `resolve` a name once, connect to one of the addresses it gives and to nothing else, with the name for SNI
and the certificate. What an operator allows by name may lead anywhere.
"""

from service.egress.addresses import is_public
from service.egress.allowing import AllowedHosts
from service.egress.guard import Destination, Refused, resolve

__all__ = ["AllowedHosts", "Destination", "Refused", "is_public", "resolve"]
