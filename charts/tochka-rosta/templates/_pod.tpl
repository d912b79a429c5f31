{{/* Settings that every pod of ours has. Call: include "tochka-rosta.podSettings" (dict "root" $ "name" "core" "settings" .Values.core) */}}
{{- define "tochka-rosta.podSettings" -}}
{{- with .root.Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  seccompProfile: { type: RuntimeDefault }
  {{- $ids := default false .root.Values.openshift | ternary dict (dict "runAsUser" 65532 "runAsGroup" 65532 "fsGroup" 65532) }}
  {{- with merge dict (default dict .root.Values.podSecurityContext) $ids }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with .settings.terminationGracePeriodSeconds }}
terminationGracePeriodSeconds: {{ . }}
{{- end }}
{{- with .settings.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with merge (dict) (default (dict) .settings.nodeSelector) (default (dict) .root.Values.nodeSelector) }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with concat (default (list) .root.Values.tolerations) (default (list) .settings.tolerations) }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .settings.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- if .settings.topologySpreadConstraints }}
topologySpreadConstraints:
  {{- toYaml .settings.topologySpreadConstraints | nindent 2 }}
{{- else if gt (int (default 1 .settings.replicas)) 1 }}
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "tochka-rosta.selector" (dict "root" .root "component" .name) | nindent 8 }}
{{- end }}
{{- end }}

{{/* What the restricted Pod Security level asks of a container, and a root file system that nobody writes to. */}}
{{- define "tochka-rosta.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end }}

{{/*
The environment of a container: ours, where extraEnv says nothing else. A name twice is refused by server-side apply.
Call: include "tochka-rosta.env" (dict "settings" .Values.core "env" (list (dict "name" … "value" …) …))
*/}}
{{- define "tochka-rosta.env" -}}
{{- $taken := dict }}
{{- range .settings.extraEnv }}{{ $_ := set $taken .name true }}{{ end }}
{{- range .env }}
{{- if not (hasKey $taken .name) }}
- {{ toYaml . | nindent 2 | trim }}
{{- end }}
{{- end }}
{{- range .settings.extraEnv }}
- {{ toYaml . | nindent 2 | trim }}
{{- end }}
- name: POD_NAME
  valueFrom: { fieldRef: { fieldPath: metadata.name } }
- name: POD_UID
  valueFrom: { fieldRef: { fieldPath: metadata.uid } }
{{- end }}

{{/* Labels and annotations of a component's pods. Call as tochka-rosta.podSettings, with "annotations" of the template's own. */}}
{{- define "tochka-rosta.podMetadata" -}}
labels:
  {{- include "tochka-rosta.labels" (dict "root" .root "component" .name) | nindent 2 }}
  {{- with .settings.podLabels }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with merge (dict) .settings.podAnnotations (default (dict) .annotations) }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}
