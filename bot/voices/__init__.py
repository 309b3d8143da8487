"""Voice notes: what is asked for as a value, and the program that makes them, apart from everything else.

``__main__``, ``espeak`` and ``sound`` are loaded by that program alone: they need the extra ``voice``, and eSpeak NG is
under the GPL.
"""
