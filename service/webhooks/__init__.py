"""Webhooks by Standard Webhooks 1.0: what the outbox holds is signed, posted, and tried again over days.

At least once: a receiver may get an event twice (its answer was lost, or this process ended before noting it), with the
same `webhook-id`. In no promised order: each payload tells in `timestamp` when it happened.
"""
