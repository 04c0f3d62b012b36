package match

import (
	"bytes"
	"os"
	"reflect"
	"testing"

	"rolecall/internal/corpus"
	"rolecall/internal/match/fingerprint"
)

// TestFingerprintHasEveryField: where another text in a field of the corpus changes
// what is learned, it changes the fingerprint, so that a field that learning begins to
// read cannot be forgotten. It changes the first item of each list.
func TestFingerprintHasEveryField(t *testing.T) {
	c, _, err := corpus.Load(corpus.Layer{Name: "small", FS: os.DirFS("../corpus/testdata/small")})
	if err != nil {
		t.Fatal(err)
	}
	m := &Memory{} // the encoder takes most of the time, and reads the same texts again and again
	learned := func() []byte {
		x, err := Learn(c, m)
		if err != nil {
			t.Fatal(err)
		}
		return x.Weights()
	}
	weights, own := learned(), fingerprint.Of(c)
	changed, seen := 0, map[uintptr]bool{}
	var visit func(name string, v reflect.Value)
	visit = func(name string, v reflect.Value) {
		switch v.Kind() {
		case reflect.Pointer:
			if !v.IsNil() && !seen[v.Pointer()] {
				seen[v.Pointer()] = true
				visit(name, v.Elem())
			}
		case reflect.Struct:
			for i := range v.NumField() {
				if f := v.Type().Field(i); f.IsExported() {
					visit(name+"."+f.Name, v.Field(i))
				}
			}
		case reflect.Slice:
			if v.Len() > 0 {
				visit(name, v.Index(0))
			}
		case reflect.String, reflect.Bool:
			before := reflect.New(v.Type()).Elem()
			before.Set(v)
			if v.Kind() == reflect.String {
				v.SetString(v.String() + " zebra")
			} else {
				v.SetBool(!v.Bool())
			}
			if !bytes.Equal(learned(), weights) {
				changed++
				if fingerprint.Of(c) == own {
					t.Errorf("%s changes what is learned, and not the fingerprint", name)
				}
			}
			v.Set(before)
		}
	}
	visit("Corpus", reflect.ValueOf(c))
	if changed < 5 { // a question, a phrasing, a name and a title at least
		t.Errorf("only %d fields change what is learned: the test changes the wrong ones", changed)
	}
}
