"""The commands of `tanyakabar` that are more than a call into another module."""
