{{/*
What of the dashboard's origin the core answers; the rest is the dashboard's. Exact: /health/detailed and /metrics stay inside,
and /documents is no page of /docs.
*/}}
{{- define "tochka-rosta.corePaths" -}}
- { path: /api, type: Prefix }
- { path: /docs, type: Prefix }
- { path: /.well-known, type: Prefix }
- { path: /health, type: Exact }
- { path: /openapi.json, type: Exact }
{{- end }}

{{/* Annotations of an Ingress of ours; cert-manager makes only certificates that have a Secret to go to. */}}
{{- define "tochka-rosta.ingressAnnotations" -}}
{{- $annotations := deepCopy .root.Values.routing.annotations -}}
{{- if and .secret .root.Values.tls.clusterIssuer -}}
{{- $_ := set $annotations "cert-manager.io/cluster-issuer" .root.Values.tls.clusterIssuer -}}
{{- end -}}
{{- if $annotations -}}{{ toYaml $annotations }}{{- end -}}
{{- end }}
