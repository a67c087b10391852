"""Indonesian working days: decrees as data, the `holidays` library for the other years, overrides, Ramadan.

Pure: the package's data files are read by `service.reference` and handed in.
"""
