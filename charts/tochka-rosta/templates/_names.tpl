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

{{/*
Annotations of an object: those of the values, and its own. Prints nothing where there are none.
Call: include "tochka-rosta.annotations" (dict "root" $ "own" (dict … …))
*/}}
{{- define "tochka-rosta.annotations" -}}
{{- with merge dict (default dict .own) (default dict .root.Values.commonAnnotations) -}}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/*
Annotations of a hook, for Helm and for Argo CD, which heeds its own where there are any. Argo CD would run what Helm runs afterwards only
once everything is healthy, and an Ingress without an address never is: there the catalogue is applied along with the rest.
Call: include "tochka-rosta.hook" (dict "when" "before", "after" or "test" "weight" "-10" "isKept" true)
*/}}
{{- define "tochka-rosta.hook" -}}
{{- $helm := dict "before" "pre-install,pre-upgrade,pre-rollback" "after" "post-install,post-upgrade,post-rollback" "test" "test" -}}
{{- $argo := dict "before" "PreSync" "after" "Sync" "test" "Skip" -}}
helm.sh/hook: {{ get $helm .when }}
helm.sh/hook-weight: {{ default "0" .weight | quote }}
helm.sh/hook-delete-policy: {{ .isKept | ternary "before-hook-creation" "before-hook-creation,hook-succeeded" }}
argocd.argoproj.io/hook: {{ get $argo .when }}
argocd.argoproj.io/sync-wave: {{ default "0" .weight | quote }}
argocd.argoproj.io/hook-delete-policy: {{ .isKept | ternary "BeforeHookCreation" "BeforeHookCreation,HookSucceeded" }}
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
{{ default (printf "http://core.%s.svc:8081" .Release.Namespace) (trimSuffix "/" (default "" .Values.core.keysUrl)) }}/.well-known/jwks.json
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

{{/* Empty: the setup hook is off and none is given, so sites have no keys. Values of 0.2.0 say nothing of it. */}}
{{- define "tochka-rosta.platformKeysSecret" -}}
{{ default (.Values.setup.enabled | ternary "platform-keys" "") (dig "platformKeys" "existingSecret" "" .Values.secrets) }}
{{- end }}

{{- define "tochka-rosta.coreDatabaseSecret" -}}
{{ default "core-database" (eq .Values.postgresql.mode "external" | ternary .Values.postgresql.external.core.existingSecret "") }}
{{- end }}

{{- define "tochka-rosta.databaseServersSecret" -}}
{{ default "operator-database-servers" (eq .Values.postgresql.mode "external" | ternary .Values.postgresql.external.modules.existingSecret "") }}
{{- end }}

{{/*
Hosts outside the cluster whose addresses the values do not name, so that policies let modules to any address at their ports, one a line
with the value that would name them. A host that only a given Secret names is not known here; the operator's log tells.
*/}}
{{- define "tochka-rosta.openHosts" -}}
{{- $inside := "^(localhost|[0-9]+([.][0-9]+){3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]*|[^.]+[.][^.]+[.]svc([.].*)?)$" -}}
{{- $external := .Values.postgresql.external -}}
{{- $keysHost := (urlParse (include "tochka-rosta.coreKeysUrl" .)).hostname | trimAll "[]" -}}
{{- if and (eq .Values.postgresql.mode "external") $external.host (not $external.cidrs) (not (regexMatch $inside $external.host)) }}
{{ $external.host }} (postgresql.external.cidrs)
{{- end }}
{{- if and (not .Values.core.keysCidrs) (not (regexMatch $inside $keysHost)) }}
{{ $keysHost }} (core.keysCidrs)
{{- end }}
{{- end }}

{{/* What of the values a program reads at its start only, so that a change of it replaces the pods. Addresses are for policies. */}}
{{- define "tochka-rosta.databaseSettings" -}}
{{- $postgresql := .Values.postgresql -}}
{{ toJson (set (deepCopy $postgresql) "external" (omit $postgresql.external "cidrs")) }}
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
