// Rollouts has the controllers of Deployments, ReplicaSets, StatefulSets and DaemonSets, and only those, watch a server,
// has them update workloads to pods that never get ready, and tells how far they went.
//
//	rollouts -access FILE < cases.jsonl > answers.jsonl
//
// FILE says how to talk to the server: what `dryrun -serve` printed. An input line is a case, which has its namespace to
// itself: {"id": …, "objects": [{…}]}, one of them the workload, others the nodes that it runs on. All cases are created
// and their pods set ready, as a kubelet would. Then all of their templates are changed, no pod that comes of it is set
// ready, and when the controllers have no more to do, an answer tells how many pods there were, and how many of the old
// and of the new ones there are: an update that hangs leaves what it would leave for a moment otherwise.
//
//	{"id": …, "refused": …, "before": 3, "old": 2, "new": 1}
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// asked is a line of the input.
type asked struct {
	ID      json.RawMessage             `json:"id"`
	Objects []unstructured.Unstructured `json:"objects"`
}

// answer is a line of the output.
type answer struct {
	ID      json.RawMessage `json:"id"`
	Refused string          `json:"refused,omitempty"`
	Before  int             `json:"before"`
	Old     int             `json:"old"`
	New     int             `json:"new"`
}

func main() {
	file := flag.String("access", "", "a `file` that says how to talk to the server")
	flag.Parse()
	if *file == "" || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(*file, os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "rollouts:", err)
		os.Exit(1)
	}
}

func run(file string, in io.Reader, out io.Writer) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var cases []*rollout
	for decoder := json.NewDecoder(in); ; {
		var a asked
		if err := decoder.Decode(&a); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return fmt.Errorf("input, case %d: %w", len(cases)+1, err)
		}
		cases = append(cases, &rollout{asked: a, answer: answer{ID: a.ID}})
	}
	config, err := access(file)
	if err != nil {
		return err
	}
	c, err := watch(ctx, config)
	if err != nil {
		return err
	}
	if err := c.roll(ctx, cases); err != nil {
		return err
	}
	written := bufio.NewWriter(out)
	encoder := json.NewEncoder(written)
	for _, one := range cases {
		if err := encoder.Encode(one.answer); err != nil {
			return err
		}
	}
	return written.Flush()
}
