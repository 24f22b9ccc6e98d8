{{/* What selects the pods of a part; it never changes. Context: root, component. */}}
{{- define "traced.selectorLabels" -}}
app.kubernetes.io/name: {{ .root.Values.nameOverride | default .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{/* The labels of a part's pods: without the chart's version, which would replace them at every upgrade.
     Context: root, component, version. */}}
{{- define "traced.podLabels" -}}
{{ include "traced.selectorLabels" . }}
{{- with .version }}
app.kubernetes.io/version: {{ include "traced.text" . | trunc 63 | trimAll "-_." | quote }}
{{- end }}
app.kubernetes.io/part-of: {{ .root.Chart.Name }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
{{- end }}

{{/* The labels of a part's objects. Context: root, component, version. */}}
{{- define "traced.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{ include "traced.podLabels" . }}
{{- end }}

{{/* What begins every object of a part. Context: root, component, version. */}}
{{- define "traced.metadata" -}}
name: {{ include "traced.name" . }}
labels:
  {{- include "traced.labels" . | nindent 2 }}
{{- end }}
