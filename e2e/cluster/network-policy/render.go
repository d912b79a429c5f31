package main

import (
	"fmt"
	"slices"
	"strings"
)

const table = "tochka_rosta_network_policy"

// render writes the whole table in nft's language, as one transaction: the kernel never has half of it.
//
// A chain per pod and direction ends in `drop`; what is allowed returns from it, so that a packet between two pods that both are
// selected must be allowed by both.
func render(podRange string, pods []Pod, isolations []Isolation) string {
	var text strings.Builder
	line := func(format string, values ...any) { fmt.Fprintf(&text, format+"\n", values...) }
	// Deleting what may not be there is an error; declaring it first is not.
	for _, family := range []string{"ip", "ip6"} {
		line("table %s %s", family, table)
		line("delete table %s %s", family, table)
	}
	line("table ip %s {", table)
	line("  set pods {\n    type ipv4_addr\n%s  }", elements(addressesOf(pods)))
	var ingress, egress []string
	for _, isolation := range isolations {
		if isolation.IsIngress {
			ingress = append(ingress, fmt.Sprintf("%s : jump %s", isolation.Address, chainName("to", isolation)))
			line("%s", renderChain(chainName("to", isolation), "saddr", isolation, isolation.Ingress))
		}
		if isolation.IsEgress {
			egress = append(egress, fmt.Sprintf("%s : jump %s", isolation.Address, chainName("from", isolation)))
			line("%s", renderChain(chainName("from", isolation), "daddr", isolation, isolation.Egress))
		}
	}
	line("  map to_pod {\n    type ipv4_addr : verdict\n%s  }", elements(ingress))
	line("  map from_pod {\n    type ipv4_addr : verdict\n%s  }", elements(egress))
	line("  chain forward {")
	line("    type filter hook forward priority filter; policy accept;")
	line("    ct state established,related accept")
	line("    ip saddr %s ip saddr != @pods drop", podRange)
	line("    ip daddr %s ip daddr != @pods drop", podRange)
	line("    ip saddr vmap @from_pod")
	line("    ip daddr vmap @to_pod")
	line("  }")
	line("  chain input {")
	line("    type filter hook input priority filter; policy accept;")
	line("    ct state established,related accept")
	// The bridge's own address is the node, not a pod; it comes in by the loopback.
	line("    iifname != \"lo\" ip saddr %s ip saddr != @pods drop", podRange)
	line("    ip saddr vmap @from_pod")
	line("  }")
	line("}")
	line("%s", closeIPv6)
	return text.String()
}

// Pods have link-local IPv6 addresses that nobody gave them; between pods of one bridge they would be a way around every policy.
const closeIPv6 = "table ip6 " + table + ` {
  chain forward {
    type filter hook forward priority filter; policy drop;
  }
  chain input {
    type filter hook input priority filter; policy accept;
    iifname "cni0" drop
  }
}`

func chainName(direction string, isolation Isolation) string {
	return direction + "_" + strings.ReplaceAll(isolation.Address, ".", "_")
}

func addressesOf(pods []Pod) []string {
	var addresses []string
	for _, pod := range pods {
		addresses = append(addresses, pod.Address)
	}
	slices.Sort(addresses)
	return slices.Compact(addresses)
}

// elements writes nothing for an empty list, which nft would not take.
func elements(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return fmt.Sprintf("    elements = { %s }\n", strings.Join(list, ", "))
}

func renderChain(name, peer string, isolation Isolation, allowances []Allowance) string {
	// Nothing keeps a pod from itself, not even through a Service.
	lines := []string{fmt.Sprintf("ip %s %s return", peer, isolation.Address)}
	for _, allowance := range allowances {
		for _, peers := range renderPeers(peer, allowance) {
			for _, ports := range renderPorts(allowance.Ports) {
				lines = append(lines, strings.Join(strings.Fields(peers+" "+ports+" return"), " "))
			}
		}
	}
	lines = append(lines, "counter drop")
	return fmt.Sprintf("  chain %s {\n    %s\n  }", name, strings.Join(lines, "\n    "))
}

func renderPeers(peer string, allowance Allowance) []string {
	if allowance.Anyone {
		return []string{""}
	}
	var conditions []string
	if len(allowance.Addresses) > 0 {
		addresses := slices.Sorted(slices.Values(allowance.Addresses))
		conditions = append(conditions, fmt.Sprintf("ip %s { %s }", peer, strings.Join(addresses, ", ")))
	}
	for _, block := range allowance.Blocks {
		condition := ""
		// 0.0.0.0/0 is every address, which nft has no word for.
		if !strings.HasSuffix(block.Range, "/0") {
			condition = fmt.Sprintf("ip %s %s", peer, block.Range)
		}
		for _, except := range block.Except {
			condition += fmt.Sprintf(" ip %s != %s", peer, except)
		}
		if strings.Contains(block.Range, ":") {
			continue // IPv6, which the table of IPv4 has no place for.
		}
		conditions = append(conditions, condition)
	}
	return conditions
}

func renderPorts(ports []Ports) []string {
	if len(ports) == 0 {
		return []string{""}
	}
	var conditions []string
	for _, port := range ports {
		protocol := strings.ToLower(string(port.Protocol))
		switch {
		case port.First == 0:
			conditions = append(conditions, "meta l4proto "+protocol)
		case port.First == port.Last:
			conditions = append(conditions, fmt.Sprintf("%s dport %d", protocol, port.First))
		default:
			conditions = append(conditions, fmt.Sprintf("%s dport %d-%d", protocol, port.First, port.Last))
		}
	}
	return conditions
}
