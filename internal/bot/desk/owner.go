package desk

import "context"

func ownerActions() map[string]action { return nil }

func ownerForms() map[string]form { return nil }

func (d *Desk) remind(context.Context) error { return nil }
