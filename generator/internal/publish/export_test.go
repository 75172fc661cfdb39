package publish

// ManifestName is the name of the manifest in the output.
const ManifestName = manifestName

// ParseManifest reads a manifest and returns the paths it lists.
func ParseManifest(data []byte) ([]string, error) {
	m, err := parseManifest(data)
	var names []string
	for name := range m {
		names = append(names, name)
	}
	return names, err
}

// WithStep makes a publication call a function before and after each of its steps.
func (opt Options) WithStep(step func(name string)) Options {
	opt.step = step
	return opt
}
