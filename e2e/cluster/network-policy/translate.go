package main

import (
	"cmp"
	"slices"

	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// Pod is what policies can see of one.
type Pod struct {
	Namespace string
	Name      string
	Address   string
	Labels    map[string]string
	Ports     []NamedPort
}

// NamedPort is a port of a container that has a name.
type NamedPort struct {
	Name     string
	Protocol core.Protocol
	Number   int32
}

// Cluster is all that rules are made of.
type Cluster struct {
	Pods []Pod
	// Namespaces are labels by name.
	Namespaces map[string]map[string]string
	Policies   []*networking.NetworkPolicy
}

// Isolation is what may reach one pod and what it may reach. A direction that no policy selects is open.
type Isolation struct {
	Address   string
	IsIngress bool
	IsEgress  bool
	Ingress   []Allowance
	Egress    []Allowance
}

// Allowance lets packets through that match one of the peers and one of the ports.
type Allowance struct {
	// Anyone stands for every address; then the others are empty.
	Anyone    bool
	Addresses []string
	Blocks    []Block
	// No ports stand for every protocol and port.
	Ports []Ports
}

// Block is a range of addresses with gaps.
type Block struct {
	Range  string
	Except []string
}

// Ports of one protocol; from First to Last, or all of them when First is 0.
type Ports struct {
	Protocol core.Protocol
	First    int32
	Last     int32
}

// translate says for every pod that a policy selects what is let through, in an order that depends on the contents only.
func translate(cluster Cluster) ([]Isolation, error) {
	pods := slices.SortedFunc(slices.Values(cluster.Pods), func(a, b Pod) int { return cmp.Compare(a.Address, b.Address) })
	policies := slices.SortedFunc(slices.Values(cluster.Policies), func(a, b *networking.NetworkPolicy) int {
		return cmp.Or(cmp.Compare(a.Namespace, b.Namespace), cmp.Compare(a.Name, b.Name))
	})
	cluster.Pods = pods
	var isolations []Isolation
	for _, pod := range pods {
		isolation := Isolation{Address: pod.Address}
		for _, policy := range policies {
			isSelected, err := selects(policy, pod)
			if err != nil {
				return nil, err
			}
			if isSelected {
				if err := isolation.add(cluster, policy, pod); err != nil {
					return nil, err
				}
			}
		}
		if isolation.IsIngress || isolation.IsEgress {
			isolations = append(isolations, isolation)
		}
	}
	return isolations, nil
}

func selects(policy *networking.NetworkPolicy, pod Pod) (bool, error) {
	if policy.Namespace != pod.Namespace {
		return false, nil
	}
	return matches(&policy.Spec.PodSelector, pod.Labels)
}

func matches(selector *meta.LabelSelector, of map[string]string) (bool, error) {
	parsed, err := meta.LabelSelectorAsSelector(selector)
	if err != nil {
		return false, err
	}
	return parsed.Matches(labels.Set(of)), nil
}

func (isolation *Isolation) add(cluster Cluster, policy *networking.NetworkPolicy, pod Pod) error {
	// The API server fills policyTypes in; the rule of old is for objects that were never written through it, such as tests'.
	types := policy.Spec.PolicyTypes
	if len(types) == 0 {
		types = []networking.PolicyType{networking.PolicyTypeIngress}
		if len(policy.Spec.Egress) > 0 {
			types = append(types, networking.PolicyTypeEgress)
		}
	}
	if slices.Contains(types, networking.PolicyTypeIngress) {
		isolation.IsIngress = true
		for _, rule := range policy.Spec.Ingress {
			peers, err := findPeers(cluster, policy.Namespace, rule.From)
			if err != nil {
				return err
			}
			isolation.Ingress = append(isolation.Ingress, peers.withPortsOf(pod, rule.Ports)...)
		}
	}
	if slices.Contains(types, networking.PolicyTypeEgress) {
		isolation.IsEgress = true
		for _, rule := range policy.Spec.Egress {
			peers, err := findPeers(cluster, policy.Namespace, rule.To)
			if err != nil {
				return err
			}
			isolation.Egress = append(isolation.Egress, peers.withTheirPorts(cluster, rule.Ports)...)
		}
	}
	return nil
}

// peers of one rule, before ports are looked at.
type peers struct {
	anyone bool
	pods   []Pod
	blocks []Block
}

// findPeers follows the API's words: no peers at all is everyone; a peer with both selectors is their intersection; a selector of
// pods alone means the policy's own namespace.
func findPeers(cluster Cluster, namespace string, wanted []networking.NetworkPolicyPeer) (peers, error) {
	if len(wanted) == 0 {
		return peers{anyone: true}, nil
	}
	var found peers
	for _, peer := range wanted {
		if peer.IPBlock != nil {
			found.blocks = append(found.blocks, Block{Range: peer.IPBlock.CIDR, Except: peer.IPBlock.Except})
			continue
		}
		for _, pod := range cluster.Pods {
			isPeer, err := isPeer(cluster, namespace, peer, pod)
			if err != nil {
				return peers{}, err
			}
			if isPeer && !slices.ContainsFunc(found.pods, func(other Pod) bool { return other.Address == pod.Address }) {
				found.pods = append(found.pods, pod)
			}
		}
	}
	return found, nil
}

func isPeer(cluster Cluster, namespace string, peer networking.NetworkPolicyPeer, pod Pod) (bool, error) {
	if peer.NamespaceSelector == nil {
		if pod.Namespace != namespace {
			return false, nil
		}
	} else {
		of, isKnown := cluster.Namespaces[pod.Namespace]
		isMatch, err := matches(peer.NamespaceSelector, of)
		if err != nil || !isMatch || !isKnown {
			return false, err
		}
	}
	if peer.PodSelector == nil {
		return true, nil
	}
	return matches(peer.PodSelector, pod.Labels)
}

func (of peers) allowance(ports []Ports) Allowance {
	allowance := Allowance{Anyone: of.anyone, Blocks: of.blocks, Ports: ports}
	for _, pod := range of.pods {
		allowance.Addresses = append(allowance.Addresses, pod.Address)
	}
	return allowance
}

// withPortsOf is for ingress: names of ports are those of the pod that is reached.
func (of peers) withPortsOf(pod Pod, wanted []networking.NetworkPolicyPort) []Allowance {
	var ports []Ports
	for _, port := range wanted {
		ports = append(ports, resolvePort(port, pod)...)
	}
	// Ports are named, and the pod has none of them: nothing is allowed, which an empty list would not say.
	if len(wanted) > 0 && len(ports) == 0 {
		return nil
	}
	return []Allowance{of.allowance(ports)}
}
