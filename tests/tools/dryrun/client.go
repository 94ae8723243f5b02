package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"time"
)

// client talks to the server and knows what it serves.
type client struct {
	Server      string `json:"server"`
	Token       string `json:"token"`
	Certificate string `json:"certificate"`
	http        *http.Client
	groups      memo[map[string]resource]
	namespaces  memo[struct{}]
	// Whether pods have one in each namespace.
	accounts bool
}

// resource is where objects of a kind are created.
type resource struct {
	Name       string   `json:"name"`
	Kind       string   `json:"kind"`
	Namespaced bool     `json:"namespaced"`
	Verbs      []string `json:"verbs"`
}

type reply struct {
	status   int
	body     []byte
	warnings []string
}

// memo computes a value a key once, whoever asks at the same time.
type memo[V any] struct {
	mutex sync.Mutex
	made  map[string]func() (V, error)
}

func (m *memo[V]) get(key string, make func() (V, error)) (V, error) {
	m.mutex.Lock()
	if m.made == nil {
		m.made = map[string]func() (V, error){}
	}
	once, ok := m.made[key]
	if !ok {
		once = sync.OnceValues(make)
		m.made[key] = once
	}
	m.mutex.Unlock()
	return once()
}

func newClient(server, token string, certificate []byte, connections int) *client {
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(certificate)
	transport := &http.Transport{
		TLSClientConfig:     &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12},
		MaxIdleConnsPerHost: connections,
	}
	return &client{
		Server: server, Token: token, Certificate: string(certificate),
		http: &http.Client{Transport: transport, Timeout: time.Minute},
	}
}

// How a body changes what is there: the whole of what one side wants, or only what differs.
const (
	plain = "application/json"
	apply = "application/apply-patch+yaml"
	merge = "application/merge-patch+json"
)

