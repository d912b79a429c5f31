{{/* The Module objects: those of the repository with the values' changes, and what the values add. A JSON list. */}}
{{- define "tochka-rosta.catalogue" -}}
{{- $registry := trimSuffix "/" .Values.global.imageRegistry -}}
{{- $changes := .Values.catalogue.modules -}}
{{- $objects := list -}}
{{- $known := dict -}}
{{- range splitList "\n---\n" (.Files.Get "files/catalogue.yaml") -}}
{{- $object := fromYaml . -}}
{{- $name := $object.metadata.name -}}
{{- $_ := set $known $name true -}}
{{- $change := default (dict) (get $changes $name) -}}
{{- $_ := set $object "spec" (mergeOverwrite $object.spec (default (dict) $change.spec)) -}}
{{- if ne (toString $change.enabled) "false" -}}{{- $objects = append $objects $object -}}{{- end -}}
{{- end -}}
{{- range $name, $change := $changes -}}
{{- if and (not (hasKey $known $name)) (ne (toString $change.enabled) "false") -}}
{{- $object := dict "apiVersion" "tochkarosta.online/v1alpha1" "kind" "Module" "metadata" (dict "name" $name) "spec" (default (dict) $change.spec) -}}
{{- $objects = append $objects $object -}}
{{- end -}}
{{- end -}}
{{- range $objects -}}
{{- $image := default "" .spec.image -}}
{{- /* A first part that looks like a host is a registry. Source: splitDockerDomain of github.com/distribution/reference. */ -}}
{{- if and $registry $image (not (regexMatch "^([^/]*[.:][^/]*|localhost)/" $image)) -}}
{{- $_ := set .spec "image" (printf "%s/%s" $registry $image) -}}
{{- end -}}
{{- end -}}
{{- toPrettyJson $objects -}}
{{- end }}
