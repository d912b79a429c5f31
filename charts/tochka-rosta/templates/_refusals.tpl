{{/* Ends the rendering with everything that cannot work together, each with what to do about it. */}}
{{- define "tochka-rosta.refuse" -}}
{{- $problems := list -}}
{{- range list "addresses" "labels" "routing" "databases" "codes" "egress" "setup" "monitoring" -}}
{{- $problems = concat $problems (include (printf "tochka-rosta.refusals.%s" .) $ | trim | splitList "\n" | compact) -}}
{{- end -}}
{{- if $problems -}}
{{- fail (printf "\n\nThese values cannot be installed:\n- %s\n" (join "\n- " $problems)) -}}
{{- end -}}
{{- end }}

{{- define "tochka-rosta.refusals.addresses" -}}
{{- $origin := trimSuffix "/" .Values.dashboard.origin -}}
{{- $host := include "tochka-rosta.dashboardHost" . -}}
{{- if not .Values.domain }}
domain: set it to the domain that tenants' sites live under, such as sites.example
{{- end }}
{{- if not .Values.dashboard.origin }}
dashboard.origin: set it to the address of dashboard and core, such as https://app.tochka.example
{{- else if not (regexMatch "^https?://[^/?#@]+$" $origin) }}
dashboard.origin: must be an origin without a path, such as https://app.tochka.example
{{- else if regexMatch "^https?://.*[^ -~]" $origin }}
dashboard.origin: write {{ $host }} as browsers send it, in Punycode (xn--…)
{{- else if not (regexMatch "^https?://[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*(:[1-9][0-9]{0,4})?$" $origin) }}
dashboard.origin: must be written as browsers send it: scheme, host in small letters, port, such as https://app.tochka.example
{{- else if or (and (hasPrefix "https:" $origin) (hasSuffix ":443" $origin)) (and (hasPrefix "http:" $origin) (hasSuffix ":80" $origin)) }}
dashboard.origin: leave out the port that {{ regexFind "^https?" $origin }} has anyway, as browsers do
{{- else if and .Values.domain (not .Values.trial) (eq (include "tochka-rosta.registrable" .Values.domain) (include "tochka-rosta.registrable" $host)) }}
domain: {{ .Values.domain }} and the dashboard's {{ $host }} share the registrable domain {{ include "tochka-rosta.registrable" $host }}, so a tenant's site could set cookies for the dashboard; give the sites a domain of their own (or set trial=true to try things out)
{{- end }}
{{- if and (hasPrefix "http:" .Values.dashboard.origin) (not .Values.trial) }}
dashboard.origin: sessions need https; use an https:// origin (or set trial=true to try things out)
{{- end }}
{{- if and (eq .Values.tls.mode "none") (not .Values.trial) }}
tls.mode: none serves sites over plain http, which is for trials only; use wildcardSecret with a certificate of *.{{ default "<domain>" .Values.domain }} (or set trial=true)
{{- end }}
{{- if and (eq .Values.tls.mode "perTenantWildcard") (hasPrefix "{prefix}--" .Values.hostTemplate) }}
tls.mode: perTenantWildcard makes certificates of *.<tenant>.{{ default "<domain>" .Values.domain }}, which cover no host of the flat template; use wildcardSecret, or hostTemplate={prefix}.{tenant}.{domain}
{{- end }}
{{- if and (eq .Values.tls.mode "wildcardSecret") (hasPrefix "{prefix}.{tenant}" .Values.hostTemplate) }}
tls.mode: a wildcard certificate covers one label, and hosts of the nested template have two; use perTenantWildcard, or the flat hostTemplate {prefix}--{tenant}.{domain}
{{- end }}
{{- if and (has .Values.tls.mode (list "perTenantWildcard" "perHost")) (not .Values.tls.clusterIssuer) }}
tls.clusterIssuer: {{ .Values.tls.mode }} needs cert-manager; name its ClusterIssuer
{{- end }}
{{- end }}

