// Dryrun asks a real Kubernetes API server what it says of objects, without a cluster: it starts etcd and kube-apiserver
// on the loopback interface, creates every object that it reads with ?dryRun=All&fieldValidation=Strict, and ends both.
//
//	dryrun -etcd FILE -apiserver FILE [-crds FILE] [-namespaces FILE] < objects.jsonl > answers.jsonl
//	dryrun -etcd FILE -apiserver FILE [-crds FILE] -changes < changes.jsonl > answers.jsonl
//	dryrun -etcd FILE -apiserver FILE [-crds FILE] -openapi > documents.jsonl
//	dryrun -etcd FILE -apiserver FILE [-crds FILE] -serve
//
// An input line is {"id": …, "object": {…}}; the answer is {"id": …, "status": 201, "reason": …, "message": …,
// "causes": [{"field": …, "reason": …, "message": …}], "warnings": […]}, in the order of the input. Status 0 with the
// reason NotServed means that the server has no such kind and was not asked.
//
// With -changes objects are created for good, and then asked to become others: see changes.go.
//
// With -serve it asks nothing itself: it prints {"server": …, "token": …, "certificate": …}, with which an administrator
// talks to the server, and ends both when its input ends.
//
// The namespaces that objects name are created, bare or as a file of JSON lines has them; nothing else is, but for what
// is to change. CustomResourceDefinitions are installed from a file of JSON lines, one definition a line; of several with
// one name the first that is accepted. What became of each goes to standard error.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"syscall"
)

// asked is a line of the input.
type asked struct {
	ID     json.RawMessage `json:"id"`
	Object json.RawMessage `json:"object"`
}

// answer is a line of the output.
type answer struct {
	ID       json.RawMessage `json:"id,omitempty"`
	Status   int             `json:"status"`
	Reason   string          `json:"reason,omitempty"`
	Message  string          `json:"message,omitempty"`
	Causes   []cause         `json:"causes,omitempty"`
	Warnings []string        `json:"warnings,omitempty"`
}

type cause struct {
	Field   string `json:"field,omitempty"`
	Reason  string `json:"reason,omitempty"`
	Message string `json:"message,omitempty"`
}

type options struct {
	etcd, apiserver, crds, namespaces string
	changes, openapi, serve           bool
	everything                        bool
	connections                       int
}

func main() {
	var o options
	flag.StringVar(&o.etcd, "etcd", "", "the `program` etcd")
	flag.StringVar(&o.apiserver, "apiserver", "", "the `program` kube-apiserver")
	flag.StringVar(&o.crds, "crds", "", "a `file` of CustomResourceDefinitions to install, one a line")
	flag.StringVar(&o.namespaces, "namespaces", "", "a `file` of Namespaces to create, one a line")
	flag.BoolVar(&o.changes, "changes", false, "create objects, and ask whether they may become others")
	flag.BoolVar(&o.openapi, "openapi", false, "print the documents of /openapi/v3, one a line, and read nothing")
	flag.BoolVar(&o.serve, "serve", false, "print how to talk to the server, and end with the input")
	flag.BoolVar(&o.everything, "all-apis", false, "serve alpha and beta versions too, all features on")
	flag.IntVar(&o.connections, "connections", 4, "requests at a time")
	flag.Parse()
	if o.etcd == "" || o.apiserver == "" || flag.NArg() > 0 || o.connections < 1 {
		flag.Usage()
		os.Exit(2)
	}
	// The kernel ends the children when the thread that started them ends: it has to be one that stays.
	runtime.LockOSThread()
	if err := run(o); err != nil {
		fmt.Fprintln(os.Stderr, "dryrun:", err)
		os.Exit(1)
	}
}

func run(o options) error {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	plane := &controlPlane{}
	defer plane.stop()
	if err := plane.start(o, signals); err != nil {
		return err
	}
	worked := make(chan error, 1)
	go func() { worked <- work(o, plane.client) }()
	select {
	case err := <-worked:
		return err
	case s := <-signals:
		return fmt.Errorf("ended by %v", s)
	case err := <-plane.died:
		return err
	}
}

func work(o options, c *client) error {
	if o.crds != "" {
		if err := c.install(o.crds); err != nil {
			return err
		}
	}
	if o.namespaces != "" {
		if err := c.createNamespaces(o.namespaces); err != nil {
			return err
		}
	}
	out := bufio.NewWriter(os.Stdout)
	if o.serve {
		if err := errors.Join(json.NewEncoder(out).Encode(c), out.Flush()); err != nil {
			return err
		}
		_, err := io.Copy(io.Discard, os.Stdin)
		return err
	}
	if o.openapi {
		return errors.Join(c.printOpenAPI(out), out.Flush())
	}
	if o.changes {
		c.accounts = true
		return errors.Join(converse(os.Stdin, out, c.change, o.connections), out.Flush())
	}
	return errors.Join(converse(os.Stdin, out, c.ask, o.connections), out.Flush())
}

// converse answers every line of the input, several at a time, in its order.
func converse[Asked, Answer any](in io.Reader, out *bufio.Writer, ask func(Asked) Answer, connections int) error {
	type job struct {
		asked Asked
		done  chan Answer
	}
	todo, inOrder := make(chan job), make(chan job, 16*connections)
	for range connections {
		go func() {
			for j := range todo {
				j.done <- ask(j.asked)
			}
		}()
	}
	read := make(chan error, 1)
	go func() {
		defer close(inOrder)
		defer close(todo)
		decoder := json.NewDecoder(in)
		for line := 1; ; line++ {
			j := job{done: make(chan Answer, 1)}
			if err := decoder.Decode(&j.asked); err == io.EOF {
				read <- nil
				return
			} else if err != nil {
				read <- fmt.Errorf("input, object %d: %w", line, err)
				return
			}
			inOrder <- j
			todo <- j
		}
	}()
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for j := range inOrder {
		if err := encoder.Encode(<-j.done); err != nil {
			return err
		}
		// Whoever asks and waits gets the answer at once.
		if len(inOrder) == 0 {
			if err := out.Flush(); err != nil {
				return err
			}
		}
	}
	return <-read
}
