package curate

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"rolecall/internal/corpus"
	"rolecall/internal/curate/entryform"
	"rolecall/internal/feedback"
	"rolecall/internal/hint"
)

// Export writes the newest edits to the files of a folder of knowledge, and adds their
// sources to its sources.yaml. It returns the paths written. Where a file or a source has
// other content it writes nothing at all, unless force is set.
func Export(dir string, docs []feedback.Document, force bool) (written []string, err error) {
	layer, err := EditLayer(docs)
	if err != nil {
		return nil, err
	}
	var differ []string
	for _, p := range slices.Sorted(maps.Keys(layer.Files)) {
		if !filepath.IsLocal(filepath.FromSlash(p)) {
			return nil, hint.New(p+" leads out of the folder", "this is a bug of Rolecall")
		}
		there, err := corpus.ReadFile(Folder(dir).FS, p)
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return nil, fmt.Errorf("cannot read %s: %w", path.Join(dir, p), err)
		case p == SourcesFile:
			merged, other, err := mergeSources(path.Join(dir, p), there, layer.Files[p])
			if err != nil {
				return nil, err
			}
			differ = append(differ, other...)
			layer.Files[p] = merged
		case string(there) != string(layer.Files[p]):
			differ = append(differ, p)
		}
		if string(there) == string(layer.Files[p]) {
			delete(layer.Files, p)
		}
	}
	if len(differ) > 0 && !force {
		return nil, hint.New("the folder has other content: "+FirstAsText(differ), "compare them, then add --force to overwrite it; nothing was written")
	}
	for _, p := range slices.Sorted(maps.Keys(layer.Files)) {
		if err := Replace(filepath.Join(dir, filepath.FromSlash(p)), layer.Files[p]); err != nil {
			return written, hint.With(err, "name a folder that this user may write")
		}
		written = append(written, p)
	}
	return written, nil
}

// mergeSources adds the sources of one file to those of another: below what it has, as it
// is, or where a source is there with other content (other names it) all written anew.
func mergeSources(file string, has, adds []byte) (merged []byte, other []string, err error) {
	old, err := readSources(file, has)
	if err != nil {
		return nil, nil, err
	}
	fresh, err := readSources(path.Join(EditsName, SourcesFile), adds)
	if err != nil {
		return nil, nil, err
	}
	for _, id := range slices.Sorted(maps.Keys(fresh)) {
		if s, there := old[id]; there && s != fresh[id] {
			other = append(other, SourcesFile+": "+id)
		} else if there {
			delete(fresh, id)
		}
	}
	if len(other) > 0 {
		maps.Copy(old, fresh)
		return sourcesFile(old), other, nil
	}
	if len(has) > 0 && has[len(has)-1] != '\n' {
		has = append(slices.Clone(has), '\n')
	}
	return append(slices.Clone(has), sourcesFile(fresh)...), nil, nil
}

// readSources reads a file of sources by id. The error lists its faults.
func readSources(file string, data []byte) (map[string]entryform.Source, error) {
	dir := path.Dir(file)
	c, problems, _ := corpus.Load(corpus.Layer{Name: dir, Files: map[string][]byte{SourcesFile: data}})
	problems = slices.DeleteFunc(problems, func(p corpus.Problem) bool { return p.File != file })
	out := map[string]entryform.Source{}
	for _, s := range c.Sources {
		e := entryform.Source{ID: s.ID, Cite: s.Cite, Listed: s.Listed, Title: s.Title, Publisher: s.Publisher, Date: s.Date, Country: s.Country, URL: s.URL, Unlinked: s.Unlinked, Grade: s.Grade}
		out[s.ID] = normal(e)
	}
	return out, problems.Err()
}

// normal is a source as a file of sources is read: what that leaves out makes no
// difference.
func normal(s entryform.Source) entryform.Source {
	for _, f := range []*string{&s.ID, &s.Cite, &s.Listed, &s.Title, &s.Publisher, &s.Date, &s.Country, &s.URL, &s.Unlinked, &s.Grade} {
		*f = strings.TrimSpace(*f)
	}
	if s.Listed == s.Cite {
		s.Listed = ""
	}
	return s
}

