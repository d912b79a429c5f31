{{/* Peers: every pod of these namespaces. Call: include "tochka-rosta.namespaces" (list "traefik" …) */}}
{{- define "tochka-rosta.namespaces" -}}
{{- range . }}
- namespaceSelector:
    matchLabels: { kubernetes.io/metadata.name: {{ . }} }
{{- end }}
{{- end }}

{{/* Peers: addresses. */}}
{{- define "tochka-rosta.cidrs" -}}
{{- range . }}
- ipBlock: { cidr: {{ . | quote }} }
{{- end }}
{{- end }}

{{/* Peers: whoever brings requests from outside. */}}
{{- define "tochka-rosta.controllers" -}}
{{- include "tochka-rosta.namespaces" (uniq .Values.routing.controllerNamespaces) }}
{{- include "tochka-rosta.cidrs" (uniq .Values.routing.controllerCidrs) }}
{{- end }}

{{/* Peer: a component of ours. */}}
{{- define "tochka-rosta.componentPeer" -}}
- podSelector:
    matchLabels:
      {{- include "tochka-rosta.selector" . | nindent 6 }}
{{- end }}

{{/* The cloud's resolver may be its metadata server too (GKE), so addresses are allowed at port 53 and no other. */}}
{{- define "tochka-rosta.dnsRule" -}}
- to:
    {{- include "tochka-rosta.namespaces" .Values.networkPolicy.dns.namespaces | trim | nindent 4 }}
  ports:
    {{- range .Values.networkPolicy.dns.ports }}
    - { protocol: UDP, port: {{ . }} }
    - { protocol: TCP, port: {{ . }} }
    {{- end }}
{{- with .Values.networkPolicy.dns.cidrs }}
- to:
    {{- include "tochka-rosta.cidrs" . | trim | nindent 4 }}
  ports:
    - { protocol: UDP, port: 53 }
    - { protocol: TCP, port: 53 }
{{- end }}
{{- end }}

{{/* The API server runs in no pod that a selector could name, so it is named by address and port. */}}
{{- define "tochka-rosta.apiServerRule" -}}
- ports:
    {{- range .Values.networkPolicy.apiServer.ports }}
    - { protocol: TCP, port: {{ . }} }
    {{- end }}
  {{- with .Values.networkPolicy.apiServer.cidrs }}
  to:
    {{- include "tochka-rosta.cidrs" . | trim | nindent 4 }}
  {{- end }}
{{- end }}

{{/* A PostgreSQL of this chart ("of": core or modules), or the external one. */}}
{{- define "tochka-rosta.postgresqlRule" -}}
{{- $external := .root.Values.postgresql.external -}}
{{- if eq .root.Values.postgresql.mode "trial" -}}
- to:
    {{- include "tochka-rosta.componentPeer" (dict "root" .root "component" (printf "trial-postgresql-%s" .of)) | trim | nindent 4 }}
  ports: [{ protocol: TCP, port: 5432 }]
{{- else -}}
- ports: [{ protocol: TCP, port: {{ $external.port }} }]
  {{- if regexMatch "^[0-9]+(\\.[0-9]+){3}$" $external.host }}
  to:
    - ipBlock: { cidr: {{ $external.host }}/32 }
  {{- else if $external.cidrs }}
  to:
    {{- include "tochka-rosta.cidrs" $external.cidrs | trim | nindent 4 }}
  {{- end }}
{{- end }}
{{- end }}

{{/* A host:port or URL in the outside world: only its port can be told, unless it is an address. */}}
{{- define "tochka-rosta.urlRule" -}}
{{- $url := urlParse . -}}
{{- $host := get $url "hostname" -}}
{{- $port := regexFind "[0-9]+$" (regexFind ":[0-9]+$" (get $url "host")) | default (eq (get $url "scheme") "http" | ternary "80" "443") -}}
- ports: [{ protocol: TCP, port: {{ $port }} }]
  {{- if regexMatch "^[0-9]+(\\.[0-9]+){3}$" $host }}
  to:
    - ipBlock: { cidr: {{ $host }}/32 }
  {{- end }}
{{- end }}

{{- define "tochka-rosta.monitoringRule" -}}
{{- with .root.Values.networkPolicy.monitoringNamespaces }}
- from:
    {{- include "tochka-rosta.namespaces" . | trim | nindent 4 }}
  ports: [{ protocol: TCP, port: {{ $.port }} }]
{{- end }}
{{- end }}
