package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	policy "k8s.io/api/policy/v1"
	failures "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/dynamic"
)

// Until the controller has seen or written something; a moment on an idle machine.
const patience = time.Minute

// created is an object as the server has it, and where.
type created struct {
	at     schema.GroupVersionResource
	object *unstructured.Unstructured
}

// ask puts a case before the controller.
func (c *cluster) ask(ctx context.Context, a asked) (answer, error) {
	said := answer{ID: a.ID, Refused: []string{}, Budgets: []budget{}, Evictions: []eviction{}}
	var there, limits []created
	for _, object := range a.Objects {
		at, in, err := c.place(&object)
		if err != nil {
			return said, err
		}
		if at == budgets {
			limits = append(limits, created{at, &object})
			continue
		}
		adopt(&object, there)
		made, err := create(ctx, in, &object)
		if err != nil {
			said.Refused = append(said.Refused, fmt.Sprintf("%s %s: %v", object.GetKind(), object.GetName(), err))
			continue
		}
		there = append(there, created{at, made})
	}
	for _, one := range there {
		if err := c.sees(one); err != nil {
			return said, err
		}
	}
	for _, limit := range limits {
		made, err := c.dynamic.Resource(budgets).Namespace(limit.object.GetNamespace()).
			Create(ctx, limit.object, metav1.CreateOptions{})
		if err != nil {
			said.Refused = append(said.Refused, fmt.Sprintf("%s: %v", limit.object.GetName(), err))
			continue
		}
		found, err := c.settled(made.GetNamespace(), made.GetName())
		if err != nil {
			return said, err
		}
		said.Budgets = append(said.Budgets, found)
	}
	asked := map[types.UID]bool{}
	for _, one := range there {
		if owner := ownerOf(one.object); one.at == pods && !asked[owner] {
			asked[owner] = true
			said.Evictions = append(said.Evictions, c.evict(ctx, one.object.GetNamespace(), one.object.GetName()))
		}
	}
	return said, nil
}

// place finds where objects of its kind are.
func (c *cluster) place(object *unstructured.Unstructured) (schema.GroupVersionResource, dynamic.ResourceInterface, error) {
	kind := object.GroupVersionKind()
	mapping, err := c.mapper.RESTMapping(kind.GroupKind(), kind.Version)
	if err != nil {
		return schema.GroupVersionResource{}, nil, err
	}
	if mapping.Scope.Name() == meta.RESTScopeNameRoot {
		return mapping.Resource, c.dynamic.Resource(mapping.Resource), nil
	}
	return mapping.Resource, c.dynamic.Resource(mapping.Resource).Namespace(object.GetNamespace()), nil
}

// adopt has owners be the objects that were created under these names.
func adopt(object *unstructured.Unstructured, there []created) {
	owners := object.GetOwnerReferences()
	for i, owner := range owners {
		for _, one := range there {
			if one.object.GetKind() == owner.Kind && one.object.GetName() == owner.Name &&
				one.object.GetNamespace() == object.GetNamespace() {
				owners[i].UID = one.object.GetUID()
			}
		}
	}
	if len(owners) > 0 {
		object.SetOwnerReferences(owners)
	}
}

// ownerOf is what a pod is one of several of: its controller, or itself.
func ownerOf(object *unstructured.Unstructured) types.UID {
	if owner := metav1.GetControllerOf(object); owner != nil {
		return owner.UID
	}
	return object.GetUID()
}

// create creates an object, and writes a pod's status.
func create(ctx context.Context, in dynamic.ResourceInterface, object *unstructured.Unstructured) (*unstructured.Unstructured, error) {
	made, err := in.Create(ctx, object, metav1.CreateOptions{FieldValidation: metav1.FieldValidationStrict})
	if err != nil || object.GetKind() != "Pod" {
		return made, err
	}
	made.Object["status"] = object.Object["status"]
	return in.UpdateStatus(ctx, made, metav1.UpdateOptions{})
}

// sees waits until the controller has the object as it is.
func (c *cluster) sees(one created) error {
	if !watched[one.at] {
		return nil
	}
	informer, err := c.seen.ForResource(one.at)
	if err != nil {
		return err
	}
	in := informer.Lister().ByNamespace(one.object.GetNamespace())
	return patiently(func() bool {
		known, err := in.Get(one.object.GetName())
		if err != nil {
			return false
		}
		seen, err := meta.Accessor(known)
		return err == nil && seen.GetResourceVersion() == one.object.GetResourceVersion()
	})
}

// settled waits until the controller has written a budget's status, or that it cannot.
func (c *cluster) settled(namespace, name string) (budget, error) {
	var found *policy.PodDisruptionBudget
	err := patiently(func() bool {
		known, err := c.seen.Policy().V1().PodDisruptionBudgets().Lister().PodDisruptionBudgets(namespace).Get(name)
		if err != nil {
			return false
		}
		found = known
		allowed := meta.FindStatusCondition(known.Status.Conditions, policy.DisruptionAllowedCondition)
		failed := allowed != nil && allowed.Reason == policy.SyncFailedReason
		return failed || known.Status.ObservedGeneration == known.Generation
	})
	if err != nil {
		return budget{}, fmt.Errorf("budget %s: %w", name, err)
	}
	selects, err := metav1.LabelSelectorAsSelector(found.Spec.Selector)
	if err != nil {
		return budget{}, err
	}
	said := budget{Namespace: namespace, Name: name, Selected: []string{}, Status: found.Status}
	all, err := c.seen.Core().V1().Pods().Lister().Pods(namespace).List(labels.Everything())
	for _, pod := range all {
		if selects.Matches(labels.Set(pod.Labels)) {
			said.Selected = append(said.Selected, pod.Name)
		}
	}
	return said, err
}

// evict asks for a pod's eviction, and has nothing done.
func (c *cluster) evict(ctx context.Context, namespace, name string) eviction {
	wish := &policy.Eviction{
		ObjectMeta:    metav1.ObjectMeta{Namespace: namespace, Name: name},
		DeleteOptions: &metav1.DeleteOptions{DryRun: []string{metav1.DryRunAll}},
	}
	said := eviction{Namespace: namespace, Name: name, Code: 201}
	// The client would ask again for whoever is refused.
	err := c.client.PolicyV1().RESTClient().Post().AbsPath("/api/v1").Namespace(namespace).Resource("pods").Name(name).
		SubResource("eviction").Body(wish).MaxRetries(0).Do(ctx).Error()
	var refusal failures.APIStatus
	if errors.As(err, &refusal) {
		said.Code, said.Message = refusal.Status().Code, refusal.Status().Message
	} else if err != nil {
		said.Code, said.Message = 0, err.Error()
	}
	return said
}

func patiently(done func() bool) error {
	for limit := time.Now().Add(patience); !done(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(limit) {
			return fmt.Errorf("nothing is seen of it after %v", patience)
		}
	}
	return nil
}
