package endtoend_test

import (
	"fmt"
	"os"
	"testing"
)

// A property is a row of the field's comparison of generators (Hugo, Zola,
// Eleventy, mdBook), in which this program has the answer given here.
type property struct {
	number int
	what   string
	answer string // Y, P for partly, or what stands in its place
	proofs []proof
}

const (
	crashTests   = "tree/crash_test.go"
	killTests    = "tree/kill_test.go"
	foreignTests = "tree/foreign_test.go"
	mountTests   = "tree/mount_linux_test.go"
	publishTests = "tree/publish_test.go"
	slugTests    = "urls/slug_test.go"
	serverTests  = "serve/hostile_test.go"
	ownFaults    = "endtoend/faults_test.go"
	placeTests   = "endtoend/determinism_test.go"
)

func by(file, test, holds string) proof { return proof{file: file, test: test, holds: holds} }

var properties = []property{
	{1, "the site is published at one blow", "Y (Linux; elsewhere file by file, and says so)", []proof{by(crashTests, "TestKilledAtEachStep", ""), by("tree/spare_linux_test.go", "TestOrderOfSteps", "")}},
	{2, "a failed build leaves the old site", "Y", []proof{by(publishTests, "TestFailureChangesNothing", ""), by(ownFaults, "TestFaults", "diff -r before public")}},
	{3, "a full disk: a clean error, no empty pages", "Y", []proof{by(mountTests, "TestDiskFull", ""), by(mountTests, "TestOutOfInodes", "")}},
	{4, "kill -9 leaves old or new", "Y", []proof{by(killTests, "TestKilledAtRandom", ""), by(crashTests, "TestKilledAtEachStep", "")}},
	{5, "stale pages go", "Y", []proof{by(publishTests, "TestPublishAgain", ""), by("serve/site_test.go", "TestDeletedPageIsGoneFromEverywhere", "")}},
	{6, "files of others stay", "Y", []proof{by(foreignTests, "TestForeignFilesStay", ""), by(foreignTests, "TestFilesAddedDuringTheBuildStay", "")}},
	{7, "dangerous output folders are refused", "Y", []proof{by(foreignTests, "TestDangerousFoldersAreRefused", ""), by(foreignTests, "TestStrangersFolderIsRefusedUnlessAdopted", "")}},
	{8, "two pages at one path are an error", "Y", []proof{by("tree/tree_test.go", "TestCollisions", ""), by("build/bad_test.go", "TestBad", "")}},
	{9, "so are paths that differ by case or Unicode form", "Y", []proof{by(slugTests, "TestCollisionKeyJoins", "STRASSE")}},
	{10, "slugs and aliases stay inside", "Y", []proof{by(slugTests, "TestCheckSlugRefuses", "../../../../outside")}},
	{11, "links out of the archive are not followed", "Y", []proof{by(scanTests, "TestSpecialFiles", "A55 link outside"), by("trusted_test.go", "TestRoots", "")}},
	{12, "nothing is written through links of the output", "Y", []proof{by(foreignTests, "TestLinksAreNotWrittenThrough", "Symlink")}},
	{13, "a pipe among the files is an error", "Y", []proof{by(scanTests, "TestSpecialFiles", "A61 pipe")}},
	{14, "invalid UTF-8 is refused", "Y", []proof{by("endtoend/hostile_test.go", "TestHostile", ""), by("scan/fuzz_test.go", "FuzzText", "")}},
	{15, "byte order marks and CRLF are read", "Y", []proof{by("frontmatter/frontmatter_test.go", "TestLineEndings", "")}},
	{16, "an unknown key that looks like a known one is an error", "Y; others are kept as .Params", []proof{by("frontmatter/reader_test.go", "TestRejectUnknown", ""), by("diag/nearest_test.go", "TestNearest", "")}},
	{17, "YAML bombs are refused", "Y: no anchors at all", []proof{by("frontmatter/frontmatter_test.go", "TestHostile", "chained merge keys")}},
	{18, "front matter runs nothing", "Y", []proof{by("trusted_test.go", "TestPrograms", ""), by("build/bad_test.go", "TestBad", "")}},
	{19, "raw HTML is off", "Y: shown as text", []proof{by(markdownTests, "TestHostile", "A73 others")}},
	{20, "javascript: links are errors", "Y", []proof{by(markdownTests, "TestHostile", "A66 reference"), by("markdown/links_internal_test.go", "FuzzClassify", "javascript")}},
	{21, "Markdown that blows up is bounded", "Y", []proof{by(markdownTests, "TestPathological", "A78 table of 1,000 columns")}},
	{22, "feeds stay well-formed with control characters", "Y", []proof{by("feeds/atom_test.go", "TestAtomGivesTextBackIntact", ""), by("endtoend/hostile_readback_test.go", "TestPayloadSite", "gofeed")}},
	{23, "the search page escapes", "Y", []proof{by("search/search_test.go", "TestHostile", ""), by("endtoend/hostile_payload_test.go", "TestPayloadSearch", "")}},
	{24, "the server binds loopback", "Y: 127.0.0.1 and ::1", []proof{by(serverTests, "TestHostileServer", `"A113"`), by(ownFaults, "TestServeTellsOfOthers", "")}},
	{25, "the Host header is checked", "Y", []proof{by(serverTests, "TestHostileServer", `"A105"`)}},
	{26, "origins of live reload are checked", "Y", []proof{by(serverTests, "TestHostileServer", `"A106"`), by("serve/guard_test.go", "TestOtherSitesAreRefused", "another port")}},
	{27, "CORS is closed", "Y", []proof{by(serverTests, "TestHostileServer", `"A107"`)}},
	{28, "no traversal in the server", "Y", []proof{by(serverTests, "TestHostileServer", `"A108"`), by("serve/guard_test.go", "TestRawRequests", "")}},
	{29, "builds at once wait for each other", "Y", []proof{by(killTests, "TestTwoProcessesAtOnce", ""), by(ownFaults, "TestFaults", `"F26"`)}},
	{30, "the same bytes under other cores, zones, languages", "Y", []proof{by(placeTests, "TestBuildsAreIdenticalAnywhere", "F46 Turkish"), by("floors_test.go", "TestClocks", "")}},
	{31, "an overflow of the watcher loses nothing", "Y", []proof{by("watch/faults_linux_test.go", "TestRealOverflow", "")}},
	{32, "the limit of inotify is said, and polled around", "Y", []proof{by("watch/faults_linux_test.go", "TestRealLimits", "max_inotify_watches")}},
	{33, "times are strict", "Y", []proof{by("endtoend/time_test.go", "TestTimeTraps", ""), by("calendar/mistakes_test.go", "TestParseRefuses", "X07")}},
	{34, "errors have file, line and column", "Y", []proof{by("build/bad_test.go", "TestBad", ""), by("diag/diag_test.go", "TestSourcePlacesDiagnostics", ""), by("theme/theme_test.go", "TestMistakesInRenderingHaveAPlace", "")}},
	{35, "no panic on bad input", "Y", []proof{by("endtoend/hostile_test.go", "TestHostile", ""), by("frontmatter/fuzz_test.go", "FuzzYAML", "")}},
	{36, "fuzz targets", "33, found by .ci/fuzz", []proof{by("markdown/render_test.go", "FuzzRender", ""), by("tree/manifest_test.go", "FuzzParseManifest", "")}},
	{37, "end-to-end tests", "Y: scripts of the program, whole sites, a browser", []proof{by("../cmd/afterword/main_test.go", "TestScripts", ""), by("endtoend/site_test.go", "TestSitesHaveNoFaults", "")}},
	{38, "CI is hardened", "Y: pinned, no rights by default, race, fuzz, govulncheck", []proof{by("endtoend/release_test.go", "TestWorkflows", "pinned"), by("endtoend/release_test.go", "TestReleaseIsReproducible", "")}},
	{39, "a security policy with its model", "Y: .github/SECURITY.md", []proof{by("endtoend/peers_test.go", "TestPeers", "SECURITY.md")}},
}

