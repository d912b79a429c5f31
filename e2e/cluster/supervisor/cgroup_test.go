package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestEveryControllerThatTheKubeletAsksForIsDelegated(t *testing.T) {
	for available, want := range map[string][]string{
		"cpuset cpu io memory hugetlb pids rdma misc\n": {"cpu", "cpuset", "memory", "hugetlb", "pids", "io"},
		// A kernel without huge pages, and without groups for devices' bandwidth.
		"cpuset cpu memory pids\n": {"cpu", "cpuset", "memory", "pids"},
	} {
		if got := controllersToDelegate(available); !slices.Equal(got, want) {
			t.Errorf("of %q: got %v, want %v", available, got, want)
		}
	}
}

// In a folder that only looks like a group nothing is taken away by moving it: what was said to the kernel can be read.
func TestOnlyAContainersRootIsEmptied(t *testing.T) {
	root := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("cgroup.procs", "17\n")
	if err := emptyRoot(root); err != nil {
		t.Errorf("the machine's own root: %v", err)
	}
	if _, err := os.Stat(filepath.Join(root, initGroup)); !os.IsNotExist(err) {
		t.Error("the machine's own root was touched")
	}

	write("cgroup.type", "domain\n")
	if err := emptyRoot(root); err == nil || !strings.Contains(err.Error(), "faster than they can be moved") {
		t.Errorf("a root that never empties: got %v", err)
	}
	moved, err := os.ReadFile(filepath.Join(root, initGroup, "cgroup.procs"))
	if err != nil || string(moved) != "17" {
		t.Errorf("got %q, %v", moved, err)
	}

	write("cgroup.procs", "0\n")
	if err := emptyRoot(root); err == nil || !strings.Contains(err.Error(), "processes of outside") {
		t.Errorf("a process that cannot be named: got %v", err)
	}

	write("cgroup.procs", "")
	if err := emptyRoot(root); err != nil {
		t.Errorf("an empty root: %v", err)
	}
}
