{{/*
What the operator's account may do beyond what RBAC can say, as a table of admission policies: a stolen token of it must reach no node, no
namespace of others and no address of others. RBAC gives verbs on kinds; these rules say which objects. Each holds for CREATE and UPDATE
unless it names others. `variables` are computed when a validation reads them.
*/}}
{{- define "tochka-rosta.operatorLimits" -}}
{{- $mark := "tochkarosta.online/tenant-uid" }}
{{- $domain := .Values.domain }}
{{- $issuer := default "" .Values.tls.clusterIssuer }}
{{- $tolerations := list }}
{{- range .Values.modules.tolerations }}
{{- $tolerations = append $tolerations (list (default "" .key) (default "Equal" .operator) (default "" .value) (default "" .effect) | join "|") }}
{{- end }}
{{- $previous := "request.operation == 'CREATE' ? {} : oldObject.metadata.?annotations.orValue({})" }}
{{- $noNewAnnotation := "object.metadata.?annotations.orValue({}).all(key, key.startsWith('tochkarosta.online/') || (key in variables.previous && variables.previous[key] == object.metadata.annotations[key]))" }}
{{- $inTenant := printf "request.namespace.startsWith('tenant-') && has(namespaceObject.metadata.labels) && '%s' in namespaceObject.metadata.labels" $mark }}
- name: namespaces
  groups: [""]
  resources: [namespaces]
  operations: [CREATE, UPDATE, DELETE]
  variables:
    - name: previous
      expression: "request.operation == 'CREATE' ? {} : oldObject.metadata.?labels.orValue({})"
    - name: labels
      expression: "request.operation == 'DELETE' ? {} : object.metadata.?labels.orValue({})"
    - name: previousAnnotations
      expression: {{ $previous | quote }}
    - name: annotations
      expression: "request.operation == 'DELETE' ? {} : object.metadata.?annotations.orValue({})"
  validations:
    - expression: request.name.startsWith('tenant-')
      message: the operator changes namespaces of tenants only
    - expression: request.operation == 'CREATE' || '{{ $mark }}' in variables.previous
      message: a namespace that was not made for a tenant is never taken over, nor deleted
    - expression: request.operation == 'DELETE' || '{{ $mark }}' in variables.labels
      message: a tenant's namespace bears its tenant's uid
    # Privileged, or restricted as an early version had it, would let a pod become root on its node.
    - expression: >-
        request.operation == 'DELETE' || (variables.labels[?'pod-security.kubernetes.io/enforce'].orValue('') == 'restricted'
        && variables.labels[?'pod-security.kubernetes.io/enforce-version'].orValue('latest') == 'latest')
      message: pods of tenants are held to the restricted profile of Pod Security
    # Service meshes, node selectors and clouds read labels and annotations of namespaces.
    - expression: >-
        variables.labels.all(key, key.startsWith('tochkarosta.online/') || key in ['app.kubernetes.io/managed-by', 'kubernetes.io/metadata.name']
        || key.startsWith('pod-security.kubernetes.io/') || (key in variables.previous && variables.previous[key] == variables.labels[key]))
        && variables.annotations.all(key, key.startsWith('tochkarosta.online/')
        || (key in variables.previousAnnotations && variables.previousAnnotations[key] == variables.annotations[key]))
      message: the operator gives a namespace its own labels and annotations only

- name: rolebindings
  groups: [rbac.authorization.k8s.io]
  resources: [rolebindings]
  validations:
    - expression: {{ $inTenant | quote }}
      message: the operator binds roles in namespaces of tenants only
    - expression: object.roleRef.name == 'tochka-rosta-operator-tenant' && object.roleRef.kind == 'ClusterRole'
      message: the operator binds one role only
    - expression: >-
        object.subjects.all(subject, subject.kind == 'ServiceAccount' && subject.name == 'tochka-rosta-operator'
        && subject.?namespace.orValue('') == '{{ .Release.Namespace }}')
      message: the operator gives rights to itself only

# Tenants and instances are what owners and people with kubectl want; the operator reports and holds finalizers.
- name: desired
  groups: [tochkarosta.online]
  resources: [tenants, moduleinstances]
  operations: [UPDATE]
  validations:
    - expression: >-
        object.spec == oldObject.spec && object.metadata.?labels.orValue({}) == oldObject.metadata.?labels.orValue({})
        && object.metadata.?annotations.orValue({}) == oldObject.metadata.?annotations.orValue({})
      message: the operator changes nothing of a Tenant or ModuleInstance but its finalizers and status

