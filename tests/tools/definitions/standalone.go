package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// standalone writes one JSON Schema a kind, FOLDER/v1.37.2-standalone-strict/deployment-apps-v1.json, so that
//
//	kubeconform -strict -schema-location FOLDER -kubernetes-version 1.37.2 …
//
// judges the same files by the same definitions as Tidegate does, from a local folder. References stay local to a
// file, which compiles faster than a copy at every place would.
func standalone(folder string) error {
	said, err := read()
	if err != nil {
		return err
	}
	folder = filepath.Join(folder, said.version+"-standalone-strict")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	written := map[string]bool{}
	for _, kind := range said.kinds {
		reached := map[string]object{}
		if err := reach(said.definitions, kind.definition, reached); err != nil {
			return err
		}
		definitions := object{}
		for name, definition := range reached {
			definitions[name] = plain(definition, true)
		}
		schema := object{
			"$schema":     "http://json-schema.org/draft-07/schema#",
			"$ref":        plainPrefix + kind.definition,
			"definitions": definitions,
		}
		name := fileName(kind)
		if written[name] {
			return fmt.Errorf("%s would be written twice", name)
		}
		written[name] = true
		if err := os.WriteFile(filepath.Join(folder, name), []byte(compact(schema)+"\n"), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// fileName is how kubeconform asks for a kind: of the group only what is before its first dot.
func fileName(of kind) string {
	group, version, grouped := strings.Cut(of.apiVersion, "/")
	if !grouped {
		return strings.ToLower(of.kind+"-"+group) + ".json"
	}
	group, _, _ = strings.Cut(group, ".")
	return strings.ToLower(of.kind+"-"+group+"-"+version) + ".json"
}

const plainPrefix = "#/definitions/"

// plain is a schema in the words of draft 7. Kubernetes reads null as "not said", hence null is of every type that is
// not required.
func plain(schema object, optional bool) object {
	said := object{}
	required, _ := schema["required"].([]any)
	for keyword, value := range schema {
		switch keyword {
		case "$ref":
			said[keyword] = plainPrefix + strings.TrimPrefix(value.(string), prefix)
		case "format":
			// The formats are ours but for this one, which draft 7 knows by another name.
			if strings.HasPrefix(value.(string), "rfc3339") {
				said[keyword] = "date-time"
			}
		case "type":
			said[keyword] = value
			if optional {
				said[keyword] = append(many(value), "null")
			}
		case "enum":
			said[keyword] = value
			if optional {
				said[keyword] = append(slices.Clone(value.([]any)), nil)
			}
		case "properties":
			properties := object{}
			for name, property := range value.(object) {
				properties[name] = plain(property.(object), !slices.Contains(required, any(name)))
			}
			said[keyword] = properties
		case "items", "additionalProperties":
			said[keyword] = value
			if inner, ok := value.(object); ok {
				said[keyword] = plain(inner, true)
			}
		default:
			if !strings.HasPrefix(keyword, "x-kubernetes-") {
				said[keyword] = value
			}
		}
	}
	return said
}

func many(value any) []any {
	if list, ok := value.([]any); ok {
		return slices.Clone(list)
	}
	return []any{value}
}
