{{/* Renders the name of the Secret with the password, and the key in it. Context: the root. */}}
{{- define "traced.passwordKey" -}}
{{- with .Values.postgresql -}}
name: {{ .existingSecret | default (include "traced.name" (dict "root" $ "component" "postgresql")) }}
key: {{ empty .existingSecret | ternary "password" .existingSecretKey }}
{{- end }}
{{- end }}

{{/* Renders an init container that waits for the server. Without it, the migrations would fail, and Kubernetes would
     restart them after longer and longer pauses. Context: the root. */}}
{{- define "traced.waitForPostgresql" -}}
- name: wait-for-postgresql
  image: {{ include "traced.image" .Values.postgresql.image }}
  imagePullPolicy: {{ .Values.image.pullPolicy }}
  command:
    - sh
    - -c
    - until pg_isready --quiet --host="$1" --username="$2"; do sleep 0.5; done
    - wait-for-postgresql
    - {{ include "traced.name" (dict "root" . "component" "postgresql") }}
    - {{ .Values.postgresql.user | quote }}
  resources:
    requests:
      cpu: 10m
      memory: 16Mi
    limits:
      memory: 32Mi
  securityContext:
    {{- include "traced.containerSecurity" . | nindent 4 }}
{{- end }}
