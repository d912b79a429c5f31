package main

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

func TestAPauseAfterSlownessLasts(t *testing.T) {
	command := exec.Command("sleep", "60")
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = command.Process.Kill()
		_ = command.Wait()
	}()
	parts := newParts([]Part{{Name: "part"}})
	parts.processes["part"].pid = command.Process.Pid
	act := func(action string) {
		t.Helper()
		if err := parts.act("part", action, pulse{StopMilliseconds: 1, RunMilliseconds: 1}); err != nil {
			t.Fatal(err)
		}
	}
	for range 50 {
		act("slow")
		act("pause")
		for tries := 0; tries < 1000 && stateOf(t, command.Process.Pid) != "T"; tries++ {
			time.Sleep(time.Millisecond)
		}
		// Time enough for a signal that comes late.
		time.Sleep(5 * time.Millisecond)
		if state := stateOf(t, command.Process.Pid); state != "T" {
			t.Fatalf("it should still stand still, its state is %s", state)
		}
		act("resume")
	}
}

// stateOf is the kernel's letter: T stands still.
func stateOf(t *testing.T, pid int) string {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Fields(string(text[strings.LastIndex(string(text), ")")+1:]))[0]
}
