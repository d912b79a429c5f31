package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// Registration is a pod's network as it was made, which the API server learns of only when the pod runs.
type Registration struct {
	Namespace string `json:"namespace"`
	Pod       string `json:"pod"`
	Address   string `json:"address"`
	// Sandbox is the runtime's name for the pod's namespaces.
	Sandbox string `json:"sandbox"`
}

// Registry remembers them, on disk too: an enforcer that starts anew must not lose the pods that are just starting.
type Registry struct {
	folder string
	mutex  sync.Mutex
	known  map[string]Registration
}

func openRegistry(folder string) (*Registry, error) {
	registry := &Registry{folder: folder, known: map[string]Registration{}}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	files, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		var one Registration
		text, err := os.ReadFile(filepath.Join(folder, file.Name()))
		if err == nil {
			err = json.Unmarshal(text, &one)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file.Name(), err)
		}
		registry.known[one.Sandbox] = one
	}
	return registry, nil
}

func (registry *Registry) add(one Registration) error {
	if one.Sandbox == "" || strings.ContainsAny(one.Sandbox, "/.") || one.Address == "" || one.Pod == "" {
		return errors.New("a registration needs sandbox, pod and address")
	}
	text, err := json.Marshal(one)
	if err != nil {
		return err
	}
	registry.mutex.Lock()
	defer registry.mutex.Unlock()
	// Whoever had the address before has it no longer, and a pod has one network: the runtime may end without saying that one is gone.
	for sandbox, other := range registry.known {
		isSamePod := other.Namespace == one.Namespace && other.Pod == one.Pod
		if sandbox != one.Sandbox && (isSamePod || other.Address == one.Address) {
			registry.forget(sandbox)
		}
	}
	registry.known[one.Sandbox] = one
	return os.WriteFile(filepath.Join(registry.folder, one.Sandbox), text, 0o600)
}

func (registry *Registry) remove(sandbox string) {
	registry.mutex.Lock()
	defer registry.mutex.Unlock()
	registry.forget(sandbox)
}

// forget must be called with the lock held.
func (registry *Registry) forget(sandbox string) {
	if _, isKnown := registry.known[sandbox]; isKnown {
		delete(registry.known, sandbox)
		_ = os.Remove(filepath.Join(registry.folder, sandbox)) // Read again it would do no harm: the pod is gone.
	}
}

// addresses are those of pods that are known here, by namespace/name.
func (registry *Registry) addresses() map[string]string {
	registry.mutex.Lock()
	defer registry.mutex.Unlock()
	found := map[string]string{}
	for _, one := range registry.known {
		found[one.Namespace+"/"+one.Pod] = one.Address
	}
	return found
}
