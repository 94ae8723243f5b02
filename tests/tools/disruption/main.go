// Disruption has the disruption controller of kube-controller-manager, and only that one, watch a server, puts cases
// before it and tells what became of their budgets.
//
//	disruption -access FILE < cases.jsonl > answers.jsonl
//
// FILE says how to talk to the server: what `dryrun -serve` printed. An input line is a case, which has its namespaces to
// itself: {"id": …, "objects": [{…}]}. The objects are created as they stand, in their order, but for budgets, which are
// created when the controller has seen everything else: so the first status that it writes is the last one. Owners are
// found by kind and name, and a pod's status is written as a kubelet would write it. An answer says what the controller
// made of every budget, which pods each selects, and what the server answers when asked to evict a pod of each owner (a
// dry run):
//
//	{"id": …, "refused": […], "budgets": [{"namespace": …, "name": …, "selected": […], "status": {…}}],
//	 "evictions": [{"namespace": …, "name": …, "code": 201, "message": …}]}
//
// Answers come as they are ready, not in the order of the input.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"sync"

	policy "k8s.io/api/policy/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// asked is a line of the input.
type asked struct {
	ID      json.RawMessage             `json:"id"`
	Objects []unstructured.Unstructured `json:"objects"`
}

// answer is a line of the output.
type answer struct {
	ID        json.RawMessage `json:"id"`
	Refused   []string        `json:"refused"`
	Budgets   []budget        `json:"budgets"`
	Evictions []eviction      `json:"evictions"`
}

type budget struct {
	Namespace string                           `json:"namespace"`
	Name      string                           `json:"name"`
	Selected  []string                         `json:"selected"`
	Status    policy.PodDisruptionBudgetStatus `json:"status"`
}

type eviction struct {
	Namespace string `json:"namespace"`
	Name      string `json:"name"`
	Code      int32  `json:"code"`
	Message   string `json:"message,omitempty"`
}

func main() {
	file := flag.String("access", "", "a `file` that says how to talk to the server")
	cases := flag.Int("cases", 16, "cases at a time")
	flag.Parse()
	if *file == "" || flag.NArg() > 0 || *cases < 1 {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(*file, *cases); err != nil {
		fmt.Fprintln(os.Stderr, "disruption:", err)
		os.Exit(1)
	}
}

func run(file string, cases int) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	config, err := access(file)
	if err != nil {
		return err
	}
	c, err := watch(ctx, config)
	if err != nil {
		return err
	}
	return converse(os.Stdin, os.Stdout, c, cases)
}

// converse answers every line of the input, several at a time.
func converse(in io.Reader, out io.Writer, c *cluster, cases int) error {
	todo, done, failed := make(chan asked), make(chan answer), make(chan error, cases+1)
	var workers sync.WaitGroup
	for range cases {
		workers.Go(func() {
			for a := range todo {
				said, err := c.ask(context.Background(), a)
				if err != nil {
					failed <- fmt.Errorf("case %s: %w", a.ID, err)
					return
				}
				done <- said
			}
		})
	}
	go func() {
		defer close(todo)
		decoder := json.NewDecoder(in)
		for line := 1; ; line++ {
			var a asked
			if err := decoder.Decode(&a); errors.Is(err, io.EOF) {
				return
			} else if err != nil {
				failed <- fmt.Errorf("input, case %d: %w", line, err)
				return
			}
			todo <- a
		}
	}()
	ended := make(chan struct{})
	go func() { workers.Wait(); close(ended) }()
	encoder := json.NewEncoder(out)
	for {
		select {
		case said := <-done:
			if err := encoder.Encode(said); err != nil {
				return err
			}
		case err := <-failed:
			return err
		case <-ended:
			select {
			case err := <-failed:
				return err
			default:
				return nil
			}
		}
	}
}
