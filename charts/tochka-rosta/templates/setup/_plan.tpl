{{/* Which Secrets the hook makes: those that were not given. Words for `setup secrets`. */}}
{{- define "tochka-rosta.secretArguments" -}}
{{- $external := .Values.postgresql.external -}}
{{- if not .Values.secrets.core.existingSecret }}
- --core-secrets
{{- end }}
{{- if eq (include "tochka-rosta.platformKeysSecret" .) "platform-keys" }}
- --platform-keys
{{- end }}
{{- if eq .Values.postgresql.mode "trial" }}
- --trial-postgresql
- --core-database=postgresql://trial-postgresql-core.{{ .Release.Namespace }}.svc:5432/core?sslmode=disable
- --module-server=postgresql://trial-postgresql-modules.{{ .Release.Namespace }}.svc:5432/postgres?sslmode=disable
{{- else if $external.admin.existingSecret }}
- --core-database=postgresql://{{ $external.host }}:{{ $external.port }}/core?sslmode={{ $external.sslmode }}
- --module-server=postgresql://{{ $external.host }}:{{ $external.port }}/postgres?sslmode={{ $external.sslmode }}{{ if include "tochka-rosta.databaseAuthority" . }}&sslrootcert=/etc/setup/authority/ca.crt{{ end }}
{{- end }}
{{- end }}