{{/* A key twice is no valid YAML, and selectors never change. */}}
{{- define "tochka-rosta.refusals.labels" -}}
{{- $ours := list "name" "instance" "version" "component" "part-of" "managed-by" -}}
{{- $given := dict "commonLabels" .Values.commonLabels -}}
{{- range $component := concat (list "core" "operator" "doorman" "dashboard") (include "tochka-rosta.hasEgress" . | empty | ternary list (list "egress")) -}}
{{- $_ := set $given (printf "%s.podLabels" $component) (get $.Values $component).podLabels -}}
{{- end -}}
{{- $_ := set $given "monitoring.serviceMonitor.labels" .Values.monitoring.serviceMonitor.labels -}}
{{- $_ := set $given "monitoring.prometheusRule.labels" .Values.monitoring.prometheusRule.labels -}}
{{- range $path, $labels := $given }}
{{- range $key, $_ := $labels }}
{{- if has (trimPrefix "app.kubernetes.io/" $key) (hasPrefix "app.kubernetes.io/" $key | ternary $ours list) }}
{{ $path }}: {{ $key }} is set by the chart itself; take it out
{{- else if and (ne $path "commonLabels") (hasKey (default dict $.Values.commonLabels) $key) }}
{{ $path }}: {{ $key }} stands in commonLabels already; take it out of one of the two
{{- end }}
{{- end }}
{{- end }}
{{- end }}

{{- define "tochka-rosta.refusals.routing" -}}
{{- if and (eq .Values.routing.kind "Ingress") (not .Values.routing.ingressClassName) }}
routing.ingressClassName: set it to a class of this cluster (kubectl get ingressclasses)
{{- end }}
{{- if and (eq .Values.routing.kind "HTTPRoute") (not (and .Values.routing.gateway.name .Values.routing.gateway.namespace)) }}
routing.gateway: HTTPRoutes need a Gateway; set routing.gateway.name and routing.gateway.namespace (kubectl get gateways -A)
{{- end }}
{{- if and (eq .Values.routing.kind "HTTPRoute") (has .Values.tls.mode (list "perTenantWildcard" "perHost")) }}
tls.mode: with HTTPRoutes certificates belong to the Gateway's listeners, so {{ .Values.tls.mode }} cannot be done from here; use wildcardSecret
{{- end }}
{{- if and .Values.routing.catchAll (eq .Values.routing.kind "HTTPRoute") }}
routing.catchAll: is for Ingress only; a HTTPRoute's wildcard covers every host below the domain already
{{- end }}
{{- if not (or .Values.routing.controllerNamespaces .Values.routing.controllerCidrs) }}
routing.controllerNamespaces: name the namespaces of your ingress controller or Gateway, such as {traefik}, or in routing.controllerCidrs the addresses that its requests come from; network policies keep everyone else away from the sites
{{- end }}
{{- end }}

