package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

// launch starts process 1 in namespaces of its own, gives it its cgroups and its cable, and prints its process id (as this machine
// counts) once every part was started.
func launch(folder string) error {
	plan, err := readPlan(folder)
	if err != nil {
		return err
	}
	log, err := os.OpenFile(filepath.Join(folder, "logs", "supervisor.log"), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	goAheadReader, goAhead, err := os.Pipe()
	if err != nil {
		return err
	}
	ready, readyWriter, err := os.Pipe()
	if err != nil {
		return err
	}
	child := exec.Command("/proc/self/exe", "init", folder)
	child.Stdout, child.Stderr = log, log
	child.ExtraFiles = []*os.File{goAheadReader, readyWriter}
	child.Dir = "/"
	child.SysProcAttr = &syscall.SysProcAttr{
		Setsid:     true,
		Cloneflags: syscall.CLONE_NEWPID | syscall.CLONE_NEWNS | syscall.CLONE_NEWNET | syscall.CLONE_NEWUTS | syscall.CLONE_NEWIPC,
	}
	if err := child.Start(); err != nil {
		return fmt.Errorf("namespaces could not be made (root is needed): %w", err)
	}
	goAheadReader.Close()
	readyWriter.Close()
	if err := prepare(plan, child.Process.Pid); err != nil {
		return errors.Join(err, child.Process.Kill())
	}
	// Only now may it go on; were we to die before, it would read the end of the pipe and end too.
	if _, err := goAhead.Write([]byte("go\n")); err != nil {
		return errors.Join(err, child.Process.Kill())
	}
	answer, err := bufio.NewReader(ready).ReadString('\n')
	if err != nil || strings.TrimSpace(answer) != "ready" {
		// It may have ended by itself, and what it said last is why.
		_ = child.Process.Kill()
		return fmt.Errorf("the cluster's first process ended early: %s", lastLine(log.Name()))
	}
	fmt.Println(child.Process.Pid)
	return nil
}

func lastLine(file string) string {
	text, err := os.ReadFile(file)
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	return lines[len(lines)-1]
}

func prepare(plan Plan, pid int) error {
	if err := joinCgroup(plan.Cgroup, pid); err != nil {
		return err
	}
	for _, words := range [][]string{
		{"link", "add", plan.HostLink, "type", "veth", "peer", "name", "eth0", "netns", fmt.Sprint(pid)},
		{"address", "add", plan.HostAddress, "dev", plan.HostLink},
		{"link", "set", plan.HostLink, "up"},
	} {
		if err := runIP(words...); err != nil {
			return err
		}
	}
	return nil
}

func runIP(words ...string) error {
	output, err := exec.Command("ip", words...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("ip %s: %s", strings.Join(words, " "), strings.TrimSpace(string(output)))
	}
	return nil
}
