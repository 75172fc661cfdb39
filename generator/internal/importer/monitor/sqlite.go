package monitor

import (
	"bytes"
	"database/sql"
	"fmt"
	"io"
	"io/fs"

	_ "modernc.org/sqlite" // the driver
	"modernc.org/sqlite/vfs"
)

// alone is the file system of one database: SQLite can open nothing else of the disk, and write nothing.
type alone struct{ file }

const itsName = "database"

// Open opens the database; no other file is there.
func (a alone) Open(name string) (fs.File, error) {
	if name != itsName {
		return nil, fs.ErrNotExist
	}
	return a.Files.Open(a.Path)
}

// isDatabase reports whether a file begins as those of SQLite do.
// https://www.sqlite.org/fileformat.html#the_database_header
func isDatabase(f file) bool {
	in, err := f.Files.Open(f.Path)
	if err != nil {
		return false // reading it reports that
	}
	defer in.Close() // opened for reading: nothing can be lost
	magic := []byte("SQLite format 3\x00")
	head := make([]byte, len(magic))
	_, err = io.ReadFull(in, head)
	return err == nil && bytes.Equal(head, magic)
}

// query opens the database and lets read ask it. What was written last may be in a file beside it, which a copy
// that was made while the monitor ran needs: such a copy is refused.
func (r *reader) query(f file, read func(*sql.DB) error) {
	if info, err := fs.Stat(f.Files, f.Path+"-wal"); err == nil && info.Size() > 0 {
		r.fail(f.Name, `Make a copy that is whole: sqlite3 `+f.Path+` "VACUUM INTO 'copy.db'".`, "what was written last is in %s-wal, which is not read", f.Path)
		return
	}
	err := func() (err error) {
		name, registered, err := vfs.New(alone{f})
		if err != nil {
			return err
		}
		defer registered.Close() // its only database is closed before it
		db, err := sql.Open("sqlite", "file:"+itsName+"?vfs="+name+"&immutable=1&_pragma=trusted_schema(0)&_pragma=cell_size_check(1)")
		if err != nil {
			return err
		}
		defer db.Close() // it was only read
		return read(db)
	}()
	if err != nil {
		r.fail(f.Name, "", "the database cannot be read: %v", err)
	}
}

// hasTable reports whether a database has a table, which is not computed from others.
func hasTable(db *sql.DB, name string) (bool, error) {
	var n int
	err := db.QueryRow(`SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ? AND sql NOT LIKE 'CREATE VIRTUAL%'`, name).Scan(&n)
	return n == 1, err
}

// needTables fails where a database lacks one.
func needTables(db *sql.DB, names ...string) error {
	for _, name := range names {
		if ok, err := hasTable(db, name); err != nil {
			return err
		} else if !ok {
			return fmt.Errorf("it has no table %s", name)
		}
	}
	return nil
}

// each reads the rows of a query into vars, and calls row after each.
func each(db *sql.DB, row func() error, vars []any, query string, args ...any) error {
	rows, err := db.Query(query, args...)
	if err != nil {
		return err
	}
	defer rows.Close() // Err reports what went wrong
	for n := 0; rows.Next(); n++ {
		if n >= maxProbes {
			return fmt.Errorf("it has more than %d rows", maxProbes)
		}
		if err := rows.Scan(vars...); err != nil {
			return err
		}
		if err := row(); err != nil {
			return err
		}
	}
	return rows.Err()
}
