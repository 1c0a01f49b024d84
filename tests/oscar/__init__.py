"""A running shop that nobody here wrote: django-oscar, with a small project around it."""
