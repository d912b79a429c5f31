package main

import (
	"reflect"
	"testing"

	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
	"sigs.k8s.io/yaml"
)

// Two tenants with a shop each, and the ingress controller. The neighbour's port "http" has another number.
var (
	shop      = Pod{Namespace: "a", Name: "shop", Address: "10.0.0.1", Labels: map[string]string{"app": "shop"}, Ports: []NamedPort{{"http", core.ProtocolTCP, 8080}}}
	job       = Pod{Namespace: "a", Name: "job", Address: "10.0.0.2", Labels: map[string]string{"app": "job"}}
	neighbour = Pod{Namespace: "b", Name: "shop", Address: "10.0.0.3", Labels: map[string]string{"app": "shop"}, Ports: []NamedPort{{"http", core.ProtocolTCP, 9090}}}
	traefik   = Pod{Namespace: "traefik", Name: "traefik", Address: "10.0.0.4", Labels: map[string]string{"app": "traefik"}}
)

func clusterWith(policies ...*networking.NetworkPolicy) Cluster {
	return Cluster{
		Pods: []Pod{traefik, shop, neighbour, job},
		Namespaces: map[string]map[string]string{
			"a": {"tenant": "yes"}, "b": {"tenant": "yes"}, "traefik": {"kubernetes.io/metadata.name": "traefik"},
		},
		Policies: policies,
	}
}

// policy is one of namespace a, from the YAML of its spec.
func policy(t *testing.T, spec string) *networking.NetworkPolicy {
	t.Helper()
	one := &networking.NetworkPolicy{ObjectMeta: meta.ObjectMeta{Namespace: "a", Name: spec}}
	if err := yaml.UnmarshalStrict([]byte(spec), &one.Spec); err != nil {
		t.Fatal(err)
	}
	return one
}

func tcp(first, last int32) Ports { return Ports{Protocol: core.ProtocolTCP, First: first, Last: last} }

func TestTranslation(t *testing.T) {
	for name, given := range map[string]struct {
		policies []string
		want     []Isolation
	}{
		"no policy isolates nobody": {nil, nil},
		"an empty selector isolates every pod of its namespace, and no other": {
			[]string{`{podSelector: {}, policyTypes: [Ingress]}`},
			[]Isolation{{Address: "10.0.0.1", IsIngress: true}, {Address: "10.0.0.2", IsIngress: true}},
		},
		"both directions are told apart": {
			[]string{`{podSelector: {matchLabels: {app: job}}, policyTypes: [Egress]}`},
			[]Isolation{{Address: "10.0.0.2", IsEgress: true}},
		},
		"without policyTypes a policy is for ingress, and for egress when it has such rules": {
			[]string{`{podSelector: {matchLabels: {app: job}}, egress: [{}]}`},
			[]Isolation{{Address: "10.0.0.2", IsIngress: true, IsEgress: true, Egress: []Allowance{{Anyone: true}}}},
		},
		"a rule without peers is for everyone, one without ports for every port": {
			[]string{`{podSelector: {matchLabels: {app: job}}, policyTypes: [Ingress], ingress: [{}]}`},
			[]Isolation{{Address: "10.0.0.2", IsIngress: true, Ingress: []Allowance{{Anyone: true}}}},
		},
		"a selector of pods means the policy's namespace": {
			[]string{`{podSelector: {matchLabels: {app: job}}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {matchLabels: {app: shop}}}]}]}`},
			[]Isolation{{Address: "10.0.0.2", IsIngress: true, Ingress: []Allowance{{Addresses: []string{"10.0.0.1"}}}}},
		},
		"a selector of namespaces means all their pods": {
			[]string{`{podSelector: {matchLabels: {app: job}}, policyTypes: [Ingress], ingress: [{from: [{namespaceSelector: {matchLabels: {tenant: "yes"}}}]}]}`},
			[]Isolation{{Address: "10.0.0.2", IsIngress: true, Ingress: []Allowance{{Addresses: []string{"10.0.0.1", "10.0.0.2", "10.0.0.3"}}}}},
		},
		"both selectors of one peer must match": {
			[]string{`{podSelector: {matchLabels: {app: job}}, policyTypes: [Ingress], ingress: [{from: [{namespaceSelector: {}, podSelector: {matchLabels: {app: traefik}}}]}]}`},
			[]Isolation{{Address: "10.0.0.2", IsIngress: true, Ingress: []Allowance{{Addresses: []string{"10.0.0.4"}}}}},
		},
		"either of two peers may match, and a pod that both mean counts once": {
			[]string{`{podSelector: {matchLabels: {app: job}}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {}}, {namespaceSelector: {matchLabels: {tenant: "yes"}}}]}]}`},
			[]Isolation{{Address: "10.0.0.2", IsIngress: true, Ingress: []Allowance{{Addresses: []string{"10.0.0.1", "10.0.0.2", "10.0.0.3"}}}}},
		},
		"peers that are nobody leave an allowance for nobody": {
			[]string{`{podSelector: {matchLabels: {app: job}}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {matchLabels: {app: none}}}]}]}`},
			[]Isolation{{Address: "10.0.0.2", IsIngress: true, Ingress: []Allowance{{}}}},
		},
		"blocks keep their gaps": {
			[]string{`{podSelector: {matchLabels: {app: job}}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8, 169.254.0.0/16]}}]}]}`},
			[]Isolation{{Address: "10.0.0.2", IsEgress: true, Egress: []Allowance{{Blocks: []Block{{"0.0.0.0/0", []string{"10.0.0.0/8", "169.254.0.0/16"}}}}}}},
		},
		"ports: numbers, ranges, whole protocols; TCP unless said": {
			[]string{`{podSelector: {matchLabels: {app: job}}, policyTypes: [Ingress], ingress: [{ports: [{port: 80}, {port: 1000, endPort: 2000}, {protocol: UDP}]}]}`},
			[]Isolation{{Address: "10.0.0.2", IsIngress: true, Ingress: []Allowance{{Anyone: true, Ports: []Ports{tcp(80, 80), tcp(1000, 2000), {Protocol: core.ProtocolUDP}}}}}},
		},
		"a named port of ingress is the selected pod's": {
			[]string{`{podSelector: {matchLabels: {app: shop}}, policyTypes: [Ingress], ingress: [{ports: [{port: http}]}]}`},
			[]Isolation{{Address: "10.0.0.1", IsIngress: true, Ingress: []Allowance{{Anyone: true, Ports: []Ports{tcp(8080, 8080)}}}}},
		},
		"a name that the selected pod has no port for allows nothing": {
			[]string{`{podSelector: {matchLabels: {app: job}}, policyTypes: [Ingress], ingress: [{ports: [{port: http}]}]}`},
			[]Isolation{{Address: "10.0.0.2", IsIngress: true}},
		},
		"a named port of egress is each peer's own": {
			[]string{`{podSelector: {matchLabels: {app: job}}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {matchLabels: {tenant: "yes"}}}], ports: [{port: http}]}]}`},
			[]Isolation{{Address: "10.0.0.2", IsEgress: true, Egress: []Allowance{
				{Addresses: []string{"10.0.0.1"}, Ports: []Ports{tcp(8080, 8080)}},
				{Addresses: []string{"10.0.0.3"}, Ports: []Ports{tcp(9090, 9090)}},
			}}},
		},
		"what one of several policies allows is allowed": {
			[]string{
				`{podSelector: {}, policyTypes: [Ingress]}`,
				`{podSelector: {matchLabels: {app: job}}, policyTypes: [Ingress], ingress: [{ports: [{port: 1}]}]}`,
				`{podSelector: {matchLabels: {app: job}}, policyTypes: [Ingress], ingress: [{ports: [{port: 2}]}]}`,
			},
			[]Isolation{{Address: "10.0.0.1", IsIngress: true}, {Address: "10.0.0.2", IsIngress: true, Ingress: []Allowance{
				{Anyone: true, Ports: []Ports{tcp(1, 1)}}, {Anyone: true, Ports: []Ports{tcp(2, 2)}},
			}}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			var policies []*networking.NetworkPolicy
			for _, spec := range given.policies {
				policies = append(policies, policy(t, spec))
			}
			got, err := translate(clusterWith(policies...))
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, given.want) {
				t.Errorf("got  %+v\nwant %+v", got, given.want)
			}
		})
	}
}

