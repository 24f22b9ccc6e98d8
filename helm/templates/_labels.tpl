{{/* Renders the labels that select the pods of a component. No upgrade may change them. Context: root, component. */}}
{{- define "traced.selectorLabels" -}}
app.kubernetes.io/name: {{ .root.Values.nameOverride | default .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{/* Renders the labels of a component's pods. The version of the chart is not among them, because it would replace the
     pods at every upgrade. Context: root, component, version. */}}
{{- define "traced.podLabels" -}}
{{ include "traced.selectorLabels" . }}
{{- with .version }}
app.kubernetes.io/version: {{ include "traced.text" . | trunc 63 | trimAll "-_." | quote }}
{{- end }}
app.kubernetes.io/part-of: {{ .root.Chart.Name }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
{{- end }}

{{/* Renders the labels of a component's objects. Context: root, component, version. */}}
{{- define "traced.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{ include "traced.podLabels" . }}
{{- end }}

{{/* Renders the name and the labels of a component's objects. Context: root, component, version. */}}
{{- define "traced.metadata" -}}
name: {{ include "traced.name" . }}
labels:
  {{- include "traced.labels" . | nindent 2 }}
{{- end }}
