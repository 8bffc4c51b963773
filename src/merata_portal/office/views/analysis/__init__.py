"""Pages of what is computed: materials, frozen inputs, results."""
