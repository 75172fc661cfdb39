package publish

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"afterword/generator/internal/cache"
)

// A catalog is what lay in the folders of a spare when the build that left it
// ended, by folder. It is believed of a folder whose times are still the same:
// then the same names lead to the same files there. That saves the next build
// from listing thousands of folders in which nothing happened.
type catalog map[string]listing

// catalogName is the file in the workspace that holds the catalog of its stage.
const catalogName = "catalog"

// catalogVersion changes with the format.
const catalogVersion = 2

// list is listInodes of a folder below root, for as long as the catalog knows no better.
func (c catalog) list(root string) lister {
	return func(dir string) (listing, error) {
		var self node
		if c != nil {
			var err error
			if self, err = nodeOf(diskName(root, dir)); err != nil {
				return listing{}, err
			}
			if known, ok := c[dir]; ok && self.unchanged(known.self) {
				return listing{dir, self, known.items}, nil
			}
		}
		items, err := listInodes(diskName(root, dir))
		return listing{dir, self, items}, err
	}
}

// settled tells of a folder at the time of a survey, unless somebody may have
// changed it since without another time on it.
func (s survey) settled(dir string) (node, bool) {
	n, ok := s.dirs[dir]
	return n, ok && n.ctime < s.began.Add(-n.coarse()).UnixNano()
}

// coarse is how far apart two changes of a folder can be that its file system
// gives the same time: ext4 with small inodes keeps seconds, FAT two of them.
func (n node) coarse() time.Duration {
	if n.ctime%second == 0 {
		return 2*time.Second + coarse
	}
	return coarse
}

// unchanged reports whether a folder has the names that it had: whoever adds,
// removes or renames one sets both times.
func (n node) unchanged(before node) bool {
	return before.ino != 0 && n.ino == before.ino && n.dev == before.dev && n.mode == before.mode && n.uid == before.uid &&
		n.mtime == before.mtime && n.ctime == before.ctime && before.ctime != 0
}

// keepCatalog writes the catalog of the stage for the next build. It holds the
// folders that are settled; others are listed again. That it cannot be written
// costs time and nothing else.
func (w *workspace) keepCatalog(found []listing, settled func(dir string) (node, bool)) {
	if !inodesLast(w.dir) {
		return
	}
	var out cache.Writer
	out.Number(catalogVersion)
	for _, l := range found {
		self, ok := settled(l.dir)
		if !ok || !fits(self) {
			continue
		}
		out.Text(l.dir)
		putNode(&out, self)
		out.Number(len(l.items))
		for _, it := range l.items {
			if !fits(it.node) {
				return
			}
			out.Text(it.name)
			// Of a file it matters only which it is.
			file := it.mode.IsRegular() && it.dev == self.dev
			if out.Truth(file); file {
				out.Number(int(it.ino))
			} else {
				putNode(&out, it.node)
			}
		}
	}
	name := filepath.Join(w.dir, catalogName)
	// A part of a catalog would hide files of the spare.
	if os.WriteFile(name+".new", cache.Seal(out.Bytes()), 0o600) == nil {
		_ = os.Rename(name+".new", name)
	}
}

// readCatalog returns nil where there is none, or none that can be read.
func readCatalog(workspace string) catalog {
	data, err := os.ReadFile(filepath.Join(workspace, catalogName))
	if err != nil {
		return nil
	}
	data, whole := cache.Unseal(data)
	if !whole {
		return nil
	}
	c, err := parseCatalog(data)
	if err != nil {
		return nil
	}
	return c
}

// dropCatalog makes the next build look for itself.
func (w *workspace) dropCatalog() { _ = os.Remove(filepath.Join(w.dir, catalogName)) }

func parseCatalog(data []byte) (catalog, error) {
	r := cache.NewReader(data)
	if r.Number() != catalogVersion {
		return nil, errors.New("another version")
	}
	c := catalog{}
	for r.Close() != nil {
		l := listing{dir: r.Text(), self: getNode(r)}
		l.items = make([]item, r.Count(3))
		for n := range l.items {
			l.items[n].name = r.Text()
			if !fs.ValidPath(l.items[n].name) || l.items[n].name == "." || strings.Contains(l.items[n].name, "/") {
				return nil, cache.ErrMalformed // it becomes part of the path of what is removed
			}
			if r.Truth() {
				l.items[n].node = node{dev: l.self.dev, ino: uint64(r.Number())}
			} else {
				l.items[n].node = getNode(r)
			}
		}
		if l.dir == "" {
			return nil, cache.ErrMalformed // nothing was left to read
		}
		c[l.dir] = l
	}
	return c, nil
}

// Numbers are kept below 2^48, which no time in nanoseconds is.
const (
	second     = 1e9
	mostNumber = 1 << 48
)

// fits reports whether a node can be written.
func fits(n node) bool {
	return n.ino <= mostNumber && n.dev <= mostNumber && n.mtime >= 0 && n.ctime >= 0
}

// putNode writes what tells a file from another, and a folder from what it was.
func putNode(w *cache.Writer, n node) {
	for _, x := range []int{
		int(n.mode), int(n.dev), int(n.ino), int(n.uid), int(n.mtime / second), int(n.mtime % second), int(n.ctime / second), int(n.ctime % second),
	} {
		w.Number(x)
	}
}

func getNode(r *cache.Reader) node {
	var x [8]int
	for n := range x {
		x[n] = r.Number()
	}
	return node{
		mode: fs.FileMode(x[0]), dev: uint64(x[1]), ino: uint64(x[2]), uid: uint32(x[3]),
		mtime: int64(x[4])*second + int64(x[5]), ctime: int64(x[6])*second + int64(x[7]),
	}
}
