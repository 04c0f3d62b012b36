package desk

func entryActions() map[string]action { return nil }

func entryForms() map[string]form { return nil }

func (d *Desk) sourcesFor(typed string) []string { return nil }
