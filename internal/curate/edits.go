package curate

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"rolecall/internal/corpus"
	"rolecall/internal/curate/entryform"
	"rolecall/internal/feedback"
)

// EditBody is the body of a document of kind [feedback.DocumentEdit]: a version of one
// file of knowledge, and the sources that it cites and adds.
type EditBody struct {
	Text    string             `json:"text"` // the file; "": the folder's, or the built-in one, is in service again
	Sources []entryform.Source `json:"sources,omitempty"`
	Note    string             `json:"note,omitempty"` // why: "edited", "still true", "imported"
	// Base is the [baseOf] the file below the edits when it was saved, "" where there was
	// none: a later version of Rolecall may say something else there.
	Base string `json:"base,omitempty"`
}

const (
	// EditsName is the name of the layer of edits, which stands before its files in
	// problems: "edits/entries/cto/salary.md:12".
	EditsName = "edits"
	// SourcesFile is where a layer has its sources. An edit of that path has sources and no
	// text: those that no file of an imported folder cites.
	SourcesFile = "sources.yaml"
)

// EditID returns the id of a version of a file, which begins with 1. The ids of a file
// are in the order of its versions.
func EditID(path string, version int) string { return fmt.Sprintf("%s@%06d", path, version) }

// EditOf returns the path and the version that an id of an edit names.
func EditOf(id string) (path string, version int, ok bool) {
	at := strings.LastIndexByte(id, '@')
	if at <= 0 {
		return "", 0, false
	}
	version, err := strconv.Atoi(id[at+1:])
	return id[:at], version, err == nil && version > 0
}

// edit is a version of a file that was read from a document.
type edit struct {
	feedback.Document
	EditBody
	path    string
	version int

	unreadable bool // its body is none: the version before it is in service
}

// newestEdits returns the newest version of every file that was edited, by path. A
// version that cannot be read is a fault, and the one before it is the newest then.
func newestEdits(docs []feedback.Document) (newest map[string]edit, faults corpus.Problems) {
	newest = map[string]edit{}
	fault := func(file, what string) {
		faults = append(faults, corpus.Problem{File: path.Join(EditsName, file), What: what, Hint: "save it again; until then the version before it is in service"})
	}
	versions := map[string][]edit{}
	for _, d := range docs {
		if d.Kind != feedback.DocumentEdit {
			continue
		}
		p, version, ok := EditOf(d.ID)
		if !ok {
			fault(d.ID, "is no id of an edit")
			continue
		}
		versions[p] = append(versions[p], edit{Document: d, path: p, version: version})
	}
	for _, p := range slices.Sorted(maps.Keys(versions)) {
		list := versions[p]
		slices.SortFunc(list, func(a, b edit) int { return b.version - a.version })
		for _, e := range list { // only the newest is decoded: there may be hundreds before it
			err := json.Unmarshal(e.Body, &e.EditBody)
			if err == nil {
				newest[p] = e
				break
			}
			fault(p, fmt.Sprintf("version %d cannot be read: %v", e.version, err))
		}
	}
	return newest, faults
}

// EditLayer returns the edits as a layer of a corpus: the newest version of every file,
// and their sources as one file. Where two define the same source, the one saved last
// does. An error (a corpus.Problems) names what cannot be read; the layer has the rest.
func EditLayer(docs []feedback.Document) (corpus.Layer, error) {
	newest, faults := newestEdits(docs)
	return layerOf(newest), faults.Err()
}

func layerOf(newest map[string]edit) corpus.Layer {
	layer := corpus.Layer{Name: EditsName, Files: map[string][]byte{}}
	sources := map[string]entryform.Source{}
	byTime := slices.SortedFunc(maps.Values(newest), func(a, b edit) int {
		return cmp.Or(a.Saved.Compare(b.Saved), strings.Compare(a.path, b.path))
	})
	for _, e := range byTime {
		if e.Text != "" && e.path != SourcesFile {
			layer.Files[e.path] = []byte(e.Text)
		}
		if e.Text != "" || e.path == SourcesFile {
			for _, s := range e.Sources {
				s = normal(s)
				sources[s.ID] = s
			}
		}
	}
	if len(sources) > 0 {
		layer.Files[SourcesFile] = sourcesFile(sources)
	}
	return layer
}

// sourcesFile returns the sources by id, as a file of a corpus.
func sourcesFile(sources map[string]entryform.Source) []byte {
	list := make([]entryform.Source, 0, len(sources))
	for _, id := range slices.Sorted(maps.Keys(sources)) {
		list = append(list, sources[id])
	}
	return entryform.SourcesFile(list)
}
