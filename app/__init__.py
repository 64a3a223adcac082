"""Shangliang 商量. Start reading at main.py; README.md says what each file name means."""
