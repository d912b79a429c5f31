package main

import (
	"maps"
	"testing"
)

func TestRegistryRemembersOverARestart(t *testing.T) {
	folder := t.TempDir()
	open := func() *Registry {
		registry, err := openRegistry(folder)
		if err != nil {
			t.Fatal(err)
		}
		return registry
	}
	expect := func(registry *Registry, want map[string]string) {
		t.Helper()
		if got := registry.addresses(); !maps.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	}
	add := func(registry *Registry, one Registration) {
		t.Helper()
		if err := registry.add(one); err != nil {
			t.Fatal(err)
		}
	}
	first := open()
	add(first, Registration{"a", "shop", "10.0.0.1", "s1"})
	add(first, Registration{"b", "shop", "10.0.0.2", "s2"})
	expect(open(), map[string]string{"a/shop": "10.0.0.1", "b/shop": "10.0.0.2"})

	// An address that another pod got is no longer the first one's, even where nobody said that it ended.
	add(first, Registration{"c", "shop", "10.0.0.1", "s3"})
	first.remove("s2")
	first.remove("unknown")
	expect(first, map[string]string{"c/shop": "10.0.0.1"})
	expect(open(), map[string]string{"c/shop": "10.0.0.1"})

	// A pod whose network was made anew has that one only, even where nobody said that the first one ended; of a namesake elsewhere
	// that says nothing. Asked often, since a map has no order.
	add(first, Registration{"d", "shop", "10.0.0.3", "s4"})
	add(first, Registration{"c", "shop", "10.0.0.4", "s5"})
	want := map[string]string{"c/shop": "10.0.0.4", "d/shop": "10.0.0.3"}
	for range 20 {
		expect(first, want)
		expect(open(), want)
	}
}

func TestRegistryRefusesWhatIsNoRegistration(t *testing.T) {
	registry, err := openRegistry(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range []Registration{{}, {"a", "p", "10.0.0.1", "../x"}, {"a", "p", "", "s"}, {"a", "", "10.0.0.1", "s"}} {
		if registry.add(one) == nil {
			t.Errorf("%+v was taken", one)
		}
	}
}

func TestArgumentsOfARuntime(t *testing.T) {
	got := readArguments("IgnoreUnknown=1;K8S_POD_NAMESPACE=a;K8S_POD_NAME=shop-1;odd")
	if got["K8S_POD_NAMESPACE"] != "a" || got["K8S_POD_NAME"] != "shop-1" || len(got) != 3 {
		t.Errorf("got %v", got)
	}
}
