"""Disclosure control: tables of few people published so that nobody can be found in them.

`rules` has the constants, `protect` what may be told, `attack` what an attacker finds in it.
"""
