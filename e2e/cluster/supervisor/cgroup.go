package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

const cgroupRoot = "/sys/fs/cgroup"

// systemGroup holds the cluster's own programs; the kubelet makes the pods' groups beside it.
const systemGroup = "system"

// joinCgroup makes the subtree in every hierarchy of version 1, or in the one of version 2, and puts the process into it.
func joinCgroup(name string, pid int) error {
	if _, err := os.Stat(filepath.Join(cgroupRoot, "cgroup.controllers")); err == nil {
		return joinUnified(name, pid)
	}
	hierarchies, err := os.ReadDir(cgroupRoot)
	if err != nil {
		return err
	}
	for _, hierarchy := range hierarchies {
		folder := filepath.Join(cgroupRoot, hierarchy.Name())
		if _, err := os.Stat(filepath.Join(folder, "cgroup.procs")); err != nil || hierarchy.Type()&os.ModeSymlink != 0 {
			continue
		}
		for _, group := range []string{filepath.Join(folder, name), filepath.Join(folder, name, systemGroup)} {
			if err := makeGroup(group); err != nil {
				return err
			}
		}
		if err := writeProcess(filepath.Join(folder, name, systemGroup), pid); err != nil {
			return err
		}
	}
	return nil
}

func makeGroup(group string) error {
	if err := os.Mkdir(group, 0o755); err != nil && !os.IsExist(err) {
		return err
	}
	// A group of the cpuset hierarchy takes no process before both are said.
	for _, file := range []string{"cpuset.cpus", "cpuset.mems"} {
		value, err := os.ReadFile(filepath.Join(filepath.Dir(group), file))
		if err != nil {
			continue
		}
		if err := os.WriteFile(filepath.Join(group, file), value, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// joinUnified is for version 2, where a group with children that have controllers may hold no process itself.
func joinUnified(name string, pid int) error {
	group := filepath.Join(cgroupRoot, name)
	system := filepath.Join(group, systemGroup)
	if err := os.MkdirAll(system, 0o755); err != nil {
		return err
	}
	for _, parent := range []string{cgroupRoot, group} {
		for _, controller := range []string{"cpu", "memory", "pids", "cpuset", "io"} {
			err := os.WriteFile(filepath.Join(parent, "cgroup.subtree_control"), []byte("+"+controller), 0o644)
			if err != nil && controller != "io" {
				return fmt.Errorf("controller %s cannot be delegated in %s (is this a container without cgroup rights?): %w", controller, parent, err)
			}
		}
	}
	return writeProcess(system, pid)
}

func writeProcess(group string, pid int) error {
	return os.WriteFile(filepath.Join(group, "cgroup.procs"), fmt.Append(nil, pid), 0o644)
}

// removePodGroups ends what a restarted node would not have: the pods' cgroups. Deepest first, and as often as the kernel needs to
// let go of ended processes.
func removePodGroups(name string) error {
	for _, pattern := range []string{filepath.Join(cgroupRoot, name, "kubepods"), filepath.Join(cgroupRoot, "*", name, "kubepods")} {
		roots, err := filepath.Glob(pattern)
		if err != nil {
			return err
		}
		for _, root := range roots {
			if err := removeGroups(root); err != nil {
				return err
			}
		}
	}
	return nil
}

func removeGroups(root string) error {
	var folders []string
	err := filepath.WalkDir(root, func(path string, entry os.DirEntry, err error) error {
		if err == nil && entry.IsDir() {
			folders = append(folders, path)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for at := len(folders) - 1; at >= 0; at-- {
		if err := os.Remove(folders[at]); err != nil && !os.IsNotExist(err) && !strings.Contains(err.Error(), "busy") {
			return err
		}
	}
	return nil
}
