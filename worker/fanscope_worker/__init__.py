"""Fanscope worker: the Celery edge and the execution of one job."""
