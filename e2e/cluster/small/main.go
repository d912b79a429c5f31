// The small programs of a cluster of ours, in one static binary without dependencies:
//
//	pause                       holds a pod's namespaces open until it is told to end
//	listen <address>…           answers HTTP and says by whom it was reached, on every address given
//	dial <host:port> [seconds]  ends with 0 when a TCP connection came about, 1 when it was refused, 2 when nothing answered
//	http <url> [seconds]        prints status and body; same exit codes
//	sleep                       does nothing until it is told to end: a pod to run `dial` and `http` in
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

func main() {
	words := os.Args
	// As an image's entry point the program may bear the command's name itself.
	if filepath.Base(words[0]) != "pause" {
		words = words[1:]
	}
	if len(words) == 0 {
		words = []string{"help"}
	}
	command, arguments := filepath.Base(words[0]), words[1:]
	switch {
	case command == "pause" || command == "sleep":
		waitForEnd()
	case command == "listen" && len(arguments) > 0:
		exit(listen(arguments))
	case command == "dial" && len(arguments) > 0:
		exit(dial(arguments[0], secondsOf(arguments)))
	case command == "http" && len(arguments) > 0:
		exit(get(arguments[0], secondsOf(arguments)))
	default:
		fmt.Fprintln(os.Stderr, "usage: pause | sleep | listen <address>… | dial <host:port> [seconds] | http <url> [seconds]")
		os.Exit(64)
	}
}

const defaultSeconds = 3

func secondsOf(arguments []string) time.Duration {
	if len(arguments) > 1 {
		if seconds, err := strconv.ParseFloat(arguments[1], 64); err == nil && seconds > 0 {
			return time.Duration(seconds * float64(time.Second))
		}
	}
	return defaultSeconds * time.Second
}

// exit tells apart what a firewall does (silence) from what a machine does (refusal).
func exit(err error) {
	if err == nil {
		return
	}
	fmt.Fprintln(os.Stderr, err)
	var timeout net.Error
	if errors.Is(err, context.DeadlineExceeded) || (errors.As(err, &timeout) && timeout.Timeout()) {
		os.Exit(2)
	}
	os.Exit(1)
}

func waitForEnd() {
	end := make(chan os.Signal, 1)
	signal.Notify(end, syscall.SIGTERM, syscall.SIGINT)
	// Where a pod shares its process namespace, pause is process 1 of it and must wait for orphans.
	orphans := make(chan os.Signal, 1)
	signal.Notify(orphans, syscall.SIGCHLD)
	for {
		select {
		case <-end:
			return
		case <-orphans:
			for {
				if pid, _ := syscall.Wait4(-1, nil, syscall.WNOHANG, nil); pid <= 0 {
					break
				}
			}
		}
	}
}

func listen(addresses []string) error {
	hostname, _ := os.Hostname()
	handler := http.HandlerFunc(func(response http.ResponseWriter, request *http.Request) {
		fmt.Fprintf(response, "%s reached by %s for %s%s\n", hostname, request.RemoteAddr, request.Host, request.URL.Path)
	})
	ended := make(chan error)
	for _, address := range addresses {
		go func() { ended <- http.ListenAndServe(address, handler) }()
	}
	end := make(chan os.Signal, 1)
	signal.Notify(end, syscall.SIGTERM, syscall.SIGINT)
	select {
	case err := <-ended:
		return err
	case <-end:
		return nil
	}
}

func dial(address string, timeout time.Duration) error {
	connection, err := net.DialTimeout("tcp", address, timeout)
	if err != nil {
		return err
	}
	fmt.Println("connected to", connection.RemoteAddr())
	return connection.Close()
}

func get(url string, timeout time.Duration) error {
	client := &http.Client{Timeout: timeout}
	response, err := client.Get(url)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	fmt.Println(response.StatusCode)
	_, err = io.Copy(os.Stdout, response.Body)
	return err
}
