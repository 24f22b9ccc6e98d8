{{/* Renders the reference of an image, in which a digest overrides a tag. Context: registry, repository, tag, digest. */}}
{{- define "traced.image" -}}
{{- with .registry }}{{ . }}/{{ end }}{{ .repository }}
{{- if .digest }}@{{ .digest }}{{ else }}:{{ include "traced.text" .tag }}{{ end }}
{{- end }}

{{/* Renders the reference of an image of this project. Context: root, component, image. */}}
{{- define "traced.ownImage" -}}
{{- $image := .root.Values.image -}}
{{- $own := dict
  "registry" $image.registry
  "repository" (printf "%s/%s" $image.repositoryPrefix .component)
  "tag" ($image.tag | default .root.Chart.AppVersion)
-}}
{{ include "traced.image" (mergeOverwrite $own (.image | default dict)) }}
{{- end }}