// Import returns the versions that make a folder of knowledge part of the edits: one for
// each of its files that is not the newest edit already. docs are all edits so far, and s
// what is in service with them. If the result could not be used, the error (a
// corpus.Problems) lists the faults by file and line, as far as they are new.
func Import(ctx context.Context, s *State, dir string, docs []feedback.Document, now time.Time) ([]feedback.Document, error) {
	layer, unread := corpus.Read(ctx, Folder(dir))
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err := unread.Err(); err != nil {
		return nil, err
	}
	c, problems, _ := corpus.Load(append(s.layers(), layer)...)
	problems = append(problems, acting(c, layer)...)
	if err := newFaults(problems, s.problems()); err != nil {
		return nil, err
	}
	newest, faults := newestEdits(docs)
	if err := faults.Err(); err != nil {
		return nil, err
	}
	versions := map[string]int{}
	for _, d := range docs {
		if p, v, ok := EditOf(d.ID); ok {
			versions[p] = max(versions[p], v)
		}
	}
	var out []feedback.Document
	for _, p := range slices.Sorted(maps.Keys(layer.Files)) {
		body := EditBody{Text: string(layer.Files[p]), Note: NoteImported}
		if p == SourcesFile {
			sources, err := readSources(path.Join(layer.Name, p), layer.Files[p])
			if err != nil {
				return nil, err
			}
			body.Text, body.Sources = "", imported(newest[p].Sources, sources)
		}
		if was := newest[p]; was.version > 0 && was.Text == body.Text && (p != SourcesFile && body.Text != "" || slices.Equal(was.Sources, body.Sources)) {
			continue
		}
		data, err := json.Marshal(body)
		if err != nil {
			return nil, fmt.Errorf("encode %s: %w", p, err)
		}
		out = append(out, feedback.Document{Kind: feedback.DocumentEdit, ID: EditID(p, versions[p]+1), Saved: now, Body: data})
	}
	return out, newFaults(s.CheckEdits(out...), s.CheckEdits())
}

// acting are the places of a layer that could act on a reader in Slack: what someone types
// there is cleaned of them, and a file is refused, so that its author knows.
func acting(c *corpus.Corpus, layer corpus.Layer) (ps corpus.Problems) {
	for _, p := range slices.Sorted(maps.Keys(layer.Files)) {
		for i, line := range strings.Split(strings.TrimPrefix(string(layer.Files[p]), "\uFEFF"), "\n") {
			if entryform.Acts(line) {
				ps = append(ps, corpus.Problem{File: path.Join(layer.Name, p), Line: i + 1, What: "holds a mention, HTML or an invisible character", Hint: "write plain words"})
			}
		}
	}
	for _, s := range c.Sources {
		if s.File != path.Join(layer.Name, SourcesFile) || s.URL == "" {
			continue
		}
		if f := entryform.CheckSource(strings.Join([]string{s.Cite, s.Listed, s.Title}, " "), s.URL); f != nil { // each may be the label of its link
			ps = append(ps, corpus.Problem{File: s.File, Line: s.Line, What: "source " + s.ID + ": " + f.What, Hint: f.Hint})
		}
	}
	return ps
}

// imported are the sources of a folder, and those that were imported before it, by id.
func imported(before []entryform.Source, now map[string]entryform.Source) []entryform.Source {
	all := map[string]entryform.Source{}
	for _, s := range before {
		all[s.ID] = s
	}
	maps.Copy(all, now)
	return slices.SortedFunc(maps.Values(all), func(a, b entryform.Source) int { return cmp.Compare(a.ID, b.ID) })
}

// newFaults are the faults that were not there before, as an error.
func newFaults(now, before corpus.Problems) error {
	return corpus.Problems(slices.DeleteFunc(slices.Clone(now), func(p corpus.Problem) bool { return slices.Contains(before, p) })).Err()
}
