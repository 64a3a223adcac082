"""A topic's way on the web: its page and every form on it, from raising to the last rating.

Stands above topics, consultations and outcomes, since the topic's page shows all three.
"""
