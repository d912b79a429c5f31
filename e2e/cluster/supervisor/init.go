package main

import (
	"encoding/json"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
)

// runInit is process 1 of the cluster.
func runInit(folder string) error {
	goAhead, ready := os.NewFile(3, "go-ahead"), os.NewFile(4, "ready")
	syscall.CloseOnExec(3)
	syscall.CloseOnExec(4)
	if answer, err := io.ReadAll(io.LimitReader(goAhead, 3)); err != nil || len(answer) == 0 {
		return errors.New("whoever started this cluster ended before it was prepared")
	}
	plan, err := readPlan(folder)
	if err != nil {
		return err
	}
	if err := makeMachine(plan, folder); err != nil {
		return err
	}
	// The reaper starts after the machine is made: it would take the ends of our own commands (ip, nft) from those who wait for them.
	// Later ones run under the lock that reap takes.
	parts := newParts(plan.Parts)
	server, err := listen(parts, plan)
	if err != nil {
		return err
	}
	go parts.reapForever()
	parts.startAll()
	if _, err := ready.Write([]byte("ready\n")); err != nil {
		return err
	}
	ready.Close()
	return server()
}

func (all *Parts) startAll() {
	all.mutex.Lock()
	defer all.mutex.Unlock()
	for _, name := range all.order {
		all.start(all.processes[name])
	}
}

func (all *Parts) reapForever() {
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, syscall.SIGCHLD)
	for {
		select {
		case <-ended:
		case <-time.After(time.Second): // A signal may stand for several ends.
		}
		all.reap()
	}
}

// listen opens the control socket in the run folder, for its owner only.
func listen(parts *Parts, plan Plan) (func() error, error) {
	path := filepath.Join(inside, "control.sock")
	if err := os.RemoveAll(path); err != nil {
		return nil, err
	}
	listener, err := net.Listen("unix", path)
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, err
	}
	routes := http.NewServeMux()
	routes.HandleFunc("GET /parts", func(response http.ResponseWriter, _ *http.Request) {
		answer(response, parts.describe(), nil)
	})
	routes.HandleFunc("POST /parts/{name}/{action}", func(response http.ResponseWriter, request *http.Request) {
		var given pulse
		if err := json.NewDecoder(request.Body).Decode(&given); err != nil && !errors.Is(err, io.EOF) {
			answer(response, nil, err)
			return
		}
		answer(response, struct{}{}, parts.act(request.PathValue("name"), request.PathValue("action"), given))
	})
	routes.HandleFunc("POST /node/restart", func(response http.ResponseWriter, _ *http.Request) {
		answer(response, struct{}{}, parts.restartNode(plan))
	})
	routes.HandleFunc("POST /etcd/compact", func(response http.ResponseWriter, _ *http.Request) {
		revision, err := compactEtcd()
		answer(response, map[string]string{"revision": revision}, err)
	})
	return func() error { return http.Serve(listener, routes) }, nil
}

// Description of a part as GET /parts gives it.
type Description struct {
	Name   string `json:"name"`
	State  State  `json:"state"`
	PID    int    `json:"pid"`
	Starts int    `json:"starts"`
}

func (all *Parts) describe() []Description {
	all.mutex.Lock()
	defer all.mutex.Unlock()
	var list []Description
	for _, name := range all.order {
		process := all.processes[name]
		list = append(list, Description{name, process.state, process.pid, process.starts})
	}
	return list
}

func answer(response http.ResponseWriter, value any, err error) {
	response.Header().Set("content-type", "application/json")
	if err != nil {
		log.Print(err)
		response.WriteHeader(http.StatusBadRequest)
		value = map[string]string{"error": err.Error()}
	}
	_ = json.NewEncoder(response).Encode(value) // Whoever asked may have gone.
}
