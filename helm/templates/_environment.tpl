{{/* Renders the environment variables of a service as a list. Those that are read from the pod come first, because the
     values of later ones refer to them. Context: root, service. */}}
{{- define "traced.environment" -}}
{{- $variables := dict "HOST" "0.0.0.0" "PORT" "3000" -}}
{{- with .service.ledger }}{{ $_ := set $variables "LEDGER_FILE" . }}{{ end -}}
{{- range $variable, $component := .service.calls -}}
{{- $_ := set $variables $variable (include "traced.url" (dict "root" $.root "component" $component)) -}}
{{- end -}}
{{- if .service.database -}}
{{- $variables = merge $variables (include "traced.databaseVariables" . | fromYaml) (include "traced.tracingVariables" . | fromYaml) -}}
{{ include "traced.podVariables" . }}
{{ include "traced.passwordVariable" .root }}
{{- end }}
{{- range $name, $value := mergeOverwrite $variables .service.env }}
- name: {{ $name }}
  value: {{ include "traced.text" $value | quote }}
{{- end }}
{{- end }}

{{- define "traced.podVariables" -}}
{{- $fields := dict
  "K8S_NAMESPACE_NAME" "metadata.namespace"
  "K8S_NODE_NAME" "spec.nodeName"
  "K8S_POD_NAME" "metadata.name"
  "K8S_POD_UID" "metadata.uid"
-}}
{{- range $name, $path := $fields }}
- name: {{ $name }}
  valueFrom:
    fieldRef:
      fieldPath: {{ $path }}
{{- end }}
{{- end }}

{{/* Renders the variable with the password. It is no part of the URL, so that it may hold any character. */}}
{{- define "traced.passwordVariable" -}}
- name: PGPASSWORD
  valueFrom:
    secretKeyRef:
      {{- include "traced.passwordKey" . | nindent 6 }}
{{- end }}

{{- define "traced.databaseVariables" -}}
{{- $postgresql := .root.Values.postgresql -}}
{{- $host := include "traced.name" (dict "root" .root "component" "postgresql") -}}
{{- if eq $postgresql.mode "external" }}{{ $host = $postgresql.host }}{{ end -}}
DATABASE_URL: postgres://{{ $postgresql.user | urlquery }}@{{ $host }}:{{ $postgresql.port }}/{{ .service.database }}
PGSSLMODE: {{ $postgresql.sslMode }}
{{- end }}

{{- define "traced.tracingVariables" -}}
{{- $tracing := .service.tracing -}}
OTEL_SERVICE_NAME: {{ .service.component }}
OTEL_EXPORTER_OTLP_ENDPOINT: {{ include "traced.otlpEndpoint" .root }}
OTEL_TRACES_SAMPLER: parentbased_traceidratio
OTEL_TRACES_SAMPLER_ARG: {{ include "traced.text" $tracing.sampling.ratio | quote }}
OTEL_RESOURCE_ATTRIBUTES: {{ include "traced.resourceAttributes" . | quote }}
TRACING_EXCLUDED_PATHS: {{ join "," $tracing.excludedPaths | quote }}
{{- end }}

{{/* Renders the value of OTEL_RESOURCE_ATTRIBUTES: `key=value` pairs with commas between them, whose values are
     percent-encoded as in W3C Baggage. Context: root, service. */}}
{{- define "traced.resourceAttributes" -}}
{{- $attributes := dict
  "service.namespace" .root.Release.Name
  "service.version" .service.version
  "service.instance.id" (printf "$(K8S_NAMESPACE_NAME).$(K8S_POD_NAME).%s" .service.component)
  "k8s.namespace.name" "$(K8S_NAMESPACE_NAME)"
  "k8s.node.name" "$(K8S_NODE_NAME)"
  "k8s.pod.name" "$(K8S_POD_NAME)"
  "k8s.pod.uid" "$(K8S_POD_UID)"
  "k8s.container.name" .service.component
  "k8s.deployment.name" (include "traced.name" (dict "root" .root "component" .service.component))
-}}
{{- range $key, $value := .service.tracing.resourceAttributes -}}
{{- $_ := set $attributes $key (include "traced.text" $value | urlquery | replace "+" "%20") -}}
{{- end -}}
{{- $pairs := list -}}
{{- range $key, $value := $attributes }}{{ $pairs = append $pairs (printf "%s=%s" $key $value) }}{{ end -}}
{{ join "," $pairs }}
{{- end }}

{{/* Renders a scalar as it was written; Helm would give a large number an exponent. Context: the scalar. */}}
{{- define "traced.text" -}}
{{- if kindIs "string" . }}{{ . }}{{ else }}{{ toJson . }}{{ end -}}
{{- end }}
