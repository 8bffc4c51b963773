"""What is read of training: by offices within their areas, and by everybody."""
