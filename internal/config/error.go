package config

// Problem is one setting that cannot be used, or is probably not meant.
type Problem struct {
	Name string // the variable
	What string // what is wrong with it
	Hint string // how to fix it
}

func (p Problem) Error() string { return p.Name + ": " + p.What }

// ToDo is the problem's hint, as package hint reads it.
func (p Problem) ToDo() string { return p.Hint }
