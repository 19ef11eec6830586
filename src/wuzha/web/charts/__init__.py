"""Pictures drawn by the server: data in, SVG out, the numbers beside it to open."""
