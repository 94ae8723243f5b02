package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	failures "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/discovery/cached/memory"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/restmapper"
	"k8s.io/client-go/util/flowcontrol"
	"k8s.io/client-go/util/workqueue"
	"k8s.io/klog/v2"
	"k8s.io/kubernetes/pkg/controller/daemon"
	"k8s.io/kubernetes/pkg/controller/deployment"
	"k8s.io/kubernetes/pkg/controller/replicaset"
	"k8s.io/kubernetes/pkg/controller/statefulset"
)

const (
	// Workers of each controller: kube-controller-manager's default.
	workers = 5
	// Until the controllers have no more to do.
	patience = 4 * time.Minute
	// Between two looks, of which so many have to show the same.
	pause, looks = 100 * time.Millisecond, 5
)

// cluster is the server, the controllers beside it, and what they have seen.
type cluster struct {
	client  kubernetes.Interface
	dynamic dynamic.Interface
	mapper  *restmapper.DeferredDiscoveryRESTMapper
	seen    informers.SharedInformerFactory
	work    *counters
}

// What the controllers watch and somebody writes here.
var watched = []schema.GroupVersionResource{
	{Version: "v1", Resource: "nodes"},
	{Version: "v1", Resource: "pods"},
	{Group: "apps", Version: "v1", Resource: "daemonsets"},
	{Group: "apps", Version: "v1", Resource: "deployments"},
	{Group: "apps", Version: "v1", Resource: "replicasets"},
	{Group: "apps", Version: "v1", Resource: "statefulsets"},
}

// access reads how to talk to the server.
func access(file string) (*rest.Config, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	read := struct{ Server, Token, Certificate string }{}
	if err := json.Unmarshal(text, &read); err != nil {
		return nil, err
	}
	return &rest.Config{
		Host: read.Server, BearerToken: read.Token, QPS: -1,
		TLSClientConfig: rest.TLSClientConfig{CAData: []byte(read.Certificate)},
	}, nil
}

// watch starts the controllers as kube-controller-manager does, and returns when they have seen what is there.
func watch(ctx context.Context, config *rest.Config) (*cluster, error) {
	klog.SetLogger(klog.Logger{})
	// Before there are queues.
	work := &counters{}
	workqueue.SetProvider(work)
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	dynamics, err := dynamic.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	mapper := restmapper.NewDeferredDiscoveryRESTMapper(memory.NewMemCacheClient(client.Discovery()))
	seen := informers.NewSharedInformerFactory(client, 0)
	apps, core := seen.Apps().V1(), seen.Core().V1()
	replicas := replicaset.NewReplicaSetController(ctx, apps.ReplicaSets(), core.Pods(), client, replicaset.BurstReplicas)
	deployments, err := deployment.NewDeploymentController(ctx, apps.Deployments(), apps.ReplicaSets(), core.Pods(), client)
	if err != nil {
		return nil, err
	}
	sets := statefulset.NewStatefulSetController(ctx, core.Pods(), apps.StatefulSets(), core.PersistentVolumeClaims(),
		apps.ControllerRevisions(), client)
	daemons, err := daemon.NewDaemonSetsController(ctx, apps.DaemonSets(), apps.ControllerRevisions(), core.Pods(), core.Nodes(),
		client, flowcontrol.NewBackOff(time.Second, 15*time.Minute))
	if err != nil {
		return nil, err
	}
	seen.Start(ctx.Done())
	for kind, synced := range seen.WaitForCacheSync(ctx.Done()) {
		if !synced {
			return nil, errors.New("nothing is seen of " + kind.String())
		}
	}
	for _, run := range []func(context.Context, int){replicas.Run, deployments.Run, sets.Run, daemons.Run} {
		go run(ctx, workers)
	}
	return &cluster{client: client, dynamic: dynamics, mapper: mapper, seen: seen, work: work}, nil
}

// place finds where objects of its kind are.
func (c *cluster) place(object *unstructured.Unstructured) (dynamic.ResourceInterface, error) {
	kind := object.GroupVersionKind()
	mapping, err := c.mapper.RESTMapping(kind.GroupKind(), kind.Version)
	if err != nil {
		return nil, err
	}
	if mapping.Scope.Name() == meta.RESTScopeNameRoot {
		return c.dynamic.Resource(mapping.Resource), nil
	}
	return c.dynamic.Resource(mapping.Resource).Namespace(object.GetNamespace()), nil
}

// settle waits until the controllers have seen everything and have no more to do. Nothing that happens after a time
// belongs to these cases.
func (c *cluster) settle(ctx context.Context) error {
	var last [3]int64
	for limit, calm := time.Now().Add(patience), 0; calm < looks; {
		if time.Now().After(limit) {
			return fmt.Errorf("the controllers are still at work after %v", patience)
		}
		waiting, err := c.attend(ctx)
		if err != nil {
			return err
		}
		now := c.work.now()
		if waiting > 0 || now != last || now[added] != now[done] || !c.isSeen(ctx) {
			calm = -1
		}
		calm++
		last = now
		time.Sleep(pause)
	}
	if last[added] == 0 {
		return errors.New("the work of the controllers is not counted")
	}
	return nil
}

// isSeen tells whether everything is known as the server has it.
func (c *cluster) isSeen(ctx context.Context) bool {
	for _, kind := range watched {
		there, err := c.dynamic.Resource(kind).List(ctx, metav1.ListOptions{})
		if err != nil {
			return false
		}
		informer, err := c.seen.ForResource(kind)
		if err != nil {
			return false
		}
		known, err := informer.Lister().List(labels.Everything())
		if err != nil || len(known) != len(there.Items) {
			return false
		}
		versions := make(map[string]bool, len(known))
		for _, one := range known {
			if object, err := meta.Accessor(one); err == nil {
				versions[object.GetResourceVersion()] = true
			}
		}
		for _, one := range there.Items {
			if !versions[one.GetResourceVersion()] {
				return false
			}
		}
	}
	return true
}

// ignoreStale forgets that somebody else was first: the next look shows it.
func ignoreStale(err error) error {
	if failures.IsConflict(err) || failures.IsNotFound(err) {
		return nil
	}
	return err
}
