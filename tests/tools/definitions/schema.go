package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"k8s.io/kube-openapi/pkg/common"
	"k8s.io/kube-openapi/pkg/util"
	"k8s.io/kube-openapi/pkg/validation/spec"
	"k8s.io/kubernetes/pkg/generated/openapi"
)

type object = map[string]any

const prefix = "#/$defs/"

// byHand are the types whose own UnmarshalJSON reads something else than their fields say. The formats are ours.
var byHand = map[string]object{
	"io.k8s.apimachinery.pkg.api.resource.Quantity":   {"type": []any{"string", "number"}, "format": "quantity"},
	"io.k8s.apimachinery.pkg.util.intstr.IntOrString": {"type": []any{"string", "integer"}, "format": "int-or-string"},
	"io.k8s.apimachinery.pkg.apis.meta.v1.Time":       {"type": "string", "format": "rfc3339"},
	"io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime":  {"type": "string", "format": "rfc3339-micro"},
	"io.k8s.apimachinery.pkg.apis.meta.v1.Duration":   {"type": "string", "format": "go-duration"},
	"io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1":   {"type": "object"},
	"io.k8s.apimachinery.pkg.runtime.RawExtension":    {"type": "object"},
}

// anything are the types of a CustomResourceDefinition that hold any JSON value.
var anything = []string{"JSON", "JSONSchemaPropsOrArray", "JSONSchemaPropsOrBool", "JSONSchemaPropsOrStringArray"}

func init() {
	for _, version := range []string{"v1", "v1beta1"} {
		for _, name := range anything {
			byHand["io.k8s.apiextensions-apiserver.pkg.apis.apiextensions."+version+"."+name] = object{}
		}
	}
}

// friendly is a definition's name as API documents print it. Since 1.35 the types say it themselves; before, their Go
// path did.
func friendly(name string) string {
	if !strings.Contains(name, "/") {
		return name
	}
	return util.ToRESTFriendlyName(name)
}

// allDefinitions are those that kube-apiserver is generated with, in our form. Of a type that is described once for
// OpenAPI 2 and once for OpenAPI 3, the former is taken: it is the plainer one.
func allDefinitions() (map[string]object, error) {
	generated := openapi.GetOpenAPIDefinitions(func(name string) spec.Ref {
		return spec.MustCreateRef(prefix + friendly(name))
	})
	definitions := map[string]object{}
	for key, definition := range generated {
		name, schema := friendly(key), definition.Schema
		if embedded, ok := schema.Extensions[common.ExtensionV2Schema].(spec.Schema); ok {
			schema = embedded
		}
		if known, ok := byHand[name]; ok {
			definitions[name] = known
			continue
		}
		data, err := json.Marshal(schema)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		var tree object
		if err := json.Unmarshal(data, &tree); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if definitions[name], err = simplify(tree); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if _, said := definitions[name]["additionalProperties"]; !said && schema.Type.Contains("object") {
			// A struct without a field is as closed as one with fields.
			definitions[name]["additionalProperties"] = false
		}
	}
	return definitions, nil
}

// simplify brings a schema into our form. A keyword that it does not know is an error: the next minor may bring one
// that matters.
func simplify(schema object) (object, error) {
	simple := object{}
	for keyword, value := range schema {
		switch keyword {
		case "description", "default", "title":
		case "$ref", "type", "pattern", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems",
			"x-kubernetes-list-type", "x-kubernetes-list-map-keys":
			simple[keyword] = value
		case "enum", "required":
			simple[keyword] = sorted(value.([]any))
		case "format":
			if err := format(simple, schema["type"], value.(string)); err != nil {
				return nil, err
			}
		case "allOf":
			// A reference that has a description beside it is wrapped, because old OpenAPI ignores what is beside one.
			wrapped := value.([]any)
			if len(wrapped) != 1 {
				return nil, fmt.Errorf("allOf with %d schemas", len(wrapped))
			}
			inner, err := simplify(wrapped[0].(object))
			if err != nil {
				return nil, err
			}
			maps.Copy(simple, inner)
		case "items":
			inner, err := simplify(value.(object))
			if err != nil {
				return nil, fmt.Errorf("items: %w", err)
			}
			simple["items"] = inner
		case "additionalProperties":
			inner, isSchema := value.(object)
			if !isSchema {
				return nil, fmt.Errorf("additionalProperties: %v", value)
			}
			inner, err := simplify(inner)
			if err != nil {
				return nil, fmt.Errorf("additionalProperties: %w", err)
			}
			simple["additionalProperties"] = inner
		case "properties":
			properties := object{}
			for name, property := range value.(object) {
				inner, err := simplify(property.(object))
				if err != nil {
					return nil, fmt.Errorf("%s: %w", name, err)
				}
				properties[name] = inner
			}
			simple["properties"] = properties
			simple["additionalProperties"] = false
		default:
			if !strings.HasPrefix(keyword, "x-kubernetes-") {
				return nil, fmt.Errorf("the keyword %s is not known to this program", keyword)
			}
		}
	}
	return simple, nil
}

// format says in JSON Schema what a format of OpenAPI says of a number or a text.
func format(simple object, typ any, name string) error {
	switch fmt.Sprint(typ, " ", name) {
	case "integer int32":
		simple["minimum"], simple["maximum"] = -1<<31, 1<<31-1
	case "integer int64", "number double", "number float":
	case "string byte":
		simple["format"] = "base64"
	default:
		return fmt.Errorf("the format %s of %v is not known to this program", name, typ)
	}
	return nil
}

func sorted(values []any) []any {
	return slices.SortedFunc(slices.Values(values), func(a, b any) int {
		return strings.Compare(a.(string), b.(string))
	})
}

// references are the names of the definitions that a schema refers to.
func references(schema any) []string {
	var names []string
	switch value := schema.(type) {
	case object:
		if reference, ok := value["$ref"].(string); ok {
			names = append(names, strings.TrimPrefix(reference, prefix))
		}
		for _, inner := range value {
			names = append(names, references(inner)...)
		}
	case []any:
		for _, inner := range value {
			names = append(names, references(inner)...)
		}
	}
	return names
}
