"""What others take along from a county's public side: data, feeds, what is shown on other
sites. All of it is read as its pages read it for strangers, whoever asks.
"""
