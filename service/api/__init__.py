"""The HTTP API: one module per resource, schemas, problem details, keys, idempotency."""
