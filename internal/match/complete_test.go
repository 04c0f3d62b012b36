package match

import "testing"

func TestComplete(t *testing.T) {
	x := testIndex(t)
	for typed, want := range map[string]string{
		"cto rep":        "cto.reporting-line",
		"who does a cio": "cio.reporting-line",
	} {
		got := x.Complete(typed, 5)
		if len(got) == 0 || got[0].Entry != want {
			t.Errorf("%q: %+v, want %s first", typed, got, want)
			continue
		}
		if len(got[0].Matched) == 0 {
			t.Errorf("%q: matched letters unknown", typed)
		}
	}
	if got := x.Complete("chief techn", 3); len(got) == 0 || got[0].Role != "cto" || got[0].Entry != "" {
		t.Errorf("a role's name: %+v", got)
	}
	if got := x.Complete("", 4); len(got) != 4 {
		t.Errorf("nothing typed: %d completions, want the first four roles", len(got))
	}
	if got := x.Complete("zzqx", 4); len(got) != 0 {
		t.Errorf("nonsense: %+v", got)
	}
}
