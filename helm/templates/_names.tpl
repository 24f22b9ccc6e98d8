{{/* Renders the name of a component's objects. Context: root, component. */}}
{{- define "traced.name" -}}
{{ .root.Values.fullnameOverride | default .root.Release.Name }}-{{ .component }}
{{- end }}

{{/* Renders the URL of a component inside the cluster; its port is 3000 by default. Context: root, component, port. */}}
{{- define "traced.url" -}}
http://{{ include "traced.name" . }}:{{ .port | default 3000 }}
{{- end }}

{{/* Renders the endpoint that the services export their spans to. Context: the root. */}}
{{- define "traced.otlpEndpoint" -}}
{{ .Values.jaeger.endpoint | default (include "traced.url" (dict "root" . "component" "jaeger" "port" 4317)) }}
{{- end }}

{{/* Renders the URL of Jaeger's query API; the empty string if it is external and `jaeger.queryUrl` is not set.
     Context: the root. */}}
{{- define "traced.queryUrl" -}}
{{- if eq .Values.jaeger.mode "memory" -}}
{{ include "traced.url" (dict "root" . "component" "jaeger" "port" 16686) }}
{{- else -}}
{{ .Values.jaeger.queryUrl }}
{{- end }}
{{- end }}
