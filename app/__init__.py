"""Shangliang 商量. Start reading at main.py; README.md says what each file name means."""

import gc

# A start makes 200,000 objects that stay, and a request many that go by themselves: Python is not
# to look for circles among them each time there are 700 more.
gc.set_threshold(20_000)