// faultProofs are where the faults of the field's collection are held.
// A comment says what cannot be made here.
var faultProofs = []proof{
	{"F01", mountTests, "TestDiskFull", ""},
	{"F02", mountTests, "TestDiskFullGivesTheSpareBack", ""},
	{"F03", mountTests, "TestOutOfInodes", ""},
	{"F04", "tree/kill_test.go", "TestFileSizeLimit", ""},
	{"F05", mountTests, "TestReadOnlyOutput", ""},
	{"F06", "cache/cache_test.go", "TestWhatStandsInTheWayIsTold", ""},
	{"F07", killTests, "TestKilledAtRandom", ""},
	{"F08", crashTests, "TestKilledAtEachStep", ""},
	{"F09", "tree/publish_test.go", "TestCancel", ""},
	{"F10", ownFaults, "TestFaults", `"F48"`},
	// What a loss of power leaves cannot be tried here; the order of steps can.
	{"F11", "tree/spare_linux_test.go", "TestOrderOfSteps", ""},
	{"F12", publishTests, "TestFailureChangesNothing", ""},
	{"F13", scanTests, "TestSpecialFiles", ""},
	{"F14", "scan/vanish_test.go", "TestVanishingFiles", "a file is deleted"},
	{"F15", "scan/change_test.go", "TestChangingFiles", "cut off"},
	{"F16", "scan/vanish_test.go", "TestVanishingFiles", "a folder takes its place"},
	{"F17", scanTests, "TestSpecialFiles", "A61 pipe"},
	{"F18", "endtoend/hostile_test.go", "TestHostile", ""},
	{"F19", scanTests, "TestMany", ""},
	{"F20", "tree/kill_test.go", "TestFewOpenFiles", ""},
	{"F21", ownFaults, "TestFaults", `"F21"`},
	{"F22", "tree/spare_linux_test.go", "TestJobsDoNotMatter", ""},
	{"F23", ownFaults, "TestFaults", `"F23"`},
	{"F24", ownFaults, "TestFaults", `"F24"`},
	{"F25", ownFaults, "TestFaults", `"F25"`},
	{"F25", "watch/watch_test.go", "TestPoll", "0x6969"},
	{"F26", ownFaults, "TestFaults", `"F26"`},
	{"F26", killTests, "TestTwoProcessesAtOnce", ""},
	{"F27", "serve/faults_test.go", "TestBuildWhileServing", ""},
	{"F28", crashTests, "TestKilledAtEachStep", ""},
	// There is no --no-lock: two builds without a lock could leave half a site.
	{"F29", ownFaults, "TestFaults", `"F29"`},
	{"F30", publishTests, "TestPublishAgain", ""},
	{"F30", "serve/site_test.go", "TestDeletedPageIsGoneFromEverywhere", ""},
	{"F31", foreignTests, "TestForeignFilesStay", ""},
	{"F31", foreignTests, "TestEditedFilesAreReported", ""},
	{"F32", foreignTests, "TestDangerousFoldersAreRefused", ""},
	{"F33", foreignTests, "TestStrangersFolderIsRefusedUnlessAdopted", ""},
	{"F34", mountTests, "TestMountPoint", "bind mount"},
	{"F34", "tree/order_test.go", "TestOrderInPlace", ""},
	{"F35", "tree/manifest_test.go", "TestUntrustedManifests", ""},
	{"F35", "tree/manifest_test.go", "TestUntrustedJournals", ""},
	{"F36", "cache/cache_test.go", "TestDamageIsNoEntry", ""},
	{"F36", "build/warm_test.go", "TestWarmEqualsColdBuild", ""},
	{"F37", "watch/faults_linux_test.go", "TestRealOverflow", ""},
	{"F37", "watch/watch_test.go", "TestOverflow", ""},
	{"F38", "watch/faults_linux_test.go", "TestRealLimits", "max_inotify_watches"},
	{"F38", "watch/watch_test.go", "TestRefusedWatch", ""},
	{"F39", "watch/faults_linux_test.go", "TestRealLimits", "max_inotify_instances"},
	{"F39", "watch/watch_test.go", "TestNoEvents", ""},
	{"F40", "serve/site_test.go", "TestSavesOfEditors", "vim, backup"},
	{"F40", "serve/faults_test.go", "TestSavesOfPrograms", "sed -i"},
	{"F40", "serve/guard_test.go", "TestTruncateThenWrite", ""},
	{"F41", "serve/faults_test.go", "TestGit", "rebase"},
	{"F41", "serve/site_test.go", "TestCheckout", ""},
	{"F42", "serve/site_test.go", "TestFoldersComeAndGo", "a/b/c"},
	{"F43", "serve/site_test.go", "TestReplacedRoots", "-away"},
	{"F44", ownFaults, "TestFaults", `"F44"`},
	{"F44", "serve/site_test.go", "TestPorts", ""},
	{"F44", serverTests, "TestHostileServer", "192.0.2.1"}, // in the place of IPv6 that is off
	{"F45", ownFaults, "TestFaults", `"F45"`},
	{"F45", placeTests, "TestBuildsAreIdenticalAnywhere", "F45 2038"},
	{"F45", "floors_test.go", "TestClocks", ""},
	{"F46", placeTests, "TestBuildsAreIdenticalAnywhere", "F46 no zone files"},
	{"F46", ownFaults, "TestFaults", `"F46"`},
	{"F47", placeTests, "TestBuildsAreIdenticalAnywhere", "F47 no UTF-8"},
	{"F47", ownFaults, "TestFaults", `"F47"`},
	// A file system that takes A for a cannot be mounted here; that two paths
	// which one would join are an error is shown without it.
	{"F47", slugTests, "TestCollisionKeyJoins", ""},
	{"F48", ownFaults, "TestFaults", `"F48"`},
}

// TestPeers holds that for every row of the comparison there is a test.
func TestPeers(t *testing.T) {
	for n, p := range properties {
		t.Run(fmt.Sprintf("%02d", p.number), func(t *testing.T) {
			if p.number != n+1 || len(p.proofs) == 0 || p.answer == "" {
				t.Errorf("row %d is number %d, with %d tests", n+1, p.number, len(p.proofs))
			}
			for _, proof := range p.proofs {
				proof.check(t)
			}
		})
	}
	if len(properties) != 39 {
		t.Errorf("%d rows of 39", len(properties))
	}
	if text, err := os.ReadFile("../../.github/SECURITY.md"); err != nil || len(text) == 0 {
		t.Errorf("SECURITY.md: %v", err)
	}
}

// TestFaultsAreHeld holds that for every fault there is a test.
func TestFaultsAreHeld(t *testing.T) {
	held := map[string]bool{}
	for _, p := range faultProofs {
		held[p.number] = true
		t.Run(p.number, p.check)
	}
	for n := 1; n <= 48; n++ {
		if number := fmt.Sprintf("F%02d", n); !held[number] {
			t.Errorf("nothing holds %s", number)
		}
	}
}
