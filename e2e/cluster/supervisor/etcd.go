package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

const etcdAddress = "http://127.0.0.1:2379"

// compactEtcd forgets every revision but the newest and returns that. It speaks etcd's JSON gateway, since etcd listens within the
// cluster only and its client library would be most of this program.
func compactEtcd() (string, error) {
	var now struct {
		Header struct {
			Revision string `json:"revision"`
		} `json:"header"`
	}
	// Any key will do ("YQ==" is "a"): the answer's header bears the revision.
	if err := askEtcd("/v3/kv/range", map[string]any{"key": "YQ=="}, &now); err != nil {
		return "", err
	}
	revision := now.Header.Revision
	return revision, askEtcd("/v3/kv/compaction", map[string]any{"revision": revision, "physical": true}, &struct{}{})
}

func askEtcd(path string, question, answer any) error {
	body, err := json.Marshal(question)
	if err != nil {
		return err
	}
	client := http.Client{Timeout: 30 * time.Second}
	response, err := client.Post(etcdAddress+path, "application/json", bytes.NewReader(body))
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("etcd answered %s for %s", response.Status, path)
	}
	return json.NewDecoder(response.Body).Decode(answer)
}
