"""An LMS on loopback: a made-up district behind Moodle's protocol, for the demo, tests and benchmarks.

The way through it: `district.make_district` makes a world, `changes.grow` lets a day pass, `happenings` are single
things that happen, `clock` is what time does by itself; `server.DemoLms` serves it (`wire` HTTP, `protocol` tokens and
batches, `operations` parameters, `replies` answers), `roster` is its staff list.

What does not belong here: what marshrut makes of the replies; nothing outside the demo and the tests imports it.
"""
