package tree

// ManifestName is where the manifest lies in the output.
const ManifestName = manifestName

// ParseManifest reads a manifest and gives the paths it lists.
func ParseManifest(data []byte) ([]string, error) {
	m, err := parseManifest(data)
	var names []string
	for _, e := range m.Files {
		names = append(names, e.Path)
	}
	return names, err
}

// ParseJournal reads a journal and gives all names in it.
func ParseJournal(data []byte) ([]string, error) {
	j, err := parseJournal(data)
	return append(append(j.Clear, j.Move...), j.Remove...), err
}

// WithStep makes Publish call a function before and after each of its steps.
func (opt PublishOptions) WithStep(step func(name string)) PublishOptions {
	opt.step = step
	return opt
}
