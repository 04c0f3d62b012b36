package config

// Problem is a setting that cannot be used, or that is probably a mistake.
type Problem struct {
	Name string `json:"name"` // of the environment variable
	What string `json:"what"` // what is wrong with it
	Hint string `json:"hint"` // how to fix it
}

func (p Problem) Error() string { return p.Name + ": " + p.What }

// ToDo returns the hint; it makes Problem a hint.Hinted.
func (p Problem) ToDo() string { return p.Hint }
