"""The Django project around django-oscar: one shop, in the variants of ``shows.py``, each on a port of its own."""
