{{/* The name of a part's objects. Context: root, component. */}}
{{- define "traced.name" -}}
{{ .root.Values.fullnameOverride | default .root.Release.Name }}-{{ .component }}
{{- end }}

{{/* The URL of a part. Context: root, component, port. */}}
{{- define "traced.url" -}}
http://{{ include "traced.name" . }}:{{ .port | default 3000 }}
{{- end }}

{{/* Where the spans go. Context: the root. */}}
{{- define "traced.otlpEndpoint" -}}
{{ .Values.jaeger.endpoint | default (include "traced.url" (dict "root" . "component" "jaeger" "port" 4317)) }}
{{- end }}

{{/* Where traces are read; empty when nobody said. Context: the root. */}}
{{- define "traced.queryUrl" -}}
{{- if eq .Values.jaeger.mode "memory" -}}
{{ include "traced.url" (dict "root" . "component" "jaeger" "port" 16686) }}
{{- else -}}
{{ .Values.jaeger.queryUrl }}
{{- end }}
{{- end }}
