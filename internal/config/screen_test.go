package config

import "testing"

func TestScreen(t *testing.T) {
	for _, test := range []struct {
		system string
		env    map[string]string
		want   bool
	}{
		{"linux", map[string]string{"DISPLAY": ":0"}, true},
		{"freebsd", map[string]string{"WAYLAND_DISPLAY": "wayland-0"}, true},
		{"linux", nil, false},
		{"linux", map[string]string{"DISPLAY": "localhost:10.0", "SSH_CONNECTION": "192.0.2.1"}, false},
		{"darwin", nil, true},
		{"darwin", map[string]string{"SSH_CONNECTION": "192.0.2.1"}, false},
		{"windows", nil, true},
	} {
		if got := screen(test.system, func(name string) string { return test.env[name] }); got != test.want {
			t.Errorf("%s with %v: %v", test.system, test.env, got)
		}
	}
}
