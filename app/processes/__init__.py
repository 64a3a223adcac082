"""Processes of the program: started, watched, and ended with their owner."""
