package main

import (
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"time"
)

// State of a part as the outside sees it.
type State string

const (
	running State = "running"
	paused  State = "paused"
	slow    State = "slow"
	// waiting: it ended by itself and is about to be started again.
	waiting State = "waiting"
	stopped State = "stopped"
)

type process struct {
	part    Part
	state   State
	pid     int
	starts  int
	started time.Time
	// endSlowness ends the pulse of SIGSTOP and SIGCONT; nil where there is none.
	endSlowness func()
	delay       time.Duration
}

// Parts keeps every part in the state that was wished for. Starting and waiting share one lock, so that no process can end before
// it is known whose it was.
type Parts struct {
	mutex     sync.Mutex
	processes map[string]*process
	order     []string
	changed   *sync.Cond
}

func newParts(parts []Part) *Parts {
	all := &Parts{processes: map[string]*process{}}
	all.changed = sync.NewCond(&all.mutex)
	for _, part := range parts {
		all.processes[part.Name] = &process{part: part, state: stopped}
		all.order = append(all.order, part.Name)
	}
	return all
}

const firstDelay, longestDelay, steadyAfter = 250 * time.Millisecond, 4 * time.Second, 10 * time.Second

// start must be called with the lock held.
func (all *Parts) start(process *process) {
	output, err := os.OpenFile(filepath.Join(inside, "logs", process.part.Name+".log"), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
	if err == nil {
		defer output.Close()
		nothing, _ := os.Open(os.DevNull)
		defer nothing.Close()
		process.pid, err = syscall.ForkExec(process.part.Argv[0], process.part.Argv, &syscall.ProcAttr{
			Dir:   "/",
			Env:   []string{"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:" + inside + "/bin", "HOME=/root"},
			Files: []uintptr{nothing.Fd(), output.Fd(), output.Fd()},
			Sys:   &syscall.SysProcAttr{Setsid: true},
		})
	}
	process.starts++
	process.started = time.Now()
	if err != nil {
		log.Printf("%s cannot be started: %v", process.part.Name, err)
		process.pid = 0
		all.startLater(process)
		return
	}
	process.state = running
	all.changed.Broadcast()
}

// startLater must be called with the lock held.
func (all *Parts) startLater(process *process) {
	process.state = waiting
	process.delay = min(max(process.delay*2, firstDelay), longestDelay)
	time.AfterFunc(process.delay, func() {
		all.mutex.Lock()
		defer all.mutex.Unlock()
		if process.state == waiting {
			all.start(process)
		}
	})
	all.changed.Broadcast()
}

// reap waits for every process that ends in here, ours or not.
func (all *Parts) reap() {
	for {
		var status syscall.WaitStatus
		all.mutex.Lock()
		pid, err := syscall.Wait4(-1, &status, syscall.WNOHANG, nil)
		if pid > 0 {
			all.noteEnd(pid, status)
		}
		all.mutex.Unlock()
		if err == syscall.EINTR || pid > 0 {
			continue
		}
		return
	}
}

// noteEnd must be called with the lock held.
func (all *Parts) noteEnd(pid int, status syscall.WaitStatus) {
	for _, process := range all.processes {
		if process.pid != pid {
			continue
		}
		log.Printf("%s ended: exit code %d, signal %d", process.part.Name, status.ExitStatus(), status.Signal())
		process.pid = 0
		process.beSteady()
		if time.Since(process.started) > steadyAfter {
			process.delay = 0
		}
		if process.state != stopped {
			all.startLater(process)
		}
		all.changed.Broadcast()
	}
}

func (process *process) beSteady() {
	if process.endSlowness != nil {
		process.endSlowness()
		process.endSlowness = nil
	}
}

// foreignProcesses lists everything in here but us and the parts that stay: containers, shims, CNI plug-ins.
func (all *Parts) foreignProcesses() ([]int, error) {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil, err
	}
	ours := map[int]bool{os.Getpid(): true}
	for _, process := range all.processes {
		ours[process.pid] = true
	}
	var pids []int
	for _, entry := range entries {
		if pid, err := strconv.Atoi(entry.Name()); err == nil && !ours[pid] {
			pids = append(pids, pid)
		}
	}
	return pids, nil
}

func (all *Parts) find(name string) (*process, error) {
	process := all.processes[name]
	if process == nil {
		return nil, fmt.Errorf("there is no part %q", name)
	}
	return process, nil
}
