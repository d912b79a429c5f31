// Prints the merge types of Kubernetes' built-in kinds, read from client-go's exported type converter
// and from the struct tags of k8s.io/api: `go run . ../../local/api-server/src/kinds/generated` in this folder. Needs Go; its output is committed.
package main

import (
	"encoding/json"
	"os"
	"path/filepath"
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

// reviews have no apply configuration, so that only their wire format is known.
var reviews = []string{"authentication.k8s.io/v1", "authorization.k8s.io/v1"}

type object = map[string]any

type generator struct {
	schema *schema.Schema
	types  object
	patch  map[string]map[string]string
	wire   map[string]map[string]any
	always map[string]map[string]any
}

func main() {
	converter := applyconfigurations.NewTypeConverter(scheme.Scheme)
	kinds := object{}
	generated := generator{types: object{}, patch: map[string]map[string]string{}, wire: map[string]map[string]any{}, always: map[string]map[string]any{}}
	wireKinds := object{}
	for gvk, goType := range scheme.Scheme.AllKnownTypes() {
		groupVersion := gvk.GroupVersion().String()
		isServed := slices.Contains(served, groupVersion) || groupVersion == "v1"
		isInternal := strings.HasPrefix(goType.PkgPath(), "k8s.io/apimachinery") || strings.HasSuffix(gvk.Kind, "List")
		if (isServed || slices.Contains(reviews, groupVersion)) && !isInternal {
			wireKinds[groupVersion+"/"+gvk.Kind] = wireName(goType)
			generated.wireTypes(goType)
		}
		if !isServed {
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
		generated.alwaysSent(goType)
	}
	source := "k8s.io/client-go v0.36.3, k8s.io/api v0.36.3 (Apache License 2.0)"
	write("types.json", object{"source": source, "kinds": kinds, "types": generated.types, "patch": generated.patch, "always": generated.always})
	write("wire.json", object{"source": source, "kinds": wireKinds, "types": generated.wire})
}

func write(name string, document object) {
	file, err := os.Create(filepath.Join(os.Args[1], name))
	if err != nil {
		panic(err)
	}
	defer file.Close()
	encoder := json.NewEncoder(file)
	encoder.SetIndent("", " ")
	if err := encoder.Encode(document); err != nil {
		panic(err)
	}
}

func short(name string) string {
	return strings.TrimPrefix(strings.TrimPrefix(name, "io.k8s."), "api.")
}

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

// alwaysSent records the fields that a server sends although nobody set them, with what it sends: those whose zero value the JSON
// encoder does not leave out. {} is a struct, whose own fields are recorded under its type.
func (g *generator) alwaysSent(goType reflect.Type) {
	for goType.Kind() == reflect.Pointer || goType.Kind() == reflect.Slice || goType.Kind() == reflect.Map {
		goType = goType.Elem()
	}
	if goType.Kind() != reflect.Struct || !strings.HasPrefix(goType.PkgPath(), "k8s.io/") {
		return
	}
	name := wireName(goType)
	if _, known := g.always[name]; known {
		return
	}
	g.always[name] = map[string]any{}
	for index := range goType.NumField() {
		field := goType.Field(index)
		tag := strings.Split(field.Tag.Get("json"), ",")
		isStruct := field.Type.Kind() == reflect.Struct
		isLeftOut := slices.Contains(tag, "omitzero") || (slices.Contains(tag, "omitempty") && !isStruct)
		isInline := tag[0] == "" || slices.Contains(tag, "inline")
		if !isLeftOut && !isInline {
			if zero, err := json.Marshal(reflect.Zero(field.Type).Interface()); err == nil {
				g.always[name][tag[0]] = json.RawMessage(zero)
			}
			if isStruct && !implementsMarshaler(field.Type) {
				g.always[name][tag[0]] = struct{}{}
			}
		}
		g.alwaysSent(field.Type)
	}
	if len(g.always[name]) == 0 {
		defer delete(g.always, name)
	}
}

func implementsMarshaler(goType reflect.Type) bool {
	marshaler := reflect.TypeFor[json.Marshaler]()
	return goType.Implements(marshaler) || reflect.PointerTo(goType).Implements(marshaler)
}

func wireName(goType reflect.Type) string {
	return short("io.k8s." + strings.ReplaceAll(strings.TrimPrefix(goType.PkgPath(), "k8s.io/"), "/", ".") + "." + goType.Name())
}

// wireTypes records the protobuf field numbers of every struct reachable from the type, as [name, type] or
// [name, type, "list", "map" or "omitempty"] (the last: a zero value is left out). Types that marshal themselves are named only; the reader knows them.
func (g *generator) wireTypes(goType reflect.Type) {
	name := wireName(goType)
	if _, known := g.wire[name]; known || goType.Kind() != reflect.Struct {
		return
	}
	fields := map[string]any{}
	g.wire[name] = fields
	for index := range goType.NumField() {
		field := goType.Field(index)
		tag := strings.Split(field.Tag.Get("protobuf"), ",")
		jsonTag := strings.Split(field.Tag.Get("json"), ",")
		if len(tag) < 2 {
			continue
		}
		jsonName := jsonTag[0]
		if len(jsonTag) > 1 && jsonTag[1] == "inline" {
			jsonName = ""
		}
		elementType, relation := field.Type, ""
		if elementType.Kind() == reflect.Pointer {
			elementType = elementType.Elem()
		}
		if elementType.Kind() == reflect.Map {
			elementType, relation = elementType.Elem(), "map"
		} else if elementType.Kind() == reflect.Slice && elementType.Elem().Kind() != reflect.Uint8 {
			elementType, relation = elementType.Elem(), "list"
		}
		if elementType.Kind() == reflect.Pointer {
			elementType = elementType.Elem()
		}
		entry := []string{jsonName, g.wireScalar(elementType)}
		isOmitted := slices.Contains(jsonTag, "omitempty") && field.Type.Kind() != reflect.Pointer
		if relation != "" {
			entry = append(entry, relation)
		} else if isOmitted && elementType.Kind() != reflect.Struct {
			entry = append(entry, "omitempty")
		}
		fields[tag[1]] = entry
	}
}

func (g *generator) wireScalar(goType reflect.Type) string {
	switch goType.Kind() {
	case reflect.String:
		return "string"
	case reflect.Bool:
		return "bool"
	case reflect.Int, reflect.Int32, reflect.Int64, reflect.Uint32, reflect.Uint64:
		return "int"
	case reflect.Float32, reflect.Float64:
		return "double"
	case reflect.Slice:
		if goType.Elem().Kind() == reflect.Uint8 {
			return "bytes"
		}
		return "items:" + g.wireScalar(goType.Elem())
	default:
		g.wireTypes(goType)
		return wireName(goType)
	}
}
