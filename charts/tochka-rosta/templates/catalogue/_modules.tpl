{{/* The Module objects: those of the repository with the values' changes, and what the values add. A JSON list. */}}
{{- define "tochka-rosta.catalogue" -}}
{{- $root := . -}}
{{- $changes := .Values.catalogue.modules -}}
{{- $objects := list -}}
{{- $known := dict -}}
{{- range splitList "\n---\n" (.Files.Get "files/catalogue.yaml") -}}
{{- $object := fromYaml . -}}
{{- $name := $object.metadata.name -}}
{{- $_ := set $known $name true -}}
{{- if and $root.Values.global.imageRegistry $object.spec.image -}}
{{- $_ := set $object.spec "image" (printf "%s/%s" (trimSuffix "/" $root.Values.global.imageRegistry) $object.spec.image) -}}
{{- end -}}
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
{{- toPrettyJson $objects -}}
{{- end }}
