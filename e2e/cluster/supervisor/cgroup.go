package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
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
	if err := emptyRoot(cgroupRoot); err != nil {
		return err
	}
	group := filepath.Join(cgroupRoot, name)
	system := filepath.Join(group, systemGroup)
	if err := os.MkdirAll(system, 0o755); err != nil {
		return err
	}
	available, err := os.ReadFile(filepath.Join(cgroupRoot, "cgroup.controllers"))
	if err != nil {
		return err
	}
	for _, parent := range []string{cgroupRoot, group} {
		for _, controller := range controllersToDelegate(string(available)) {
			err := os.WriteFile(filepath.Join(parent, "cgroup.subtree_control"), []byte("+"+controller), 0o644)
			if err != nil && controller != optionalController {
				return fmt.Errorf("controller %s cannot be delegated in %s (is this a container without cgroup rights?): %w", controller, parent, err)
			}
		}
	}
	return writeProcess(system, pid)
}

// optionalController is one that the kubelet does without.
const optionalController = "io"

// controllersToDelegate are those that the kubelet wants of its root group, as far as this machine has them: it looks at every one that
// the root has, and does not start where one is missing.
// See getSupportedUnifiedControllers in k8s.io/kubernetes/pkg/kubelet/cm/cgroup_v2_manager_linux.go.
func controllersToDelegate(available string) []string {
	var chosen []string
	for _, controller := range []string{"cpu", "cpuset", "memory", "hugetlb", "pids", optionalController} {
		if slices.Contains(strings.Fields(available), controller) {
			chosen = append(chosen, controller)
		}
	}
	return chosen
}

// initGroup takes a container's processes; kind and Docker in Docker do the same, under the same name.
const initGroup = "init"

// emptyRoot makes room where the root is not the machine's own but that of a cgroup namespace, as a container has it: such a root may
// not both hold processes and delegate controllers. Only the machine's own has no type, and may do both.
func emptyRoot(root string) error {
	if _, err := os.Stat(filepath.Join(root, "cgroup.type")); os.IsNotExist(err) {
		return nil
	}
	// Those that are moved may start others meanwhile.
	for range 10 {
		text, err := os.ReadFile(filepath.Join(root, "cgroup.procs"))
		pids := strings.Fields(string(text))
		if err != nil || len(pids) == 0 {
			return err
		}
		if err := os.MkdirAll(filepath.Join(root, initGroup), 0o755); err != nil {
			return err
		}
		for _, text := range pids {
			pid, err := strconv.Atoi(text)
			if err != nil || pid == 0 {
				return fmt.Errorf("%s is a container's and holds processes of outside, so that no controller can be delegated", root)
			}
			if err := writeProcess(filepath.Join(root, initGroup), pid); err != nil && !errors.Is(err, syscall.ESRCH) {
				return fmt.Errorf("%s is a container's and holds process %d, which cannot be moved to %s: %w", root, pid, initGroup, err)
			}
		}
	}
	return fmt.Errorf("%s is a container's, and processes come to it faster than they can be moved to %s", root, initGroup)
}

func writeProcess(group string, pid int) error {
	return os.WriteFile(filepath.Join(group, "cgroup.procs"), fmt.Append(nil, pid), 0o644)
}

// removePodGroups ends what a restarted node would not have: the pods' cgroups. One that the kernel does not let go of yet is left to
// the kubelet, which removes groups of pods that it does not know.
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
	// Deepest first.
	for at := len(folders) - 1; at >= 0; at-- {
		if err := os.Remove(folders[at]); err != nil && !os.IsNotExist(err) && !errors.Is(err, syscall.EBUSY) {
			return err
		}
	}
	return nil
}
