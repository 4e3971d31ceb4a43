"""Reports of a frozen period: figures first, then Word and Excel files that follow from them byte by byte."""
