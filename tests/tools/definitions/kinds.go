package main

import (
	"cmp"
	"fmt"
	"reflect"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/client/clientset/clientset/scheme"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	kubernetes "k8s.io/client-go/kubernetes/scheme"
	aggregator "k8s.io/kube-aggregator/pkg/client/clientset_generated/clientset/scheme"
	"k8s.io/kube-openapi/pkg/util"
)

// kind is what can stand in an object's apiVersion and kind.
type kind struct {
	apiVersion string
	kind       string
	definition string
	lifecycle  object
}

// builtFrom is the version of Kubernetes that this program was linked with: no flag can claim another one.
func builtFrom() (version string, minor int, err error) {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "", 0, fmt.Errorf("the program carries no build information")
	}
	for _, module := range info.Deps {
		if module.Path != "k8s.io/kubernetes" {
			continue
		}
		parts := strings.Split(module.Version, ".")
		if len(parts) != 3 || parts[0] != "v1" {
			return "", 0, fmt.Errorf("k8s.io/kubernetes %s is no version of the form v1.MINOR.PATCH", module.Version)
		}
		minor, err = strconv.Atoi(parts[1])
		return module.Version, minor, err
	}
	return "", 0, fmt.Errorf("the program was not built with k8s.io/kubernetes")
}

// leftovers are registered, say nothing of their lifecycle, and yet no minor from 1.34 on has a place to store them: a
// server with every API switched on (--runtime-config=api/all=true) does not know them.
var leftovers = map[string]bool{
	"node.k8s.io/v1alpha1 RuntimeClass":                     true,
	"rbac.authorization.k8s.io/v1alpha1 ClusterRole":        true,
	"rbac.authorization.k8s.io/v1alpha1 ClusterRoleBinding": true,
	"rbac.authorization.k8s.io/v1alpha1 Role":               true,
	"rbac.authorization.k8s.io/v1alpha1 RoleBinding":        true,
	"scheduling.k8s.io/v1alpha1 PriorityClass":              true,
	"v1 PodStatusResult":                                    true,
	"v1 RangeAllocation":                                    true,
}

// servedKinds lists the kinds of the API server, its extensions and its aggregator that this minor can serve.
//
// An object is what carries an ObjectMeta: lists, options and reviews of a webhook do not. A type whose removal has
// come stays in the Go packages for years, so its own word on its lifecycle is asked, as the API server does.
func servedKinds(minor int) []kind {
	var kinds []kind
	for _, scheme := range []*runtime.Scheme{kubernetes.Scheme, apiextensions.Scheme, aggregator.Scheme} {
		for group, typ := range scheme.AllKnownTypes() {
			value := reflect.New(typ).Interface()
			if _, isObject := value.(metav1.ObjectMetaAccessor); !isObject || group.Version == runtime.APIVersionInternal {
				continue
			}
			if removed, known := value.(interface{ APILifecycleRemoved() (int, int) }); known {
				if major, last := removed.APILifecycleRemoved(); major == 1 && last <= minor {
					continue
				}
			}
			apiVersion := group.GroupVersion().String()
			if leftovers[apiVersion+" "+group.Kind] {
				continue
			}
			name := friendly(util.GetCanonicalTypeName(value))
			kinds = append(kinds, kind{apiVersion, group.Kind, name, lifecycle(value)})
		}
	}
	slices.SortFunc(kinds, func(a, b kind) int {
		return cmp.Or(strings.Compare(a.apiVersion, b.apiVersion), strings.Compare(a.kind, b.kind))
	})
	return kinds
}

// lifecycle is what the type's own methods say of its end.
func lifecycle(value any) object {
	said := object{}
	if deprecated, ok := value.(interface{ APILifecycleDeprecated() (int, int) }); ok {
		said["deprecated"] = release(deprecated.APILifecycleDeprecated())
	}
	if removed, ok := value.(interface{ APILifecycleRemoved() (int, int) }); ok {
		said["removed"] = release(removed.APILifecycleRemoved())
	}
	replacement, ok := value.(interface {
		APILifecycleReplacement() schema.GroupVersionKind
	})
	if ok {
		by := replacement.APILifecycleReplacement()
		said["replacement"] = by.GroupVersion().String() + "/" + by.Kind
	}
	return said
}

func release(major, minor int) string { return fmt.Sprintf("%d.%d", major, minor) }
