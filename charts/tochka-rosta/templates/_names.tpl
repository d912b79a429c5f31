{{/* Labels of an object. Call: include "tochka-rosta.labels" (dict "root" $ "component" "core") */}}
{{- define "tochka-rosta.labels" -}}
{{ include "tochka-rosta.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/component: {{ .component }}
app.kubernetes.io/part-of: tochka-rosta
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
{{- with .root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* What never changes of a component's labels. */}}
{{- define "tochka-rosta.selector" -}}
app.kubernetes.io/name: {{ .component }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- end }}

{{/* Reference of an image; a digest wins over the tag. Call: include "tochka-rosta.image" (dict "root" $ "image" .Values.core.image) */}}
{{- define "tochka-rosta.image" -}}
{{- $registry := default .root.Values.global.imageRegistry .image.registry -}}
{{- with $registry }}{{ trimSuffix "/" . }}/{{ end -}}
{{ .image.repository }}:{{ default .root.Chart.AppVersion .image.tag }}
{{- with .image.digest }}@{{ . }}{{ end -}}
{{- end }}

{{- define "tochka-rosta.publicScheme" -}}
{{ eq .Values.tls.mode "none" | ternary "http" "https" }}
{{- end }}

{{/* Where modules read the core's public keys: on a port of their own, so that none of them reaches the API. */}}
{{- define "tochka-rosta.coreKeysUrl" -}}
{{ default (printf "http://core.%s.svc:8081" .Release.Namespace) (trimSuffix "/" .Values.core.keysUrl) }}/.well-known/jwks.json
{{- end }}

{{/* Where our own programs reach the core. The port is the pods' own: policies see packets behind the Service. */}}
{{- define "tochka-rosta.coreUrl" -}}
{{ default (printf "http://core.%s.svc:8080" .Release.Namespace) (trimSuffix "/" .Values.core.internalUrl) }}
{{- end }}

{{- define "tochka-rosta.dashboardHost" -}}
{{ (urlParse .Values.dashboard.origin).hostname }}
{{- end }}

{{/* Names of Secrets: ours, or those that were given. */}}
{{- define "tochka-rosta.coreSecrets" -}}
{{ default "core-secrets" .Values.secrets.core.existingSecret }}
{{- end }}

{{- define "tochka-rosta.coreDatabaseSecret" -}}
{{ default "core-database" (eq .Values.postgresql.mode "external" | ternary .Values.postgresql.external.core.existingSecret "") }}
{{- end }}

{{- define "tochka-rosta.databaseServersSecret" -}}
{{ default "operator-database-servers" (eq .Values.postgresql.mode "external" | ternary .Values.postgresql.external.modules.existingSecret "") }}
{{- end }}

{{/* The Secret with the authority of the external PostgreSQL; empty: the authorities that Node.js knows, or no TLS. */}}
{{- define "tochka-rosta.databaseAuthority" -}}
{{- $external := .Values.postgresql.external -}}
{{- if and (eq .Values.postgresql.mode "external") (ne $external.sslmode "disable") }}{{ $external.caSecret.name }}{{ end -}}
{{- end }}

{{/* Non-empty where roles and the core's database are made by us, with an administrator's URL. */}}
{{- define "tochka-rosta.preparesDatabases" -}}
{{- if or (eq .Values.postgresql.mode "trial") .Values.postgresql.external.admin.existingSecret }}yes{{ end -}}
{{- end }}
