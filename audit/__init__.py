"""The record: the nouns, the outcomes, the list of shops, the store and the words of each language.

This is the ground floor. It imports none of the other packages.
"""
