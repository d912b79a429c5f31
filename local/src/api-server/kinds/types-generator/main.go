// Prints the merge types of Kubernetes' built-in kinds, read from client-go's exported type converter
// and from the struct tags of k8s.io/api: `go run . > ../generated/types.json`. Needs Go; its output is committed.
package main

import (
	"encoding/json"
	"os"
	"reflect"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/runtime"
	groups "k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/applyconfigurations"
	"k8s.io/client-go/kubernetes/scheme"
	"sigs.k8s.io/structured-merge-diff/v6/schema"
)

var served = []string{
	"/v1", "apps/v1", "networking.k8s.io/v1", "rbac.authorization.k8s.io/v1", "coordination.k8s.io/v1", "events.k8s.io/v1",
	"policy/v1", "batch/v1", "discovery.k8s.io/v1", "admissionregistration.k8s.io/v1", "storage.k8s.io/v1",
	"scheduling.k8s.io/v1", "autoscaling/v2",
}

type object = map[string]any

type generator struct {
	schema *schema.Schema
	types  object
	patch  map[string]map[string]string
}

func main() {
	converter := applyconfigurations.NewTypeConverter(scheme.Scheme)
	kinds := object{}
	generated := generator{types: object{}, patch: map[string]map[string]string{}}
	for gvk, goType := range scheme.Scheme.AllKnownTypes() {
		if !slices.Contains(served, gvk.GroupVersion().String()) && !(gvk.Group == "" && gvk.Version == "v1") {
			continue
		}
		instance, isObject := reflect.New(goType).Interface().(runtime.Object)
		if !isObject {
			continue
		}
		instance.GetObjectKind().SetGroupVersionKind(groups.GroupVersionKind(gvk))
		typed, err := converter.ObjectToTyped(instance)
		if err != nil {
			continue
		}
		generated.schema = typed.Schema()
		name := *typed.TypeRef().NamedType
		if strings.HasSuffix(gvk.Kind, "Options") || name == "__untyped_atomic_" || name == "__untyped_deduced_" {
			continue
		}
		kinds[gvk.GroupVersion().String()+"/"+gvk.Kind] = short(name)
		generated.named(name)
		generated.patchTags(goType)
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetIndent("", " ")
	_ = encoder.Encode(object{
		"source": "k8s.io/client-go v0.36.3, k8s.io/api v0.36.3 (Apache License 2.0)",
		"kinds":  kinds, "types": generated.types, "patch": generated.patch,
	})
}

func short(name string) string { return strings.TrimPrefix(strings.TrimPrefix(name, "io.k8s."), "api.") }

func (g *generator) named(name string) string {
	if _, known := g.types[short(name)]; known {
		return short(name)
	}
	g.types[short(name)] = object{}
	definition, found := g.schema.FindNamedType(name)
	if found {
		g.types[short(name)] = g.atom(definition.Atom, nil)
	}
	return short(name)
}

func (g *generator) ref(reference schema.TypeRef) any {
	if reference.NamedType != nil {
		if *reference.NamedType == "__untyped_deduced_" || *reference.NamedType == "__untyped_atomic_" {
			return "untyped"
		}
		name := g.named(*reference.NamedType)
		if reference.ElementRelationship != nil && *reference.ElementRelationship == schema.Atomic {
			return object{"ref": name, "atomic": true}
		}
		return name
	}
	return g.atom(reference.Inlined, reference.ElementRelationship)
}

func (g *generator) atom(atom schema.Atom, relationship *schema.ElementRelationship) any {
	if atom.Scalar != nil && atom.List == nil && atom.Map == nil {
		return string(*atom.Scalar)
	}
	if atom.List != nil && atom.Map == nil {
		list := object{"list": g.ref(atom.List.ElementType)}
		if atom.List.ElementRelationship == schema.Associative {
			if len(atom.List.Keys) > 0 {
				list["keys"] = atom.List.Keys
			} else {
				list["set"] = true
			}
		}
		return list
	}
	if atom.Map == nil || atom.List != nil {
		return "untyped"
	}
	result := object{}
	if atom.Map.ElementRelationship == schema.Atomic || (relationship != nil && *relationship == schema.Atomic) {
		result["atomic"] = true
	}
	if len(atom.Map.Fields) == 0 && (atom.Map.ElementType.NamedType != nil || atom.Map.ElementType.Inlined != (schema.Atom{})) {
		result["map"] = g.ref(atom.Map.ElementType)
		return result
	}
	fields, defaults := object{}, object{}
	for _, field := range atom.Map.Fields {
		fields[field.Name] = g.ref(field.Type)
		if field.Default != nil && !reflect.ValueOf(field.Default).IsZero() {
			if text, isText := field.Default.(string); isText {
				defaults[field.Name] = text
			}
		}
	}
	result["fields"] = fields
	if len(defaults) > 0 {
		result["defaults"] = defaults
	}
	return result
}

// patchTags records `patchStrategy` and `patchMergeKey` of every struct reachable from the type: "key" for a list
// merged by that key, "" for a list of scalars that is merged, each prefixed with "retainKeys," where asked.
func (g *generator) patchTags(goType reflect.Type) {
	for goType.Kind() == reflect.Pointer || goType.Kind() == reflect.Slice || goType.Kind() == reflect.Map {
		goType = goType.Elem()
	}
	if goType.Kind() != reflect.Struct || !strings.HasPrefix(goType.PkgPath(), "k8s.io/") {
		return
	}
	name := strings.TrimPrefix(strings.ReplaceAll(strings.TrimPrefix(goType.PkgPath(), "k8s.io/"), "/", "."), "api.") + "." + goType.Name()
	if _, known := g.patch[name]; known {
		return
	}
	g.patch[name] = map[string]string{}
	for index := range goType.NumField() {
		field := goType.Field(index)
		if tag := field.Tag.Get("patchStrategy"); tag != "" {
			jsonName := strings.Split(field.Tag.Get("json"), ",")[0]
			if strings.Contains(tag, "merge") || strings.Contains(tag, "retainKeys") {
				prefix := ""
				if strings.Contains(tag, "retainKeys") {
					prefix = "retainKeys,"
				}
				g.patch[name][jsonName] = prefix + field.Tag.Get("patchMergeKey")
			}
		}
		g.patchTags(field.Type)
	}
	if len(g.patch[name]) == 0 {
		defer delete(g.patch, name)
	}
}
