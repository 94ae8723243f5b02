// fences reads Deployments, one JSON object a line, and writes for each what Kubernetes makes of its update: the pods
// that its controller adds at most, those it takes away at most and those it leaves at least, after the API server's
// defaults. Only the controller's own functions decide.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	apps "k8s.io/api/apps/v1"
	defaults "k8s.io/kubernetes/pkg/apis/apps/v1"
	"k8s.io/kubernetes/pkg/controller/deployment/util"
)

type fences struct {
	Surge       int32 `json:"surge"`
	Unavailable int32 `json:"unavailable"`
	Available   int32 `json:"available"`
}

func main() {
	if err := run(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "fences:", err)
		os.Exit(1)
	}
}

func run(in io.Reader, out io.Writer) error {
	decoder, encoder := json.NewDecoder(in), json.NewEncoder(out)
	for {
		deployment := apps.Deployment{}
		if err := decoder.Decode(&deployment); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		defaults.SetObjectDefaults_Deployment(&deployment)
		answer := fences{
			Surge:       util.MaxSurge(deployment),
			Unavailable: util.MaxUnavailable(deployment),
			Available:   util.MinAvailable(&deployment),
		}
		if err := encoder.Encode(answer); err != nil {
			return err
		}
	}
}
