package main

import (
	"fmt"
	"regexp"
	"strings"
)

func ofTidegate(text []byte) report {
	type object struct{ Kind, Name string }
	var read struct {
		Summary struct{ Objects int }
		Scopes  []struct {
			Name      string
			Decisions []struct {
				Object   object
				Unknown  []string
				Findings []struct {
					Rule, Message string
					Object        object
					Path          []any
					Location      struct{ File string }
				}
			}
		}
	}
	decode(text, &read, "tidegate")
	said := report{objects: read.Summary.Objects, undecided: map[place]bool{}}
	for _, scope := range read.Scopes {
		for _, decision := range scope.Decisions {
			if len(decision.Unknown) > 0 {
				said.undecided[place{scope.Name, decision.Object.Kind, decision.Object.Name, ""}] = true
			}
			for _, finding := range decision.Findings {
				path := finding.Path
				if key := missing.FindStringSubmatch(finding.Message); key != nil {
					path = append(path, key[1])
				}
				at := place{finding.Location.File, finding.Object.Kind, finding.Object.Name, pointer(path)}
				said.mistakes = append(said.mistakes, mistake{at, finding.Rule, finding.Message})
			}
		}
	}
	return said
}

// A missing key is compared as the place where it would be.
var missing = regexp.MustCompile(`^the (?:key|field) '([^']*)' is missing here`)

func pointer(path []any) string {
	var text strings.Builder
	for _, step := range path {
		escaped := strings.NewReplacer("~", "~0", "/", "~1").Replace(fmt.Sprint(step))
		text.WriteString("/" + escaped)
	}
	return text.String()
}

func ofKubeconform(text []byte) report {
	var read struct {
		Resources []struct{ Filename, Kind, Name, Status, Msg string }
		Summary   struct{ Valid, Invalid, Errors, Skipped int }
	}
	decode(text, &read, "kubeconform")
	count := read.Summary
	said := report{objects: count.Valid + count.Invalid + count.Errors + count.Skipped}
	for _, resource := range read.Resources {
		name, _, _ := strings.Cut(resource.Name, "{{ generateName }}")
		at := place{file: resource.Filename, kind: resource.Kind, name: name}
		switch resource.Status {
		case "statusInvalid":
			said.mistakes = append(said.mistakes, each(at, resource.Msg)...)
		case "statusError":
			said.mistakes = append(said.mistakes, mistake{at, "error", resource.Msg})
		}
	}
	return said
}

var (
	// The message is one line that holds everything that is wrong: `… - at '/spec/replicas': got string, want integer`.
	part    = regexp.MustCompile(` - at '((?:[^'\\]|\\.)*)': `)
	unknown = regexp.MustCompile(`^additional propert(?:y|ies) (.*) not allowed$`)
	lacking = regexp.MustCompile(`^missing propert(?:y|ies) (.*)$`)
	quoted  = regexp.MustCompile(`'([^']*)'`)
)

func each(at place, message string) []mistake {
	places := part.FindAllStringSubmatchIndex(message, -1)
	if len(places) == 0 {
		return []mistake{{at, "invalid", message}}
	}
	var found []mistake
	for i, bounds := range places {
		end := len(message)
		if i+1 < len(places) {
			end = places[i+1][0]
		}
		path, words := message[bounds[2]:bounds[3]], strings.TrimSpace(message[bounds[1]:end])
		keys, sort := "", "invalid"
		if names := unknown.FindStringSubmatch(words); names != nil {
			keys, sort = names[1], "unknown field"
		} else if names := lacking.FindStringSubmatch(words); names != nil {
			keys, sort = names[1], "missing field"
		}
		for _, step := range steps(keys) {
			at := at
			at.path = path + step
			found = append(found, mistake{at, sort, words})
		}
	}
	return found
}

// The quoted names as steps of a path; one empty step where there are none.
func steps(names string) []string {
	var steps []string
	for _, name := range quoted.FindAllStringSubmatch(names, -1) {
		steps = append(steps, pointer([]any{name[1]}))
	}
	if len(steps) == 0 {
		steps = []string{""}
	}
	return steps
}
