"""Views of open data: pages, files, descriptions. None sets a cookie or asks who reads."""