func TestTheOrderOfObjectsDoesNotMatter(t *testing.T) {
	one := policy(t, `{podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{namespaceSelector: {}}]}]}`)
	other := policy(t, `{podSelector: {}, policyTypes: [Egress], egress: [{to: [{podSelector: {}}]}]}`)
	forwards, backwards := clusterWith(one, other), clusterWith(other, one)
	for low, high := 0, len(backwards.Pods)-1; low < high; low, high = low+1, high-1 {
		backwards.Pods[low], backwards.Pods[high] = backwards.Pods[high], backwards.Pods[low]
	}
	render := func(cluster Cluster) string {
		isolations, err := translate(cluster)
		if err != nil {
			t.Fatal(err)
		}
		return render("10.0.0.0/8", cluster.Pods, isolations)
	}
	if render(forwards) != render(backwards) {
		t.Error("the same objects in another order gave other rules: they would be written anew for ever")
	}
}

func TestASelectorThatCannotBeReadIsAnError(t *testing.T) {
	broken := policy(t, `{podSelector: {matchExpressions: [{key: a, operator: Never}]}}`)
	if _, err := translate(clusterWith(broken)); err == nil {
		t.Error("a policy that cannot be understood was taken for one that selects nobody")
	}
}

func TestDescribePod(t *testing.T) {
	pod := func(change func(*core.Pod)) *core.Pod {
		one := &core.Pod{ObjectMeta: meta.ObjectMeta{Namespace: "a", Name: "shop"}, Status: core.PodStatus{PodIP: "10.0.0.1", Phase: core.PodRunning}}
		change(one)
		return one
	}
	for name, given := range map[string]struct {
		pod        *core.Pod
		registered string
		want       string
	}{
		"its status tells": {pod(func(*core.Pod) {}), "", "10.0.0.1"},
		"its network was made, its status is not told": {pod(func(p *core.Pod) { p.Status.PodIP = "" }), "10.0.0.9", "10.0.0.9"},
		"its network was made anew":                    {pod(func(*core.Pod) {}), "10.0.0.9", "10.0.0.9"},
		"it has none yet":                              {pod(func(p *core.Pod) { p.Status.PodIP = "" }), "", ""},
		"it is on the node's network":                  {pod(func(p *core.Pod) { p.Spec.HostNetwork = true }), "", ""},
		"it ended":                                     {pod(func(p *core.Pod) { p.Status.Phase = core.PodFailed }), "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got, _ := describePod(given.pod, given.registered); got.Address != given.want {
				t.Errorf("got %q, want %q", got.Address, given.want)
			}
		})
	}
}

func TestNamedPortsHaveNames(t *testing.T) {
	if !isNamed(networking.NetworkPolicyPort{Port: &intstr.IntOrString{Type: intstr.String, StrVal: "http"}}) {
		t.Error("a port with a name was taken for a number")
	}
	if isNamed(networking.NetworkPolicyPort{}) {
		t.Error("no port at all was taken for a name")
	}
}
