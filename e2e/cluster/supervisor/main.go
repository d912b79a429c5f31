// The first process of a cluster: `supervisor launch <run folder>` makes a machine within the machine (namespaces for processes,
// mounts, network, host name and IPC, a cgroup subtree) out of `<run folder>/plan.json`, and stays in it as its process 1.
//
// Everything the cluster does happens in there, so that ending process 1 ends every other process, and with the last of them the
// kernel takes away mounts, network links, addresses, routes and firewall rules. It is Go and not TypeScript because process 1 must
// wait for orphans (containerd's shims are such), which Node does not.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// Plan is what the TypeScript side wants to run; see src/own/plan.ts.
type Plan struct {
	// Cgroup is the name of the subtree, directly under the root of every hierarchy.
	Cgroup   string `json:"cgroup"`
	Hostname string `json:"hostname"`
	// HostLink is this machine's end of the cable; the other end is eth0 in the cluster.
	HostLink    string `json:"hostLink"`
	HostAddress string `json:"hostAddress"`
	// Addresses with their prefix lengths, e.g. 10.77.1.2/24.
	NodeAddress string `json:"nodeAddress"`
	// Gateway is where packets to other networks go: this machine.
	Gateway string `json:"gateway"`
	// LoopbackAddresses are further addresses of the node, e.g. the metadata service's.
	LoopbackAddresses []string `json:"loopbackAddresses"`
	Parts             []Part   `json:"parts"`
}

// Part is one program that is started again whenever it ends.
type Part struct {
	Name string   `json:"name"`
	Argv []string `json:"argv"`
	// IsOfNode: ends when the node is restarted (the control plane does not).
	IsOfNode bool `json:"isOfNode"`
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: supervisor launch <run folder>")
		os.Exit(2)
	}
	run := map[string]func(string) error{"launch": launch, "init": runInit}[os.Args[1]]
	if run == nil {
		fmt.Fprintf(os.Stderr, "supervisor: there is no %q\n", os.Args[1])
		os.Exit(2)
	}
	if err := run(os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "supervisor:", err)
		os.Exit(1)
	}
}

func readPlan(folder string) (Plan, error) {
	var plan Plan
	text, err := os.ReadFile(filepath.Join(folder, "plan.json"))
	if err != nil {
		return plan, err
	}
	return plan, json.Unmarshal(text, &plan)
}
