package main

import (
	"encoding/json"
	"errors"
	"net/url"
	"time"
)

// changing is a line of the input with -changes: an object as it was applied, what controllers have written of it since,
// and as it is to be applied now. What is around it is applied before.
type changing struct {
	ID     json.RawMessage   `json:"id"`
	Around []json.RawMessage `json:"around"`
	Old    json.RawMessage   `json:"old"`
	Status json.RawMessage   `json:"status"`
	New    json.RawMessage   `json:"new"`
}

// changed is the answer: what the server says of the new object where there is no old one, of what led to the old one,
// and of the old one's becoming the new one: when it is applied, so that what the server has filled in stays, and when it
// is replaced, so that it goes. Only what it would create, and refuses both ways, is refused as a change.
type changed struct {
	ID       json.RawMessage `json:"id"`
	Alone    answer          `json:"alone"`
	Before   []answer        `json:"before"`
	Change   answer          `json:"change"`
	Replaced answer          `json:"replaced"`
}

// change creates an object, and asks whether it may become another.
func (c *client) change(a changing) changed {
	said := changed{ID: a.ID, Before: []answer{}}
	before := func(given answer) bool {
		said.Before = append(said.Before, given)
		return given.Status < 300
	}
	for _, object := range a.Around {
		if !before(c.apply(object, "")) {
			return said
		}
	}
	said.Alone = c.ask(asked{Object: a.New})
	if !before(c.apply(a.Old, "")) {
		return said
	}
	if a.Status != nil {
		found, err := c.place(a.Old)
		if err != nil || !before(c.said("PATCH", found.path()+"/status", merge, a.Status)) {
			return said
		}
	}
	if err := c.isEstablished(a.Old); err != nil {
		before(answer{Message: err.Error()})
		return said
	}
	said.Change, said.Replaced = c.apply(a.New, "&dryRun=All"), c.replace(a.New)
	return said
}

// isEstablished waits until a definition is, if it is one: before that its names can be changed.
func (c *client) isEstablished(object json.RawMessage) error {
	read := struct {
		Kind   string `json:"kind"`
		Status struct {
			Conditions []struct {
				Type   string `json:"type"`
				Status string `json:"status"`
			} `json:"conditions"`
		} `json:"status"`
	}{}
	if err := json.Unmarshal(object, &read); err != nil || read.Kind != "CustomResourceDefinition" {
		return err
	}
	found, err := c.place(object)
	for limit := time.Now().Add(time.Minute); err == nil; time.Sleep(100 * time.Millisecond) {
		err = c.fetch(found.path(), &read)
		for _, condition := range read.Status.Conditions {
			if condition.Type == "Established" && condition.Status == "True" {
				return nil
			}
		}
		if time.Now().After(limit) {
			return errors.New(found.name + " is not established after a minute")
		}
	}
	return err
}

// replace puts an object in the place of the one that is there, or not quite.
func (c *client) replace(text json.RawMessage) answer {
	found, err := c.place(text)
	if err != nil {
		return answer{Reason: "NotServed", Message: err.Error()}
	}
	var there, object struct {
		Metadata map[string]any `json:"metadata"`
	}
	whole := map[string]any{}
	err = errors.Join(c.fetch(found.path(), &there), json.Unmarshal(text, &object), json.Unmarshal(text, &whole))
	if err != nil {
		return answer{Reason: "NoAnswer", Message: err.Error()}
	}
	object.Metadata["resourceVersion"] = there.Metadata["resourceVersion"]
	whole["metadata"] = object.Metadata
	body, err := json.Marshal(whole)
	if err != nil {
		return answer{Reason: "NoAnswer", Message: err.Error()}
	}
	return c.said("PUT", found.path()+"?dryRun=All&fieldValidation=Strict", plain, body)
}

// apply applies an object, as kubectl apply --server-side does.
func (c *client) apply(object json.RawMessage, how string) answer {
	found, err := c.place(object)
	if err != nil {
		return answer{Reason: "NotServed", Message: err.Error()}
	}
	return c.said("PATCH", found.path()+"?fieldManager=dryrun&force=true&fieldValidation=Strict"+how, apply, object)
}

func (p place) path() string {
	return p.list + "/" + url.PathEscape(p.name)
}
