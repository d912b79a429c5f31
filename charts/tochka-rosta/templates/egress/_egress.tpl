{{/* Non-empty where the door is installed. Values of 0.2.0, kept by --reuse-values, know none: all stays as it was then. */}}
{{- define "tochka-rosta.hasEgress" -}}
{{- if dig "egress" "enabled" false .Values.AsMap }}yes{{ end -}}
{{- end }}

{{/* Where pods ask for a tunnel. The port is the pods' own: policies see packets behind the Service. */}}
{{- define "tochka-rosta.egressUrl" -}}
{{ default (printf "http://egress.%s.svc:8080" .Release.Namespace) (trimSuffix "/" (dig "egress" "internalUrl" "" .Values.AsMap)) }}
{{- end }}

{{/* Where a program of ours finds the token that it shows at the door. */}}
{{- define "tochka-rosta.egressTokenFolder" -}}
/var/run/secrets/egress.tochkarosta.online
{{- end }}

{{/* A URL's host and port, as JSON. Call: include "tochka-rosta.targetOf" "https://sms.example.com/send" */}}
{{- define "tochka-rosta.targetOf" -}}
{{- $url := urlParse . -}}
{{- $port := regexFind "[0-9]+$" (regexFind ":[0-9]+$" (get $url "host")) | default (eq (get $url "scheme") "http" | ternary "80" "443") -}}
{{- dict "host" (get $url "hostname") "port" (int $port) | toJson -}}
{{- end }}

{{/* Non-empty where core itself asks somebody outside: today the SMS gateway alone. */}}
{{- define "tochka-rosta.coreUsesEgress" -}}
{{- if and (include "tochka-rosta.hasEgress" .) (eq .Values.codes.provider "webhook") }}yes{{ end -}}
{{- end }}

{{/* Hosts of the operator's own network, as a JSON list: what the values name, and what core is configured to ask. */}}
{{- define "tochka-rosta.egressPrivateTargets" -}}
{{- $targets := dig "egress" "privateTargets" (list) .Values.AsMap -}}
{{- if include "tochka-rosta.coreUsesEgress" . -}}
{{- $targets = append $targets (include "tochka-rosta.targetOf" .Values.codes.webhook.url | fromJson) -}}
{{- end -}}
{{- $targets | toJson -}}
{{- end }}

{{/* Programs of the platform that may use the door, as a JSON list. */}}
{{- define "tochka-rosta.egressPlatformClients" -}}
{{- $clients := list -}}
{{- if include "tochka-rosta.coreUsesEgress" . -}}
{{- $hosts := list (include "tochka-rosta.targetOf" .Values.codes.webhook.url | fromJson) -}}
{{- $clients = append $clients (dict "namespace" .Release.Namespace "serviceAccount" "tochka-rosta-core" "hosts" $hosts) -}}
{{- end -}}
{{- $clients | toJson -}}
{{- end }}
