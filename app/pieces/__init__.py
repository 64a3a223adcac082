"""Search by pieces of two characters: what may contain the words is found by plain equality, which
an index serves under row policies too; whether it does, the pattern says (app/text/search.py).
"""
