"""Fanscope: is the initialization of this neural network healthy, and if not, where and why?"""

__version__ = "0.1.0"
