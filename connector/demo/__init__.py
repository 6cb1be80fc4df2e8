"""An LMS on loopback: a made-up district behind Moodle's protocol, for the demo, tests and benchmarks."""
