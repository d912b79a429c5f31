package main

import (
	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// withTheirPorts is for egress: names of ports are those of whoever is reached, so that one rule may mean another number for each.
func (of peers) withTheirPorts(cluster Cluster, wanted []networking.NetworkPolicyPort) []Allowance {
	if len(wanted) == 0 {
		return []Allowance{of.allowance(nil)}
	}
	var numbered []Ports
	var allowances []Allowance
	for _, port := range wanted {
		if !isNamed(port) {
			numbered = append(numbered, resolvePort(port, Pod{})...)
			continue
		}
		reachable := of.pods
		if of.anyone {
			reachable = cluster.Pods
		}
		for _, pod := range reachable {
			if ports := resolvePort(port, pod); len(ports) > 0 {
				allowances = append(allowances, Allowance{Addresses: []string{pod.Address}, Ports: ports})
			}
		}
	}
	if len(numbered) > 0 {
		allowances = append(allowances, of.allowance(numbered))
	}
	return allowances
}

func isNamed(port networking.NetworkPolicyPort) bool {
	return port.Port != nil && port.Port.Type == intstr.String
}

// resolvePort gives the numbers that a policy's port means for a pod; none when the pod has no port of that name.
func resolvePort(port networking.NetworkPolicyPort, pod Pod) []Ports {
	protocol := core.ProtocolTCP
	if port.Protocol != nil {
		protocol = *port.Protocol
	}
	switch {
	case port.Port == nil:
		return []Ports{{Protocol: protocol}}
	case !isNamed(port):
		ports := Ports{Protocol: protocol, First: port.Port.IntVal, Last: port.Port.IntVal}
		if port.EndPort != nil {
			ports.Last = *port.EndPort
		}
		return []Ports{ports}
	}
	var found []Ports
	for _, named := range pod.Ports {
		if named.Name == port.Port.StrVal && named.Protocol == protocol {
			found = append(found, Ports{Protocol: protocol, First: named.Number, Last: named.Number})
		}
	}
	return found
}
