package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	core "k8s.io/api/core/v1"
)

func TestRulesOfOneDirection(t *testing.T) {
	isolation := Isolation{Address: "10.0.0.1"}
	for name, given := range map[string]struct {
		allowances []Allowance
		want       []string
	}{
		"nothing allowed":               {nil, nil},
		"nobody allowed":                {[]Allowance{{Ports: []Ports{tcp(80, 80)}}}, nil},
		"everyone, everything":          {[]Allowance{{Anyone: true}}, []string{"return"}},
		"everyone, one port":            {[]Allowance{{Anyone: true, Ports: []Ports{tcp(80, 80)}}}, []string{"tcp dport 80 return"}},
		"addresses in order":            {[]Allowance{{Addresses: []string{"10.0.0.3", "10.0.0.2"}}}, []string{"ip saddr { 10.0.0.2, 10.0.0.3 } return"}},
		"a range of ports":              {[]Allowance{{Anyone: true, Ports: []Ports{tcp(1, 9)}}}, []string{"tcp dport 1-9 return"}},
		"a whole protocol":              {[]Allowance{{Anyone: true, Ports: []Ports{{Protocol: core.ProtocolUDP}}}}, []string{"meta l4proto udp return"}},
		"a block with gaps":             {[]Allowance{{Blocks: []Block{{"10.0.0.0/8", []string{"10.1.0.0/16", "10.2.0.0/16"}}}}}, []string{"ip saddr 10.0.0.0/8 ip saddr != 10.1.0.0/16 ip saddr != 10.2.0.0/16 return"}},
		"everything but a gap":          {[]Allowance{{Blocks: []Block{{"0.0.0.0/0", []string{"10.0.0.0/8"}}}}}, []string{"ip saddr != 10.0.0.0/8 return"}},
		"a block of IPv6 is for nobody": {[]Allowance{{Blocks: []Block{{"::/0", nil}}}}, nil},
		"each peer with each port": {
			[]Allowance{{Addresses: []string{"10.0.0.2"}, Blocks: []Block{{"192.0.2.0/24", nil}}, Ports: []Ports{tcp(80, 80), tcp(443, 443)}}},
			[]string{
				"ip saddr { 10.0.0.2 } tcp dport 80 return", "ip saddr { 10.0.0.2 } tcp dport 443 return",
				"ip saddr 192.0.2.0/24 tcp dport 80 return", "ip saddr 192.0.2.0/24 tcp dport 443 return",
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for line := range strings.Lines(renderChain("chain", "saddr", isolation, given.allowances)) {
				got = append(got, strings.TrimSpace(line))
			}
			want := append([]string{"chain chain {", "ip saddr 10.0.0.1 return"}, append(given.want, "counter drop", "}")...)
			if strings.Join(got, "\n") != strings.Join(want, "\n") {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
		})
	}
}

// nft checks the whole text without touching the kernel's rules; it needs root for that all the same.
func TestNftTakesTheRules(t *testing.T) {
	if _, err := exec.LookPath("nft"); err != nil || os.Getuid() != 0 {
		t.Skip("nft and root are needed")
	}
	everything := policy(t, `{podSelector: {}, policyTypes: [Ingress, Egress],
		ingress: [{from: [{namespaceSelector: {}}, {ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8]}}], ports: [{port: http}, {port: 1, endPort: 9, protocol: UDP}]}],
		egress: [{to: [{podSelector: {}}], ports: [{port: http}, {protocol: SCTP}]}, {}]}`)
	for name, cluster := range map[string]Cluster{"nothing": {}, "everything": clusterWith(everything)} {
		t.Run(name, func(t *testing.T) {
			isolations, err := translate(cluster)
			if err != nil {
				t.Fatal(err)
			}
			text := render("10.0.0.0/8", cluster.Pods, isolations)
			command := exec.Command("nft", "--check", "-f", "-")
			command.Stdin = strings.NewReader(text)
			if output, err := command.CombinedOutput(); err != nil {
				t.Errorf("%s\nfor\n%s", output, text)
			}
		})
	}
}
