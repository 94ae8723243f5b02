package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// table holds the lines of one file: what is named (its fields joined by tabs), what is said of it, and the minors
// that say so.
//
// A line is `NAME... \t FIRST-LAST \t JSON` in definitions.tsv and in kinds.tsv alike. Minors that follow one another
// and say the same share a line, which is what makes four of them little larger than one.
type table map[string]map[string][]span

type span struct{ first, last int }

func (t table) add(name, said string, first, last int) {
	if t[name] == nil {
		t[name] = map[string][]span{}
	}
	t[name][said] = append(t[name][said], span{first, last})
}

// lines are sorted by name, then by minor.
func (t table) lines() []byte {
	var text bytes.Buffer
	for _, name := range keys(t) {
		type line struct {
			span
			said string
		}
		var lines []line
		for said, spans := range t[name] {
			for _, joined := range join(spans) {
				lines = append(lines, line{joined, said})
			}
		}
		slices.SortFunc(lines, func(a, b line) int { return a.first - b.first })
		for _, line := range lines {
			fmt.Fprintf(&text, "%s\t1.%d-1.%d\t%s\n", name, line.first, line.last, line.said)
		}
	}
	return text.Bytes()
}

// join makes one span of those that follow one another.
func join(spans []span) []span {
	slices.SortFunc(spans, func(a, b span) int { return a.first - b.first })
	joined := spans[:1]
	for _, next := range spans[1:] {
		if last := &joined[len(joined)-1]; next.first == last.last+1 {
			last.last = next.last
		} else {
			joined = append(joined, next)
		}
	}
	return joined
}

func (t table) read(path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(data)) {
		fields := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(fields) < 3 {
			return fmt.Errorf("%s: a line has %d fields", path, len(fields))
		}
		name, said := strings.Join(fields[:len(fields)-2], "\t"), fields[len(fields)-1]
		var first, last int
		if _, err := fmt.Sscanf(fields[len(fields)-2], "1.%d-1.%d", &first, &last); err != nil {
			return fmt.Errorf("%s: %q: %w", path, fields[len(fields)-2], err)
		}
		t.add(name, said, first, last)
	}
	return nil
}

// merge writes into the first folder what the others say together.
func merge(folder string, parts []string) error {
	definitions, kinds := table{}, table{}
	for _, part := range parts {
		if err := definitions.read(filepath.Join(part, "definitions.tsv")); err != nil {
			return err
		}
		if err := kinds.read(filepath.Join(part, "kinds.tsv")); err != nil {
			return err
		}
	}
	return write(folder, definitions, kinds)
}

func write(folder string, definitions, kinds table) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(folder, "definitions.tsv"), definitions.lines(), 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, "kinds.tsv"), kinds.lines(), 0o644)
}

// compact is JSON on one line with sorted members, the same on every run.
func compact(value any) string {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		panic(err) // Nothing but maps, lists, texts and numbers ever comes here.
	}
	return strings.TrimSuffix(text.String(), "\n")
}

func keys[V any](m map[string]V) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
