"""The bench: how fast letters leave and follow-ups are accepted, as ratios inside one interleaved run.

    python -m tests.bench [--quick] [--only drain,accept,…] [--rounds 3] [--json FILE]
    python -m tests.bench --check

drain_part, accept_part, distance, far_future, pure   the parts: each gives a section of the report
drains, accepts, ceilings                     what the parts measure
rounds, report                                rounds A B C A B C …, medians, ratios, spread; a table and JSON
stores, copies, letters                       a real database filled through SQL with copies of one real follow-up
sink, delay_proxy, echo, raw_sender, peers/   processes of their own, told and asked by lines (processes, orders)
http_load                                     a client of HTTP/1.1 that costs less than the server it asks
regression                                    `--check`: two ratios that must not fall
"""
