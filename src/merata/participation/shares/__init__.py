"""Equal shares: which projects would leave no group of voters out, and what each voter's share paid for."""
