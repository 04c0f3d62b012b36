package corpus

import (
	"context"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
)

const (
	// maxDepth is how deep folders may nest. A choice: more than twice as deep as ours.
	maxDepth = 8
	// maxLinkedNames is how many names of any kind all linked folders together may
	// hold. A choice: eight full links; at some ten microseconds for each name, that
	// is half a second.
	maxLinkedNames = 8 * maxFiles
)

// Above is implemented by a folder that knows the fs.FileInfo of itself and of the
// folders that contain it. Links to these are not followed.
type Above interface{ Above() []fs.FileInfo }

// listed is a file that is part of a corpus.
type listed struct {
	path string
	info fs.FileInfo
}

// place is a folder to be walked.
type place struct {
	path  string
	depth int           // how much deeper folders may nest
	above []fs.FileInfo // it and the folders on the way to it: a link to one is a cycle
}

// survey lists the files of a folder without opening any. Links are followed: a folder
// mounted by Kubernetes consists of them. Links to folders come last, each with what
// the ones before have left of the limits, so that a link to too much is refused by
// name and the folder's own files are not.
type survey struct {
	l          *loader
	ctx        context.Context
	fsys       fs.FS
	files      []listed
	total      int     // bytes of files
	visited    int     // names in the current place
	maxVisited int     // the limit of visited; 0 for none
	linked     []place // folders still to be walked
}

// survey returns the files that are part of a corpus, and reports others that look as
// if they were meant to be.
func (l *loader) survey(ctx context.Context, fsys fs.FS) []listed {
	s := &survey{l: l, ctx: ctx, fsys: fsys}
	own := place{path: ".", depth: maxDepth}
	if f, ok := fsys.(Above); ok {
		own.above = f.Above()
	} else if info, err := fs.Stat(fsys, "."); err == nil {
		own.above = []fs.FileInfo{info}
	}
	if err := s.walk(own); err != nil {
		l.unreadable(".", err)
		return s.files
	}
	for left := maxLinkedNames; len(s.linked) > 0; left -= s.visited {
		link := s.linked[0]
		s.linked = s.linked[1:]
		files, total, linked, problems, broken := len(s.files), s.total, len(s.linked), len(l.problems), maps.Clone(l.broken)
		s.visited, s.maxVisited = 0, min(maxFiles, left)
		err := error(errLeadsTooFar)
		if s.maxVisited > 0 {
			err = s.walk(link)
		}
		if ctx.Err() != nil {
			l.unreadable(".", ctx.Err())
			return s.files
		}
		if err != nil {
			s.files, s.total, s.linked, l.problems, l.broken = s.files[:files], total, s.linked[:linked], l.problems[:problems], broken
			l.unreadable(link.path, errLeadsTooFar)
		}
	}
	return s.files
}

// walk lists the files of a place, without hidden ones. The error is errTooMuch or that
// of ctx.
func (s *survey) walk(in place) error {
	names, err := fs.ReadDir(s.fsys, in.path)
	if err != nil {
		s.l.unreadable(in.path, err)
		return nil
	}
	inner := func(p string, info fs.FileInfo) place {
		return place{p, in.depth - 1, append(slices.Clip(in.above), info)}
	}
	for _, d := range names {
		p := path.Join(in.path, d.Name())
		if strings.HasPrefix(d.Name(), ".") {
			continue
		}
		if s.ctx.Err() != nil {
			return s.ctx.Err()
		}
		if s.visited++; s.maxVisited > 0 && s.visited > s.maxVisited {
			return errTooMuch
		}
		// Stat comes before opening anything: opening a device has effects.
		info, err := fs.Stat(s.fsys, p)
		read, what, hint := s.l.reader(p)
		switch {
		case err != nil: // such as a link to nothing
			s.l.unreadable(p, err)
		case info.IsDir() && read != nil:
			s.l.unreadable(p, errFolder)
		case info.IsDir() && in.depth == 0:
		case info.IsDir() && d.Type()&fs.ModeSymlink != 0:
			if !inCorpusFolder(p) {
				continue // no corpus file can be in it
			}
			if slices.ContainsFunc(in.above, func(a fs.FileInfo) bool { return os.SameFile(a, info) }) {
				s.l.unreadable(p, errLeadsBack)
			} else {
				s.linked = append(s.linked, inner(p, info))
			}
		case info.IsDir():
			if err := s.walk(inner(p, info)); err != nil {
				return err
			}
		case what != "":
			s.l.report(s.l.shownName(p), 0, what, hint)
			s.l.unusable(p)
		case read == nil: // not a file of the corpus
		case !info.Mode().IsRegular():
			s.l.unreadable(p, errNotRegular)
		default:
			s.files = append(s.files, listed{p, info})
			if info.Size() <= MaxFile { // else it is refused by itself
				s.total += int(info.Size())
			}
			if len(s.files) > maxFiles || s.total > maxTotal {
				return errTooMuch
			}
		}
	}
	return nil
}
