package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
)

// inside is where the run folder is shown within the cluster: a short path (sockets have 107 letters at most), the same for every
// cluster, so that no flag of any part names this machine's folders.
const inside = "/run/cluster"

// makeMachine turns fresh namespaces into a machine: nothing it mounts is seen outside.
func makeMachine(plan Plan, folder string) error {
	if err := mountAll(folder); err != nil {
		return err
	}
	if err := syscall.Sethostname([]byte(plan.Hostname)); err != nil {
		return err
	}
	steps := [][]string{
		{"link", "set", "lo", "up"},
		{"address", "add", plan.NodeAddress, "dev", "eth0"},
		{"link", "set", "eth0", "up"},
		{"route", "add", "default", "via", plan.Gateway},
	}
	for _, address := range plan.LoopbackAddresses {
		steps = append(steps, []string{"address", "add", address, "dev", "lo"})
	}
	for _, words := range steps {
		if err := runIP(words...); err != nil {
			return err
		}
	}
	return setSysctls()
}

func setSysctls() error {
	// Packets between pods cross a bridge; the second makes them visible to rules that work by pod address.
	for _, path := range []string{"/proc/sys/net/ipv4/ip_forward", "/proc/sys/net/bridge/bridge-nf-call-iptables"} {
		if err := os.WriteFile(path, []byte("1"), 0o644); err != nil {
			return fmt.Errorf("%s: %w (is the module br_netfilter loaded?)", path, err)
		}
	}
	return nil
}

func mountAll(folder string) error {
	// Mounts of this machine stay as they are, and ours do not reach it; within the cluster they are shared, as the kubelet expects.
	if err := syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""); err != nil {
		return err
	}
	steps := []struct {
		source, target, kind string
		flags                uintptr
		options              string
	}{
		{"proc", "/proc", "proc", 0, ""},
		// What is bound further below is kept here meanwhile, since /run, /tmp and /var/lib may hold it.
		{"tmpfs", "/mnt", "tmpfs", 0, "mode=755"},
		{folder, "/mnt/cluster", "", syscall.MS_BIND | syscall.MS_REC, ""},
		{"/sys/fs/cgroup", "/mnt/cgroup", "", syscall.MS_BIND | syscall.MS_REC, ""},
		{"sysfs", "/sys", "sysfs", 0, ""},
		{"/mnt/cgroup", "/sys/fs/cgroup", "", syscall.MS_BIND | syscall.MS_REC, ""},
		{"tmpfs", "/run", "tmpfs", 0, "mode=755"},
		{"/mnt/cluster", inside, "", syscall.MS_BIND | syscall.MS_REC, ""},
		{inside + "/var-lib", "/var/lib", "", syscall.MS_BIND, ""},
		{inside + "/logs", "/var/log", "", syscall.MS_BIND, ""},
		{"tmpfs", "/tmp", "tmpfs", 0, "mode=1777"},
	}
	for _, step := range steps {
		if err := os.MkdirAll(step.target, 0o755); err != nil {
			return err
		}
		if err := syscall.Mount(step.source, step.target, step.kind, step.flags, step.options); err != nil {
			return fmt.Errorf("mounting %s: %w", step.target, err)
		}
	}
	if err := syscall.Unmount("/mnt", syscall.MNT_DETACH); err != nil {
		return err
	}
	return syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_SHARED, "")
}

// forgetNode takes away what a machine loses when it is switched off: mounts of pods and containers, their links and addresses,
// firewall rules, and everything under /run that is not ours.
func forgetNode(plan Plan) error {
	if err := unmountBelow(inside+"/kubelet", inside+"/containerd", "/run/containerd", "/run/netns"); err != nil {
		return err
	}
	for _, folder := range []string{inside + "/containerd/state", "/run/containerd", "/run/netns"} {
		if err := os.RemoveAll(folder); err != nil {
			return err
		}
	}
	// Deleting a namespace's last reference deletes the pods' links; the bridge is ours to take.
	if _, err := os.Stat("/sys/class/net/cni0"); err == nil {
		if err := runIP("link", "delete", "cni0"); err != nil {
			return err
		}
	}
	if output, err := exec.Command("nft", "flush", "ruleset").CombinedOutput(); err != nil {
		return fmt.Errorf("nft flush ruleset: %s", output)
	}
	return removePodGroups(plan.Cgroup)
}

func unmountBelow(prefixes ...string) error {
	points, err := mountPoints()
	if err != nil {
		return err
	}
	for at := len(points) - 1; at >= 0; at-- {
		for _, prefix := range prefixes {
			if relative, err := filepath.Rel(prefix, points[at]); err == nil && filepath.IsLocal(relative) && relative != "." {
				if err := syscall.Unmount(points[at], syscall.MNT_DETACH); err != nil && err != syscall.EINVAL {
					return fmt.Errorf("unmounting %s: %w", points[at], err)
				}
			}
		}
	}
	return nil
}
