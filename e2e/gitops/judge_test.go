// What the programs of GitOps make of our objects in every state: kstatus, which Flux and kubectl's readiness lean on, and Argo CD,
// which runs the health script that ships with the chart.
package gitops

import (
	"os"
	"testing"

	lua "github.com/yuin/gopher-lua"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/json"
	"sigs.k8s.io/cli-utils/pkg/kstatus/status"
)

// Written by operator/src/gitops-states.test.ts from the operator's own functions.
const statesFile = "../../operator/golden/gitops-states.json"

const healthScript = "../../charts/tochka-rosta/files/argocd/health.lua"

type judged struct {
	State   string         `json:"state"`
	Kstatus string         `json:"kstatus"`
	Argo    string         `json:"argo"`
	Object  map[string]any `json:"object"`
}

func readStates(t *testing.T) []judged {
	t.Helper()
	text, err := os.ReadFile(statesFile)
	if err != nil {
		t.Fatal(err)
	}
	var states []judged
	if err := json.Unmarshal(text, &states); err != nil {
		t.Fatal(err)
	}
	if len(states) == 0 {
		t.Fatal("there are no states")
	}
	return states
}

func TestKstatus(t *testing.T) {
	for _, it := range readStates(t) {
		result, err := status.Compute(&unstructured.Unstructured{Object: it.Object})
		if err != nil {
			t.Fatalf("%s: %v", it.State, err)
		}
		if got := result.Status.String(); got != it.Kstatus {
			t.Errorf("%s: kstatus says %s (%s), not %s", it.State, got, result.Message, it.Kstatus)
		}
	}
}

func TestArgoHealth(t *testing.T) {
	script, err := os.ReadFile(healthScript)
	if err != nil {
		t.Fatal(err)
	}
	for _, it := range readStates(t) {
		got, message := runHealth(t, string(script), it.Object)
		if got != it.Argo {
			t.Errorf("%s: Argo CD says %s, not %s", it.State, got, it.Argo)
		}
		if message == "" {
			t.Errorf("%s: Argo CD says %s without a reason", it.State, got)
		}
	}
}

// As Argo CD does it: the object is the global `obj`, the answer a table with status and message; no file or system functions.
func runHealth(t *testing.T, script string, object map[string]any) (string, string) {
	t.Helper()
	state := lua.NewState(lua.Options{SkipOpenLibs: true})
	defer state.Close()
	for _, library := range []struct {
		name string
		open lua.LGFunction
	}{{lua.LoadLibName, lua.OpenPackage}, {lua.BaseLibName, lua.OpenBase}, {lua.TabLibName, lua.OpenTable}} {
		if err := state.CallByParam(lua.P{Fn: state.NewFunction(library.open), Protect: true}, lua.LString(library.name)); err != nil {
			t.Fatal(err)
		}
	}
	state.SetGlobal("obj", toLua(state, object))
	if err := state.DoString(script); err != nil {
		t.Fatal(err)
	}
	answer, isTable := state.Get(-1).(*lua.LTable)
	if !isTable {
		t.Fatalf("the script answers with %s", state.Get(-1).Type())
	}
	return lua.LVAsString(answer.RawGetString("status")), lua.LVAsString(answer.RawGetString("message"))
}

func toLua(state *lua.LState, value any) lua.LValue {
	switch it := value.(type) {
	case map[string]any:
		table := state.NewTable()
		for key, member := range it {
			table.RawSetString(key, toLua(state, member))
		}
		return table
	case []any:
		table := state.NewTable()
		for _, member := range it {
			table.Append(toLua(state, member))
		}
		return table
	case string:
		return lua.LString(it)
	case int64:
		return lua.LNumber(it)
	case float64:
		return lua.LNumber(it)
	case bool:
		return lua.LBool(it)
	default:
		return lua.LNil
	}
}
