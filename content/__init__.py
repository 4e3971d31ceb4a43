"""What a reader sees on the first run: sample data files, their generators and the `seed` command.

Everything here is invented and marked "Dữ liệu mẫu"; only the organisations' names and codes are real.
"""