- name: hostclaims
  groups: [tochkarosta.online]
  resources: [hostclaims]
  validations:
    - expression: object.metadata.name.endsWith('.{{ $domain }}')
      message: hosts of sites lie under {{ $domain }}

- name: services
  groups: [""]
  resources: [services]
  variables:
    - name: previous
      expression: {{ $previous | quote }}
  validations:
    - expression: object.spec.?type.orValue('ClusterIP') == 'ClusterIP' && object.spec.?externalName.orValue('') == ''
      message: a site's Service is of type ClusterIP
    # CVE-2020-8554: whoever may set these takes traffic of others.
    - expression: >-
        object.spec.?externalIPs.orValue([]).size() == 0 && object.spec.?loadBalancerIP.orValue('') == ''
        && object.spec.?loadBalancerClass.orValue('') == ''
      message: a site's Service has no external address
    - expression: "'tochkarosta.online/instance' in object.spec.?selector.orValue({})"
      message: a site's Service selects the pods of its instance
    - expression: {{ $noNewAnnotation | quote }}
      message: the operator gives Services its own annotations only

# Clouds give roles to accounts by annotation.
- name: serviceaccounts
  groups: [""]
  resources: [serviceaccounts]
  variables:
    - name: previous
      expression: {{ $previous | quote }}
  validations:
    # 'module' alone is that of 0.2.0, which all instances of a tenant shared.
    - expression: >-
        (object.metadata.name == 'module' || object.metadata.name.startsWith('module-'))
        && object.?automountServiceAccountToken.orValue(true) == false
      message: the operator makes ServiceAccounts for modules only, without a mounted token
    - expression: {{ $noNewAnnotation | quote }}
      message: the operator gives ServiceAccounts its own annotations only

- name: secrets
  groups: [""]
  resources: [secrets]
  validations:
    - expression: object.?type.orValue('Opaque') != 'kubernetes.io/service-account-token'
      message: the operator makes no token of a ServiceAccount

- name: deployments
  groups: [apps]
  resources: [deployments]
  variables:
    - name: pod
      expression: object.spec.template.spec
  validations:
    - expression: variables.pod.?nodeName.orValue('') == '' && variables.pod.?schedulerName.orValue('default-scheduler') == 'default-scheduler'
      message: the scheduler chooses the nodes of modules
    - expression: >-
        variables.pod.?tolerations.orValue([]).all(item, (item.?key.orValue('') + '|' + item.?operator.orValue('Equal') + '|'
        + item.?value.orValue('') + '|' + item.?effect.orValue('')) in {{ $tolerations | toJson | replace "\"" "'" }})
      message: modules tolerate the taints of modules.tolerations only
    - expression: variables.pod.?priorityClassName.orValue('') == '' && variables.pod.?runtimeClassName.orValue('') == ''
      message: modules run with the default priority and runtime
    - expression: >-
        variables.pod.?serviceAccountName.orValue('') in ['module', 'module-' + object.metadata.name]
        && variables.pod.?automountServiceAccountToken.orValue(true) == false
      message: modules run as their own ServiceAccount, without a mounted token
    # Of tokens the door's alone: one without an audience is good for the API server.
    - expression: >-
        variables.pod.?volumes.orValue([]).all(volume, volume.?configMap.hasValue() || volume.?secret.hasValue() || volume.?emptyDir.hasValue()
        || (volume.?projected.hasValue() && volume.projected.?sources.orValue([]).size() > 0
        && volume.projected.sources.all(source, source.?serviceAccountToken.?audience.orValue('') == 'egress')))
      message: modules mount ConfigMaps, Secrets, temporary folders and the door's token