{{- define "tochka-rosta.refusals.databases" -}}
{{- $external := .Values.postgresql.external -}}
{{- $ready := list $external.core.existingSecret $external.modules.existingSecret | compact | len -}}
{{- if and (eq .Values.postgresql.mode "trial") (not .Values.trial) }}
postgresql.mode: the built-in PostgreSQL has no backups and is for trials only; use mode=external (or set trial=true)
{{- end }}
{{- if eq .Values.postgresql.mode "external" }}
{{- if and $external.admin.existingSecret (gt $ready 0) }}
postgresql.external: give either admin.existingSecret, or core.existingSecret and modules.existingSecret, not both
{{- else if and (not $external.admin.existingSecret) (lt $ready 2) }}
postgresql.external: give admin.existingSecret (roles and the core's database are made with it), or both core.existingSecret and modules.existingSecret; for a trial set trial=true and postgresql.mode=trial
{{- end }}
{{- if and (eq $external.sslmode "verify-ca") (not $external.caSecret.name) }}
postgresql.external.caSecret: sslmode verify-ca needs the authority that is to be believed; name a Secret with its certificate, or use verify-full
{{- end }}
{{- if and $external.caSecret.name (eq $external.sslmode "disable") }}
postgresql.external.sslmode: disable encrypts nothing, so the authority of caSecret would stay unused; use verify-full
{{- end }}
{{- if and $external.admin.existingSecret (not $external.host) }}
postgresql.external.host: set it to the server's name as pods reach it
{{- end }}
{{- end }}
{{- if and (eq .Values.redis.mode "trial") (not .Values.trial) }}
redis.mode: the built-in Redis is for trials only; use mode=external or none (or set trial=true)
{{- end }}
{{- if and (eq .Values.redis.mode "external") (not .Values.redis.external.existingSecret) }}
redis.external.existingSecret: name the Secret that holds the URL of your Redis under the key {{ .Values.redis.external.key }}
{{- end }}
{{- if and (eq .Values.redis.mode "none") (gt (int .Values.core.replicas) 1) }}
core.replicas: {{ .Values.core.replicas }} replicas need a Redis, or each would count attempts for itself; set redis.mode=external, or core.replicas=1
{{- end }}
{{- end }}

{{- define "tochka-rosta.refusals.codes" -}}
{{- if and (eq .Values.codes.provider "terminal") (not .Values.trial) }}
codes.provider: terminal writes one-time codes to the log, which is for trials only; use webhook with your SMS gateway (or set trial=true)
{{- end }}
{{- if eq .Values.codes.provider "webhook" }}
{{- if not .Values.codes.webhook.url }}
codes.webhook.url: set it to your SMS gateway's address; for a trial set trial=true and codes.provider=terminal
{{- end }}
{{- if not .Values.codes.webhook.existingSecret }}
codes.webhook.existingSecret: name the Secret that holds, under the key {{ .Values.codes.webhook.key }}, what requests to the gateway are signed with
{{- end }}
{{- end }}
{{- end }}

{{- define "tochka-rosta.refusals.egress" -}}
{{- if include "tochka-rosta.hasEgress" . }}
{{- $never := list 22 25 53 6443 10250 -}}
{{- range dig "egress" "privateTargets" (list) .Values.AsMap }}
{{- if has (int .port) $never }}
egress.privateTargets: {{ .host }}:{{ .port | int }} is a port that no tunnel leads to ({{ join ", " $never }}); take it out
{{- end }}
{{- end }}
{{- if and (eq .Values.codes.provider "webhook") .Values.codes.webhook.url (has ((include "tochka-rosta.targetOf" .Values.codes.webhook.url | fromJson).port | int) $never) }}
codes.webhook.url: the door opens no tunnel to the ports {{ join ", " $never }}; let the gateway listen on another, or set egress.enabled=false
{{- end }}
{{- $mail := dig "egress" "mail" (dict) .Values.AsMap }}
{{- if $mail.host }}
{{- if not (regexMatch "^[^@ ,;<>]+@[^@ ,;<>]+\\.[^@ ,;<>]+$" (default "" $mail.from)) }}
egress.mail.from: name the address that letters come from, such as no-reply@example.com
{{- end }}
{{- if ne (empty $mail.username) (empty $mail.existingSecret) }}
egress.mail: username and existingSecret belong together; leave both empty for a relay that asks for no password
{{- end }}
{{- if and $mail.username (eq $mail.security "none") }}
egress.mail.security: a password is not sent in the clear; take starttls or tls
{{- end }}
{{- end }}
{{- end }}
{{- end }}

{{/* Figures that nobody can fetch ring as if nothing ran. */}}
{{- define "tochka-rosta.refusals.monitoring" -}}
{{- $additional := .Values.networkPolicy.additional -}}
{{- $isLetIn := and (dig "core" "ingress" (list) $additional) (dig "operator" "ingress" (list) $additional) -}}
{{- if and .Values.monitoring.serviceMonitor.enabled .Values.networkPolicy.enabled (not .Values.networkPolicy.monitoringNamespaces) (not $isLetIn) }}
networkPolicy.monitoringNamespaces: name the namespace of your Prometheus, such as {monitoring}; network policies keep everyone else away from the figures that monitoring.serviceMonitor asks for
{{- end }}
{{- end }}

{{- define "tochka-rosta.refusals.setup" -}}
{{- if not .Values.setup.enabled }}
{{- if .Values.catalogue.enabled }}
catalogue.enabled: the catalogue is applied by the setup hook; set setup.enabled=true, or catalogue.enabled=false and apply the Module objects yourself
{{- end }}
{{- if not .Values.secrets.core.existingSecret }}
secrets.core.existingSecret: without the setup hook nobody makes the core's keys; name a Secret with signing-keys.json and code-pepper
{{- end }}
{{- if include "tochka-rosta.preparesDatabases" . }}
postgresql: without the setup hook nobody makes the passwords of its roles; use mode=external with core.existingSecret and modules.existingSecret
{{- end }}
{{- end }}
{{- end }}
