"""The viewport: interpolate first, window after, blit one to one."""
