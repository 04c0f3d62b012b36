package desk

func draftActions() map[string]action { return nil }