- name: networkpolicies
  groups: [networking.k8s.io]
  resources: [networkpolicies]
  variables:
    # Neither everywhere, nor pods of tenants: a namespace by its name, or addresses.
    - name: peers
      expression: >-
        object.spec.?ingress.orValue([]).map(rule, rule.?from.orValue([])).filter(peers, peers.size() > 0)
        + object.spec.?egress.orValue([]).map(rule, rule.?to.orValue([])).filter(peers, peers.size() > 0)
  validations:
    - expression: >-
        object.metadata.name == 'tenant' && object.spec.podSelector.?matchLabels.orValue({}).size() == 0
        && object.spec.podSelector.?matchExpressions.orValue([]).size() == 0
        && 'Ingress' in object.spec.?policyTypes.orValue([]) && 'Egress' in object.spec.?policyTypes.orValue([])
      message: a tenant has one NetworkPolicy, for all its pods and both directions
    - expression: >-
        object.spec.?ingress.orValue([]).all(rule, rule.?from.orValue([]).size() > 0)
        && object.spec.?egress.orValue([]).all(rule, rule.?to.orValue([]).size() > 0)
      message: every rule names whom it lets through
    - expression: >-
        variables.peers.all(peers, peers.all(peer, peer.?ipBlock.hasValue() || (
        !peer.?namespaceSelector.?matchLabels[?'kubernetes.io/metadata.name'].orValue('tenant-').startsWith('tenant-'))))
      message: a rule lets through addresses, or pods of one namespace that is no tenant's

{{- if eq .Values.routing.kind "Ingress" }}

- name: ingresses
  groups: [networking.k8s.io]
  resources: [ingresses]
  variables:
    - name: previous
      expression: {{ $previous | quote }}
  validations:
    - expression: >-
        object.spec.?ingressClassName.orValue('') == '{{ .Values.routing.ingressClassName }}' && !object.spec.?defaultBackend.hasValue()
      message: sites are routed by the class of routing.ingressClassName
    - expression: >-
        object.spec.?rules.orValue([]).size() > 0 && object.spec.rules.all(rule, !rule.?host.orValue('*').startsWith('*')
        && rule.host.endsWith('.{{ $domain }}'))
      message: hosts of sites lie under {{ $domain }}
    - expression: >-
        object.spec.?rules.orValue([]).all(rule, rule.?http.hasValue() && rule.http.paths.all(path, path.backend.?service.hasValue()))
      message: a site's Ingress leads to Services
    # Ingress controllers read configuration, even programs, from annotations.
    - expression: >-
        object.metadata.?annotations.orValue({}).all(key, key.startsWith('tochkarosta.online/') ||
        {{- if $issuer }} (key == 'cert-manager.io/cluster-issuer' && object.metadata.annotations[key] == '{{ $issuer }}') ||{{ end }}
        (key in variables.previous && variables.previous[key] == object.metadata.annotations[key]))
      message: the operator gives Ingresses its own annotations and the configured issuer only
{{- else }}

- name: httproutes
  groups: [gateway.networking.k8s.io]
  resources: [httproutes]
  validations:
    - expression: >-
        object.spec.?parentRefs.orValue([]).all(parent, parent.name == '{{ .Values.routing.gateway.name }}'
        && parent.?namespace.orValue('') == '{{ .Values.routing.gateway.namespace }}')
      message: sites hang on the Gateway of routing.gateway
    - expression: >-
        object.spec.?hostnames.orValue([]).size() > 0 && object.spec.hostnames.all(host, !host.startsWith('*') && host.endsWith('.{{ $domain }}'))
      message: hosts of sites lie under {{ $domain }}
    - expression: >-
        object.spec.?rules.orValue([]).all(rule, rule.?filters.orValue([]).size() == 0 && rule.?backendRefs.orValue([]).all(backend,
        backend.?kind.orValue('Service') == 'Service' && backend.?namespace.orValue(request.namespace) == request.namespace
        && backend.?filters.orValue([]).size() == 0))
      message: a site's HTTPRoute leads to Services of its own namespace, without filters
{{- end }}

{{- if eq .Values.tls.mode "perTenantWildcard" }}

- name: certificates
  groups: [cert-manager.io]
  resources: [certificates]
  validations:
    - expression: >-
        object.spec.?dnsNames.orValue([]).size() > 0 && object.spec.dnsNames.all(host, host.endsWith('.{{ $domain }}'))
        && !object.spec.?isCA.orValue(false)
      message: certificates of sites are for hosts under {{ $domain }}
    - expression: object.spec.issuerRef.name == '{{ $issuer }}' && object.spec.issuerRef.?kind.orValue('Issuer') == 'ClusterIssuer'
      message: certificates of sites come from tls.clusterIssuer
{{- end }}

- name: events
  groups: ["", events.k8s.io]
  resources: [events]
  validations:
    # What has no namespace, as Tenants have none, is reported in `default`.
    - expression: request.namespace == 'default' || request.namespace.startsWith('tenant-')
      message: the operator reports events of tenants only
{{- end }}
