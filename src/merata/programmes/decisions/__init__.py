"""The decision on a household: which conditions decided, in words, and the slow evaluation of one."""
