"""What is read of works: by offices within their areas, and by everybody."""
