package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"
)

const definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"

// install creates the definitions of a file and waits until they are served.
func (c *client) install(file string) error {
	in, err := os.Open(file)
	if err != nil {
		return err
	}
	defer in.Close()
	installed := map[string][]string{}
	decoder := json.NewDecoder(in)
	decoder.UseNumber()
	for {
		var definition map[string]any
		if err := decoder.Decode(&definition); err == io.EOF {
			break
		} else if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		name, versions := named(definition)
		if _, there := installed[name]; there {
			continue
		}
		if refusal := c.create(definition); refusal != "" {
			fmt.Fprintf(os.Stderr, "dryrun: not installed: %s: %s\n", name, refusal)
			continue
		}
		installed[name] = versions
	}
	for name, versions := range installed {
		if err := c.established(name, versions); err != nil {
			return err
		}
	}
	fmt.Fprintf(os.Stderr, "dryrun: %d definitions installed\n", len(installed))
	return nil
}

// create creates a definition; what the server has against it.
func (c *client) create(definition map[string]any) string {
	// The webhook that converts is not there, and nothing that is judged needs it.
	if spec, ok := definition["spec"].(map[string]any); ok {
		delete(spec, "conversion")
	}
	body, err := json.Marshal(definition)
	if err != nil {
		return err.Error()
	}
	reply, err := c.patiently("POST", definitions, plain, body)
	if err != nil {
		return err.Error()
	}
	if reply.status >= 300 {
		return reply.answer(nil).Message
	}
	return ""
}

// established waits until the server serves the kind of a definition in all of its versions.
func (c *client) established(name string, paths []string) error {
	for limit := time.Now().Add(time.Minute); ; time.Sleep(100 * time.Millisecond) {
		served := 0
		for _, path := range paths {
			if reply, err := c.call(context.Background(), "GET", path+"?limit=1", plain, nil); err == nil && reply.status == 200 {
				served++
			}
		}
		if served == len(paths) {
			return nil
		}
		if time.Now().After(limit) {
			return fmt.Errorf("%s is not served after a minute", name)
		}
	}
}

// named is a definition's name, and where its served versions are listed.
func named(definition map[string]any) (string, []string) {
	text, err := json.Marshal(definition)
	if err != nil {
		return "", nil
	}
	read := struct {
		Metadata struct {
			Name string `json:"name"`
		} `json:"metadata"`
		Spec struct {
			Group string `json:"group"`
			Names struct {
				Plural string `json:"plural"`
			} `json:"names"`
			Versions []struct {
				Name   string `json:"name"`
				Served bool   `json:"served"`
			} `json:"versions"`
		} `json:"spec"`
	}{}
	if err := json.Unmarshal(text, &read); err != nil {
		return "", nil
	}
	var paths []string
	for _, version := range read.Spec.Versions {
		if version.Served {
			paths = append(paths, "/apis/"+read.Spec.Group+"/"+version.Name+"/"+read.Spec.Names.Plural)
		}
	}
	return read.Metadata.Name, paths
}
