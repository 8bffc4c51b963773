"""Every read of the registry, within the actor's areas."""
