package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"time"
)

const socketPath = "/run/cluster/network-policy.sock"

// The plug-in is one HTTP call to the enforcer; it waits longer than the enforcer ever does.
const pluginTimeout = 15 * time.Second

// configuration as the runtime gives it on standard input.
type configuration struct {
	Version        string          `json:"cniVersion"`
	PreviousResult json.RawMessage `json:"prevResult"`
}

type result struct {
	Addresses []struct {
		Address string `json:"address"`
	} `json:"ips"`
}

// runPlugin answers one call of the container runtime.
// See https://github.com/containernetworking/cni/blob/main/SPEC.md
func runPlugin() {
	var given configuration
	text, err := io.ReadAll(os.Stdin)
	if err == nil && len(text) > 0 {
		err = json.Unmarshal(text, &given)
	}
	if err == nil {
		switch os.Getenv("CNI_COMMAND") {
		case "VERSION":
			fmt.Println(`{"cniVersion":"1.0.0","supportedVersions":["0.4.0","1.0.0"]}`)
		case "ADD":
			if err = register(given); err == nil {
				_, err = os.Stdout.Write(given.PreviousResult)
			}
		case "DEL":
			// Forgetting may fail: the runtime would ask for ever while the enforcer is away, and a pod that is gone has no rules anyway.
			_ = call(http.MethodDelete, Registration{Sandbox: os.Getenv("CNI_CONTAINERID")})
		}
	}
	if err != nil {
		answer, _ := json.Marshal(map[string]any{"cniVersion": given.Version, "code": 11, "msg": err.Error()})
		fmt.Println(string(answer))
		os.Exit(1)
	}
}

func register(given configuration) error {
	var previous result
	if err := json.Unmarshal(given.PreviousResult, &previous); err != nil || len(previous.Addresses) == 0 {
		return errors.New("network-policy must come after the plug-in that gives addresses")
	}
	arguments := readArguments(os.Getenv("CNI_ARGS"))
	address, _, _ := strings.Cut(previous.Addresses[0].Address, "/")
	return call(http.MethodPut, Registration{
		Namespace: arguments["K8S_POD_NAMESPACE"],
		Pod:       arguments["K8S_POD_NAME"],
		Address:   address,
		Sandbox:   os.Getenv("CNI_CONTAINERID"),
	})
}

// readArguments reads CNI_ARGS: pairs like NAME=value, separated by semicolons.
func readArguments(text string) map[string]string {
	arguments := map[string]string{}
	for pair := range strings.SplitSeq(text, ";") {
		if name, value, isPair := strings.Cut(pair, "="); isPair {
			arguments[name] = value
		}
	}
	return arguments
}

func call(method string, one Registration) error {
	body, err := json.Marshal(one)
	if err != nil {
		return err
	}
	dialer := &net.Dialer{}
	client := http.Client{Timeout: pluginTimeout, Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return dialer.DialContext(ctx, "unix", socketPath)
		},
	}}
	request, err := http.NewRequest(method, "http://enforcer/pod", bytes.NewReader(body))
	if err != nil {
		return err
	}
	response, err := client.Do(request)
	if err != nil {
		return fmt.Errorf("the enforcer of network policies does not answer: %w", err)
	}
	defer response.Body.Close()
	if response.StatusCode == http.StatusOK {
		return nil
	}
	reason, _ := io.ReadAll(response.Body)
	return fmt.Errorf("the enforcer of network policies refused: %s", strings.TrimSpace(string(reason)))
}
