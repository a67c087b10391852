"""The only SQL of the product: engines, the writer, the tables, and one module of queries per table family."""
