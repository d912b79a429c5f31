// A NetworkPolicy enforcer for clusters of one node, made for tests: it exists so that isolation is proved with packets, because no
// CNI that enforces could be had as a Go module. It is no product: one node, IPv4, one table that is replaced as a whole.
//
//	network-policy enforce --kubeconfig <file>   keeps the kernel's rules as the API server's policies say
//	network-policy                               as a CNI plug-in (CNI_COMMAND is set), last in the chain: tells the enforcer of a
//	                                             new pod's address and waits until its rules are in the kernel
//
// The second closes the window between a pod's start and its first rules: no container of a pod runs before. While the enforcer is
// away no pod starts, and the rules stay as they were. An address of the pod range that no pod is known to have gets and sends
// nothing.
//
// Packets are matched where they are forwarded, after a Service's address was replaced by a pod's (between pods too, through
// br_netfilter) and before a sender's address is replaced; and where pods reach the node itself. What the node sends, probes of the
// kubelet among it, is never looked at. Connections that were let through stay so, whatever policies come later.
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	if os.Getenv("CNI_COMMAND") != "" {
		runPlugin()
		return
	}
	flags := flag.NewFlagSet("enforce", flag.ExitOnError)
	kubeconfig := flags.String("kubeconfig", "", "how to reach the API server")
	podRange := flags.String("pod-range", "10.244.0.0/16", "addresses that only pods have")
	if len(os.Args) < 2 || os.Args[1] != "enforce" {
		fmt.Fprintln(os.Stderr, "usage: network-policy enforce --kubeconfig <file>")
		os.Exit(2)
	}
	_ = flags.Parse(os.Args[2:]) // It ends the program itself.
	if err := enforce(*kubeconfig, *podRange); err != nil {
		fmt.Fprintln(os.Stderr, "network-policy:", err)
		os.Exit(1)
	}
}
