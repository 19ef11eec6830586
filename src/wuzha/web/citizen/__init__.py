"""What citizens see: pages for anybody, in large letters."""
