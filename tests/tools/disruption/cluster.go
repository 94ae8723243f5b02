package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"

	policy "k8s.io/api/policy/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/discovery/cached/memory"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/restmapper"
	"k8s.io/client-go/scale"
	"k8s.io/klog/v2"
	"k8s.io/kubernetes/pkg/controller/disruption"
)

// Workers of the controller: kube-controller-manager's default.
const workers = 5

// cluster is the server, the controller beside it, and what the controller has seen.
type cluster struct {
	client  kubernetes.Interface
	dynamic dynamic.Interface
	mapper  *restmapper.DeferredDiscoveryRESTMapper
	seen    informers.SharedInformerFactory
}

// What the controller watches; budgets are the answer and not waited for with the rest.
var (
	pods    = schema.GroupVersionResource{Version: "v1", Resource: "pods"}
	budgets = policy.SchemeGroupVersion.WithResource("poddisruptionbudgets")
	watched = map[schema.GroupVersionResource]bool{
		pods: true,
		{Version: "v1", Resource: "replicationcontrollers"}:      true,
		{Group: "apps", Version: "v1", Resource: "replicasets"}:  true,
		{Group: "apps", Version: "v1", Resource: "deployments"}:  true,
		{Group: "apps", Version: "v1", Resource: "statefulsets"}: true,
	}
)

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

// watch starts the controller as kube-controller-manager does, and returns when it has seen what is there.
func watch(ctx context.Context, config *rest.Config) (*cluster, error) {
	// A budget that cannot be counted is an answer here, and no news.
	klog.SetLogger(klog.Logger{})
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	dynamics, err := dynamic.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	mapper := restmapper.NewDeferredDiscoveryRESTMapper(memory.NewMemCacheClient(client.Discovery()))
	kinds := scale.NewDiscoveryScaleKindResolver(client.Discovery())
	scales, err := scale.NewForConfig(config, mapper, dynamic.LegacyAPIPathResolverFunc, kinds)
	if err != nil {
		return nil, err
	}
	seen := informers.NewSharedInformerFactory(client, 0)
	controller := disruption.NewDisruptionController(ctx, seen.Core().V1().Pods(), seen.Policy().V1().PodDisruptionBudgets(),
		seen.Core().V1().ReplicationControllers(), seen.Apps().V1().ReplicaSets(), seen.Apps().V1().Deployments(),
		seen.Apps().V1().StatefulSets(), client, mapper, scales, client.Discovery())
	seen.Start(ctx.Done())
	for kind, synced := range seen.WaitForCacheSync(ctx.Done()) {
		if !synced {
			return nil, errors.New("nothing is seen of " + kind.String())
		}
	}
	go controller.Run(ctx, workers)
	return &cluster{client: client, dynamic: dynamics, mapper: mapper, seen: seen}, nil
}
