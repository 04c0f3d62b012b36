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
	// maxDepth is how deep folders may nest, twice as deep as ours do.
	maxDepth = 8
	// maxLooked is how many names all linked folders together may hold, whether
	// they are of use or not: eight links that are as full as they may be. To
	// look at one takes some ten microseconds, so they end within a second.
	maxLooked = 8 * maxFiles
)

// Above is a folder that knows itself and those it lies in, as fs.Stat knows
// them. A link to one of them is not followed.
type Above interface{ Above() []fs.FileInfo }

// listed is a file that has a place in a corpus.
type listed struct {
	path string
	info fs.FileInfo
}

// place is a folder to be looked through.
type place struct {
	path  string
	depth int           // how much deeper folders may nest
	above []fs.FileInfo // it and those that lead to it: a link to one is a ring
}

// survey looks through a folder without opening a file. Links are followed: a
// folder mounted by Kubernetes consists of them. Links to folders come last,
// each with what the ones before have left of the bounds, so that one that leads
// to too much is left out by its name and the folder's own files are not.
type survey struct {
	l      *loader
	ctx    context.Context
	fsys   fs.FS
	files  []listed
	total  int     // bytes of files
	looked int     // names in the place that is looked through
	most   int     // how many of them there may be; 0 for no bound
	linked []place // still to come
}

// survey are the files that have a place in a corpus; the problems name the
// others that look like it.
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
	for left := maxLooked; len(s.linked) > 0; left -= s.looked {
		link := s.linked[0]
		s.linked = s.linked[1:]
		files, total, linked, problems, broken := len(s.files), s.total, len(s.linked), len(l.problems), maps.Clone(l.broken)
		s.looked, s.most = 0, min(maxFiles, left)
		err := error(errLeadsTooFar)
		if s.most > 0 {
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

// walk takes the files of a place, without hidden ones. The error is that the
// bounds are exceeded, or that of ctx.
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
		if s.looked++; s.most > 0 && s.looked > s.most {
			return errTooMuch
		}
		// What a name points to is looked at first: to open a device has effects.
		info, err := fs.Stat(s.fsys, p)
		read, what, hint := s.l.reader(p)
		switch {
		case err != nil: // a link to nothing, say: it may have been a folder
			s.l.unreadable(p, err)
		case info.IsDir() && read != nil:
			s.l.unreadable(p, errFolder)
		case info.IsDir() && in.depth == 0:
		case info.IsDir() && d.Type()&fs.ModeSymlink != 0:
			if !below(p) {
				continue // nothing in it is ours, wherever it leads
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
			s.l.bad(s.l.at(p), 0, what, hint)
			s.l.unusable(p)
		case read == nil: // not ours
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
