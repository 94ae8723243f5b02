package main

import (
	"context"
	"fmt"
	"sync"

	core "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/dynamic"
)

// Requests at a time.
const connections = 8

// What tells new pods from old ones.
const updated = "example.dev/updated"

var update = []byte(`{"spec": {"template": {"metadata": {"annotations": {"` + updated + `": "true"}}}}}`)

// rollout is a case on its way.
type rollout struct {
	asked  asked
	answer answer
	in     dynamic.ResourceInterface
	name   string
	space  string
}

// roll takes all cases through their updates, side by side.
func (c *cluster) roll(ctx context.Context, cases []*rollout) error {
	if err := each(cases, func(one *rollout) error { return c.create(ctx, one) }); err != nil {
		return err
	}
	if err := c.settle(ctx); err != nil {
		return fmt.Errorf("before the updates: %w", err)
	}
	err := each(cases, func(one *rollout) error {
		if one.answer.Refused != "" {
			return nil
		}
		var err error
		if one.answer.Before, one.answer.New, err = c.count(one.space); err != nil {
			return err
		}
		_, err = one.in.Patch(ctx, one.name, types.MergePatchType, update, metav1.PatchOptions{})
		return err
	})
	if err != nil {
		return err
	}
	if err := c.settle(ctx); err != nil {
		return fmt.Errorf("after the updates: %w", err)
	}
	return each(cases, func(one *rollout) error {
		var err error
		if one.answer.Refused == "" {
			one.answer.Old, one.answer.New, err = c.count(one.space)
		}
		return err
	})
}

// create creates the objects of a case, the nodes as those that nothing keeps pods away from.
func (c *cluster) create(ctx context.Context, one *rollout) error {
	for _, object := range one.asked.Objects {
		in, err := c.place(&object)
		if err != nil {
			return err
		}
		made, err := in.Create(ctx, &object, metav1.CreateOptions{FieldValidation: metav1.FieldValidationStrict})
		if err != nil {
			one.answer.Refused = err.Error()
			return nil
		}
		switch object.GetKind() {
		case "Node":
			// The server taints what has no kubelet yet.
			unstructured.RemoveNestedField(made.Object, "spec", "taints")
			if _, err := in.Update(ctx, made, metav1.UpdateOptions{}); err != nil {
				return err
			}
		case "Namespace":
			one.space = object.GetName()
		default:
			one.in, one.name = in, object.GetName()
		}
	}
	return nil
}

// count counts the old and the new pods of a namespace.
func (c *cluster) count(space string) (old, fresh int, err error) {
	all, err := c.seen.Core().V1().Pods().Lister().Pods(space).List(labels.Everything())
	for _, pod := range all {
		switch {
		case pod.DeletionTimestamp != nil:
		case pod.Annotations[updated] != "":
			fresh++
		case isReady(pod):
			old++
		}
	}
	return old, fresh, err
}

// attend sets the old pods ready, and tells how many were not.
func (c *cluster) attend(ctx context.Context) (int, error) {
	all, err := c.seen.Core().V1().Pods().Lister().List(labels.Everything())
	if err != nil {
		return 0, err
	}
	var waiting []*core.Pod
	for _, pod := range all {
		if pod.Annotations[updated] == "" && pod.DeletionTimestamp == nil && !isReady(pod) {
			waiting = append(waiting, pod.DeepCopy())
		}
	}
	return len(waiting), each(waiting, func(pod *core.Pod) error {
		pod.Status.Phase = core.PodRunning
		pod.Status.Conditions = []core.PodCondition{{
			Type: core.PodReady, Status: core.ConditionTrue, LastTransitionTime: metav1.Now(),
		}}
		_, err := c.client.CoreV1().Pods(pod.Namespace).UpdateStatus(ctx, pod, metav1.UpdateOptions{})
		return ignoreStale(err)
	})
}

func isReady(pod *core.Pod) bool {
	for _, condition := range pod.Status.Conditions {
		if condition.Type == core.PodReady {
			return condition.Status == core.ConditionTrue
		}
	}
	return false
}

// each does something with all, several at a time; the first error.
func each[T any](all []T, do func(T) error) error {
	todo, failed := make(chan T), make(chan error, len(all))
	var workers sync.WaitGroup
	for range connections {
		workers.Go(func() {
			for one := range todo {
				if err := do(one); err != nil {
					failed <- err
				}
			}
		})
	}
	for _, one := range all {
		todo <- one
	}
	close(todo)
	workers.Wait()
	close(failed)
	return <-failed
}
