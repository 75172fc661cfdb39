package publish

import (
	"encoding/json"
	"os"
	"path/filepath"
)

// A memory is what a build leaves in the workspace for the next one.
type memory struct {
	// Seal is that of the output as the build left it.
	Seal string `json:"seal"`
	// Report is that of a build which finds nothing to do.
	Report Report `json:"report"`
	// Record is what the caller gave to Commit.
	Record json.RawMessage `json:"record,omitempty"`
}

// recall reads the memory. One that is missing or damaged is empty: then all
// files are read and compared.
func (w *workspace) recall() memory {
	var m memory
	data, err := os.ReadFile(filepath.Join(w.dir, memoryName))
	if err != nil || json.Unmarshal(data, &m) != nil {
		return memory{}
	}
	return m
}

// remember writes the memory in one step.
func (w *workspace) remember(m memory) error {
	data, err := json.Marshal(m)
	if err != nil {
		return err
	}
	temp := filepath.Join(w.dir, memoryName+".new")
	if err := os.WriteFile(temp, data, 0o600); err != nil {
		return err
	}
	return os.Rename(temp, filepath.Join(w.dir, memoryName))
}
