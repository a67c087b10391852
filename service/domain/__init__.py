"""Values and decisions of the domain, pure: no I/O, no clock, nothing imported from the layers above."""
