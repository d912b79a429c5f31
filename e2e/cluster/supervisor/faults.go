package main

import (
	"errors"
	"fmt"
	"syscall"
	"time"
)

// act does one thing to one part. Killing is not stopping: what was killed comes back by itself.
func (all *Parts) act(name, action string, pulse pulse) error {
	all.mutex.Lock()
	defer all.mutex.Unlock()
	process, err := all.find(name)
	if err != nil {
		return err
	}
	switch action {
	case "start":
		if process.state == stopped {
			process.delay = 0
			all.start(process)
		}
		return nil
	case "stop":
		return all.stop(process)
	case "restart":
		if err := all.stop(process); err != nil {
			return err
		}
		process.delay = 0
		all.start(process)
		return nil
	}
	if process.pid == 0 {
		return fmt.Errorf("%s does not run", name)
	}
	process.beSteady()
	switch action {
	case "pause":
		process.state = paused
		return syscall.Kill(process.pid, syscall.SIGSTOP)
	case "resume":
		process.state = running
		return syscall.Kill(process.pid, syscall.SIGCONT)
	case "kill":
		return syscall.Kill(process.pid, syscall.SIGKILL)
	case "slow":
		if pulse.StopMilliseconds <= 0 || pulse.RunMilliseconds <= 0 {
			return errors.New("slow needs stopMilliseconds and runMilliseconds above zero")
		}
		process.state = slow
		process.endSlowness = startPulse(process.pid, pulse)
		return nil
	}
	return fmt.Errorf("there is no action %q", action)
}

// stop must be called with the lock held; it gives it up while it waits for the end.
func (all *Parts) stop(process *process) error {
	process.state = stopped
	process.beSteady()
	if process.pid != 0 {
		if err := syscall.Kill(process.pid, syscall.SIGKILL); err != nil {
			return err
		}
	}
	for process.pid != 0 {
		all.changed.Wait()
	}
	return nil
}

// pulse makes a part slow: it stands still for so long, then runs for so long, over and over. A request waits for the next time
// that it runs, on whatever connection it came; a proxy in between would only slow down connections made through it.
type pulse struct {
	StopMilliseconds int `json:"stopMilliseconds"`
	RunMilliseconds  int `json:"runMilliseconds"`
}

// startPulse returns what ends it; the part runs then, and no signal comes after.
func startPulse(pid int, pulse pulse) func() {
	end, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		beat(pid, pulse, end)
	}()
	return func() {
		close(end)
		<-ended
	}
}

func beat(pid int, pulse pulse, end <-chan struct{}) {
	for {
		for _, step := range []struct {
			signal       syscall.Signal
			milliseconds int
		}{{syscall.SIGSTOP, pulse.StopMilliseconds}, {syscall.SIGCONT, pulse.RunMilliseconds}} {
			// It may have ended meanwhile; noteEnd then ends the pulse.
			_ = syscall.Kill(pid, step.signal)
			select {
			case <-end:
				_ = syscall.Kill(pid, syscall.SIGCONT)
				return
			case <-time.After(time.Duration(step.milliseconds) * time.Millisecond):
			}
		}
	}
}

// restartNode is the power switch of the node: every process of it ends at once, what a machine forgets is forgotten, and the node's
// parts start again. The control plane goes on, as if it were elsewhere.
func (all *Parts) restartNode(plan Plan) error {
	all.mutex.Lock()
	defer all.mutex.Unlock()
	for _, name := range all.order {
		if process := all.processes[name]; process.part.IsOfNode {
			if err := all.stop(process); err != nil {
				return err
			}
		}
	}
	if err := all.endForeignProcesses(); err != nil {
		return err
	}
	if err := forgetNode(plan); err != nil {
		return err
	}
	for _, name := range all.order {
		if process := all.processes[name]; process.part.IsOfNode {
			process.delay = 0
			all.start(process)
		}
	}
	return nil
}

// endForeignProcesses must be called with the lock held.
func (all *Parts) endForeignProcesses() error {
	for range 200 {
		pids, err := all.foreignProcesses()
		if err != nil || len(pids) == 0 {
			return err
		}
		for _, pid := range pids {
			_ = syscall.Kill(pid, syscall.SIGKILL) // It may have ended meanwhile.
		}
		all.mutex.Unlock()
		time.Sleep(25 * time.Millisecond)
		all.mutex.Lock()
	}
	return errors.New("processes of the node did not end within 5 seconds")
}
