"""What `make` calls: setting up, running, testing and locking.

Standard library only: it runs before anything is installed.
"""
