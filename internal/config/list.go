package config

import (
	"errors"
	"os"
	"reflect"
	"regexp"
	"slices"

	"github.com/kelseyhightower/envconfig"
)

// Setting is a variable with its value as it is used, without secrets.
type Setting struct {
	Name   string `json:"name"`
	Value  string `json:"value"`
	Source string `json:"source"` // FromEnvironment, FromDefault, or the variable of the platform that it follows from
}

// Where a value comes from.
const (
	FromEnvironment = "environment"
	FromDefault     = "default"
)

// Listing is all settings in the order of the help text, and what is wrong with them for
// serve.
type Listing struct {
	Settings []Setting `json:"settings"`
	Problems []Problem `json:"problems"`
	Warnings []Problem `json:"warnings"`
}

// List returns the settings of this process. It shows them even where they cannot be
// used, which is when someone wants to see them.
func List() Listing {
	var r raw
	_ = envconfig.Process("", &r) // fails only for a field that is not text, and there is none
	r.fillDefaults()
	c := &checker{env: os.Getenv}
	c.config(r, true)
	l := Listing{Settings: []Setting{}, Problems: []Problem{}, Warnings: slices.Concat([]Problem{}, c.warnings, unknownSettings(os.Environ()))}
	for _, problem := range c.problems {
		var p Problem
		if errors.As(problem, &p) {
			l.Problems = append(l.Problems, p)
		}
	}
	values := reflect.ValueOf(r)
	for i := range values.NumField() {
		tag := values.Type().Field(i).Tag
		s := Setting{Name: tag.Get("envconfig"), Value: mask(values.Field(i).String()), Source: FromDefault}
		switch {
		case c.env(s.Name) != "": // an empty one has its default
			s.Source = FromEnvironment
		case s.Name == dataDirName:
			dir, from := c.platformDir()
			s.Value = dir
			if from != "" {
				s.Source = from
			}
		}
		if tag.Get("secret") != "" && s.Value != "" {
			s.Value = "(set)"
		}
		l.Settings = append(l.Settings, s)
	}
	return l
}

// What may be a secret in any value: the password of an address, up to the last @ since
// one that was not escaped may hold an @ too, and what a connection string or a query
// gives by name.
var (
	passwordInAddress = regexp.MustCompile(`://([^:/@\s]*):.*@`)
	secretByName      = regexp.MustCompile(`(?i)(\w*(?:password|passwd|pwd|secret|token))\s*=\s*('(?:[^'\\]|\\.)*'?|[^\s&]*)`)
)

// mask hides what may be a secret in a value. It is used on every setting, so that one
// that is added, or a secret in the wrong variable, does not show.
func mask(value string) string {
	if holdsToken(value) {
		return shownToken
	}
	value = passwordInAddress.ReplaceAllString(value, "://$1:…@")
	return secretByName.ReplaceAllString(value, "$1=…")
}