func (c *client) call(ctx context.Context, method, path, format string, body []byte) (reply, error) {
	request, err := http.NewRequestWithContext(ctx, method, c.Server+path, bytes.NewReader(body))
	if err != nil {
		return reply{}, err
	}
	request.Header.Set("Authorization", "Bearer "+c.Token)
	request.Header.Set("Content-Type", format)
	request.Header.Set("Accept", "application/json")
	response, err := c.http.Do(request)
	if err != nil {
		return reply{}, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	return reply{response.StatusCode, text, response.Header.Values("Warning")}, err
}

// ask has one object created, or not quite.
func (c *client) ask(a asked) answer {
	found, err := c.place(a.Object)
	if err != nil {
		return answer{ID: a.ID, Reason: "NotServed", Message: err.Error()}
	}
	said := c.said("POST", found.list+"?dryRun=All&fieldValidation=Strict", plain, a.Object)
	said.ID = a.ID
	return said
}

// place is where an object is, or would be.
type place struct {
	list string
	name string
}

// place finds it, and creates the namespace.
func (c *client) place(text json.RawMessage) (place, error) {
	object := struct {
		APIVersion string `json:"apiVersion"`
		Kind       string `json:"kind"`
		Metadata   any    `json:"metadata"`
	}{}
	if err := json.Unmarshal(text, &object); err != nil {
		return place{}, err
	}
	kind, err := c.resource(object.APIVersion, object.Kind)
	if err != nil {
		return place{}, err
	}
	metadata, _ := object.Metadata.(map[string]any)
	found := place{list: groupPath(object.APIVersion)}
	found.name, _ = metadata["name"].(string)
	if kind.Namespaced {
		namespace := "default"
		if named, ok := metadata["namespace"].(string); ok && named != "" {
			namespace = named
		}
		c.ensureNamespace(namespace)
		found.list += "/namespaces/" + url.PathEscape(namespace)
	}
	found.list += "/" + kind.Name
	return found, nil
}

// said is what the server says of a request.
func (c *client) said(method, path, format string, body []byte) answer {
	reply, err := c.patiently(method, path, format, body)
	if err != nil {
		return answer{Reason: "NoAnswer", Message: err.Error()}
	}
	return reply.answer(nil)
}

// patiently asks again while the server is busy or does not answer.
func (c *client) patiently(method, path, format string, body []byte) (reply, error) {
	for attempt := 1; ; attempt++ {
		reply, err := c.call(context.Background(), method, path, format, body)
		busy := err != nil || reply.status == http.StatusTooManyRequests || reply.status == http.StatusServiceUnavailable
		if !busy || attempt == 5 {
			return reply, err
		}
		time.Sleep(time.Duration(attempt) * 200 * time.Millisecond)
	}
}

func (r reply) answer(id json.RawMessage) answer {
	said := answer{ID: id, Status: r.status}
	for _, warning := range r.warnings {
		// 299 - "text"
		_, text, _ := strings.Cut(warning, `"`)
		said.Warnings = append(said.Warnings, strings.ReplaceAll(strings.TrimSuffix(text, `"`), `\"`, `"`))
	}
	if r.status < 300 {
		return said
	}
	status := struct {
		Reason  string `json:"reason"`
		Message string `json:"message"`
		Details struct {
			Causes []cause `json:"causes"`
		} `json:"details"`
	}{}
	if err := json.Unmarshal(r.body, &status); err != nil {
		said.Message = strings.TrimSpace(string(r.body))
		return said
	}
	said.Reason, said.Message, said.Causes = status.Reason, status.Message, status.Details.Causes
	return said
}

// resource finds where a kind is created.
func (c *client) resource(version, kind string) (resource, error) {
	kinds, err := c.groups.get(version, func() (map[string]resource, error) { return c.discover(version) })
	if err != nil {
		return resource{}, err
	}
	found, ok := kinds[kind]
	if !ok {
		return resource{}, fmt.Errorf("the server serves no %q in %q that can be created", kind, version)
	}
	return found, nil
}

func (c *client) discover(version string) (map[string]resource, error) {
	reply, err := c.patiently("GET", groupPath(version), plain, nil)
	if err != nil {
		return nil, err
	}
	if reply.status != http.StatusOK {
		return nil, fmt.Errorf("the server does not serve %q", version)
	}
	list := struct {
		Resources []resource `json:"resources"`
	}{}
	if err := json.Unmarshal(reply.body, &list); err != nil {
		return nil, err
	}
	kinds := map[string]resource{}
	for _, r := range list.Resources {
		// pods/eviction and the like are created on an object that exists.
		if !strings.Contains(r.Name, "/") && slices.Contains(r.Verbs, "create") {
			kinds[r.Kind] = r
		}
	}
	return kinds, nil
}

func groupPath(version string) string {
	if group, version, grouped := strings.Cut(version, "/"); grouped {
		return "/apis/" + url.PathEscape(group) + "/" + url.PathEscape(version)
	}
	return "/api/" + url.PathEscape(version)
}

// createNamespaces creates the namespaces of a file as they are.
func (c *client) createNamespaces(file string) error {
	in, err := os.Open(file)
	if err != nil {
		return err
	}
	defer in.Close()
	decoder := json.NewDecoder(in)
	for {
		var text json.RawMessage
		if err := decoder.Decode(&text); err == io.EOF {
			return nil
		} else if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		namespace := struct {
			Metadata struct {
				Name string `json:"name"`
			} `json:"metadata"`
		}{}
		if err := json.Unmarshal(text, &namespace); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		name := namespace.Metadata.Name
		_, err := c.namespaces.get(name, func() (struct{}, error) {
			reply, err := c.patiently("POST", "/api/v1/namespaces", plain, text)
			if err == nil && reply.status >= 300 {
				err = errors.New(reply.answer(nil).Message)
			}
			return struct{}{}, err
		})
		if err != nil {
			return fmt.Errorf("namespace %s: %w", name, err)
		}
	}
}

// ensureNamespace creates it; where it cannot be, the server says so of the object.
func (c *client) ensureNamespace(name string) {
	_, _ = c.namespaces.get(name, func() (struct{}, error) {
		body, err := json.Marshal(map[string]any{
			"apiVersion": "v1", "kind": "Namespace", "metadata": map[string]any{"name": name},
		})
		if err == nil {
			_, err = c.patiently("POST", "/api/v1/namespaces", plain, body)
		}
		// As its controller would.
		account := []byte(`{"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "default"}}`)
		if err == nil && c.accounts {
			_, err = c.patiently("POST", "/api/v1/namespaces/"+name+"/serviceaccounts", plain, account)
		}
		return struct{}{}, err
	})
}

// printOpenAPI prints the documents of /openapi/v3, sorted by path: {"path": …, "document": {…}}.
func (c *client) printOpenAPI(out *bufio.Writer) error {
	index := struct {
		Paths map[string]struct {
			Address string `json:"serverRelativeURL"`
		} `json:"paths"`
	}{}
	if err := c.fetch("/openapi/v3", &index); err != nil {
		return err
	}
	paths := make([]string, 0, len(index.Paths))
	for path := range index.Paths {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for _, path := range paths {
		var document json.RawMessage
		if err := c.fetch(index.Paths[path].Address, &document); err != nil {
			return err
		}
		if err := encoder.Encode(map[string]any{"path": path, "document": document}); err != nil {
			return err
		}
	}
	return nil
}

func (c *client) fetch(path string, into any) error {
	reply, err := c.patiently("GET", path, plain, nil)
	if err != nil {
		return err
	}
	if reply.status != http.StatusOK {
		return fmt.Errorf("%s: %d %s", path, reply.status, reply.body)
	}
	return json.Unmarshal(reply.body, into)
}
