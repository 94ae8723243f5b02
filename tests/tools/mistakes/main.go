// Mistakes holds what Tidegate and kubeconform say of the same files against each other: which mistakes both find, and
// which only one of them. It prints how many of each sort there are with a few examples, and writes all to a table.
//
//	mistakes TIDEGATE.json KUBECONFORM.json TABLE.tsv
//
// The reports are those of `tidegate check --scope file --rule schema -o json` and `kubeconform -output json`. It ends
// with an error where the two did not judge the same number of objects.
package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
)

// A mistake is the same for both where it is in the same file, object and place.
type place struct {
	file, kind, name, path string
}

type mistake struct {
	place
	// What sort of mistake it is: the rule that finds it, or what kubeconform calls it.
	sort    string
	message string
}

// What one program found.
type report struct {
	objects  int
	mistakes []mistake
	// Objects with a value that is filled in later, of which the program therefore does not say whether it is wrong.
	undecided map[place]bool
}

func main() {
	if len(os.Args) != 4 {
		fail("usage: mistakes TIDEGATE.json KUBECONFORM.json TABLE.tsv")
	}
	ours, theirs := ofTidegate(read(os.Args[1])), ofKubeconform(read(os.Args[2]))
	if ours.objects != theirs.objects {
		fail("tidegate judged %d objects and kubeconform %d: that is not the same work", ours.objects, theirs.objects)
	}
	rows := compare(ours, theirs)
	write(os.Args[3], rows)
	summarise(os.Stdout, ours.objects, rows)
}

// A row is a mistake and who finds it.
type row struct {
	finder string
	mistake
}

const (
	both            = "both"
	onlyTidegate    = "only tidegate"
	onlyKubeconform = "only kubeconform"
)

func compare(ours, theirs report) []row {
	found := map[place]bool{}
	for _, one := range theirs.mistakes {
		found[one.place] = true
	}
	var rows []row
	seen := map[place]bool{}
	for _, one := range ours.mistakes {
		seen[one.place] = true
		finder := onlyTidegate
		if found[one.place] {
			finder = both
		}
		rows = append(rows, row{finder, one})
	}
	for _, one := range theirs.mistakes {
		if seen[one.place] {
			continue
		}
		if ours.undecided[place{one.file, one.kind, one.name, ""}] {
			one.sort += ", to tidegate filled in later"
		}
		rows = append(rows, row{onlyKubeconform, one})
	}
	slices.SortStableFunc(rows, func(a, b row) int {
		return cmp.Or(cmp.Compare(a.finder, b.finder), cmp.Compare(a.sort, b.sort), cmp.Compare(a.file, b.file),
			cmp.Compare(a.kind, b.kind), cmp.Compare(a.name, b.name), cmp.Compare(a.path, b.path))
	})
	return rows
}

func write(path string, rows []row) {
	var text strings.Builder
	text.WriteString("finder\tsort\tfile\tkind\tname\tpath\tmessage\n")
	for _, one := range rows {
		fields := []string{one.finder, one.sort, one.file, one.kind, one.name, one.path, one.message}
		for i, field := range fields {
			fields[i] = strings.Join(strings.Fields(field), " ")
		}
		text.WriteString(strings.Join(fields, "\t") + "\n")
	}
	if err := os.WriteFile(path, []byte(text.String()), 0o644); err != nil {
		fail("%v", err)
	}
}

// Of each sort this many are printed.
const examples = 3

func summarise(to *os.File, objects int, rows []row) {
	finders := map[string]int{}
	sorts := map[[2]string]int{}
	for _, one := range rows {
		finders[one.finder]++
		sorts[[2]string{one.finder, one.sort}]++
	}
	fmt.Fprintf(to, "mistakes in %d objects: %d found by both, %d only by tidegate, %d only by kubeconform\n",
		objects, finders[both], finders[onlyTidegate], finders[onlyKubeconform])
	shown := map[[2]string]int{}
	for _, one := range rows {
		sort := [2]string{one.finder, one.sort}
		if shown[sort] == 0 {
			fmt.Fprintf(to, "  %s, %s: %d\n", one.finder, one.sort, sorts[sort])
		}
		if shown[sort]++; shown[sort] <= examples {
			fmt.Fprintf(to, "    %s %s/%s %s: %s\n", one.file, one.kind, one.name, one.path, short(one.message))
		}
	}
}

func short(message string) string {
	const longest = 100
	letters := []rune(strings.Join(strings.Fields(message), " "))
	if len(letters) > longest {
		return string(letters[:longest]) + "…"
	}
	return string(letters)
}

func read(path string) []byte {
	text, err := os.ReadFile(path)
	if err != nil {
		fail("%v", err)
	}
	return text
}

func decode(text []byte, into any, whose string) {
	if err := json.Unmarshal(text, into); err != nil {
		fail("the report of %s cannot be read: %v", whose, err)
	}
}

func fail(format string, words ...any) {
	fmt.Fprintf(os.Stderr, "mistakes: "+format+"\n", words...)
	os.Exit(2)
}
