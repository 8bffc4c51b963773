"""What is printed of the programmes: PDF by typst, tagged, with what the village needs where no network is."""
