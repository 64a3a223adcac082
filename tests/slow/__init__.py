"""`make slow`: the whole set-up of the five counties and of a simulated one, and what the worker
makes of them, while no statement of any connection may take longer than 1.5 s; on a database of its
own.

`make slow BUSY=10`: beside so many busy processes, within the program's own limits. Both say which
statements took longest, and how many CPU-seconds all of it was.
"""
