package pipeline

import (
	"slices"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/evidence"
	"afterword/generator/internal/scan"
	"afterword/generator/internal/settings"
)

// readEvidence reads what monitors saw. What is said of a service that the archive does not have is an error.
func readEvidence(files *scan.Files, s *settings.Settings) (all []evidence.File, list diag.List) {
	for _, d := range files.Evidence {
		f, wrong := evidence.Read(d.Path, d.Source)
		if list.Add(wrong...); wrong.Errors() > 0 {
			continue
		}
		if _, declared := s.Service(f.Service); !declared && s.Declared {
			var ids []string
			for _, v := range s.Services {
				ids = append(ids, v.ID)
			}
			hint := diag.DidYouMean(f.Service, ids, "Name its folder after a service of archive.yaml.")
			list.Add(d.Source.Errorf(diag.ServiceUnknown, diag.Span{}, hint, "%q is not a service of this archive", f.Service))
			continue
		}
		all = append(all, f)
	}
	return slices.Clip(all), list
}
