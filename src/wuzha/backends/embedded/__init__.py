"""The default engine: one process, generated kernels, exact sliding windows."""
