"""One module per messaging app: its updates become arrivals, our messages its calls."""
