"""What people and the worker do with plans and reports."""
