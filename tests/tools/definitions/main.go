// Prints what Kubernetes itself says of its API, for the one minor that the module file pins, in the form that
// Tidegate embeds: schemas/kubernetes/README.md.
//
//	definitions print FOLDER             writes definitions.tsv and kinds.tsv of this minor
//	definitions merge FOLDER FOLDER...   writes the same two files for the minors of all further folders
//	definitions standalone FOLDER        writes one closed JSON Schema a kind, in the layout that kubeconform reads
//
// What a minor says is read from the Go types of that minor and never typed by hand: schema.go takes the definitions,
// kinds.go the kinds with their lifecycle, table.go is the form of the files.
package main

import (
	"errors"
	"fmt"
	"os"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "definitions:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	switch {
	case len(args) == 2 && args[0] == "print":
		return printMinor(args[1])
	case len(args) >= 3 && args[0] == "merge":
		return merge(args[1], args[2:])
	case len(args) == 2 && args[0] == "standalone":
		return standalone(args[1])
	}
	return errors.New("usage: definitions print FOLDER | merge FOLDER FOLDER... | standalone FOLDER")
}

// printMinor writes what the Kubernetes that this program was built from says.
func printMinor(folder string) error {
	said, err := read()
	if err != nil {
		return err
	}
	definitions, kinds := table{}, table{}
	for name, definition := range said.definitions {
		definitions.add(name, compact(definition), said.minor, said.minor)
	}
	for _, kind := range said.kinds {
		key := kind.apiVersion + "\t" + kind.kind + "\t" + kind.definition
		kinds.add(key, compact(kind.lifecycle), said.minor, said.minor)
	}
	return write(folder, definitions, kinds)
}

// reading is everything that one minor says.
type reading struct {
	version     string // of k8s.io/kubernetes: v1.37.2
	minor       int
	definitions map[string]object
	kinds       []kind
}

func read() (*reading, error) {
	version, minor, err := builtFrom()
	if err != nil {
		return nil, err
	}
	all, err := allDefinitions()
	if err != nil {
		return nil, err
	}
	kinds := servedKinds(minor)
	// Thousands of definitions are configuration files of programs and APIs that are gone: only what an object of a
	// kind can hold is of use.
	definitions := map[string]object{}
	for _, kind := range kinds {
		if err := reach(all, kind.definition, definitions); err != nil {
			return nil, fmt.Errorf("%s %s: %w", kind.apiVersion, kind.kind, err)
		}
	}
	return &reading{version, minor, definitions, kinds}, nil
}

// reach copies a definition and everything that it refers to.
func reach(all map[string]object, name string, reached map[string]object) error {
	if _, done := reached[name]; done {
		return nil
	}
	definition, found := all[name]
	if !found {
		return fmt.Errorf("there is no definition of %s", name)
	}
	reached[name] = definition
	for _, next := range references(definition) {
		if err := reach(all, next, reached); err != nil {
			return err
		}
	}
	return nil
}
