{{/* Where the password is. Context: the root. */}}
{{- define "traced.passwordKey" -}}
{{- with .Values.postgresql -}}
name: {{ .existingSecret | default (include "traced.name" (dict "root" $ "component" "postgresql")) }}
key: {{ empty .existingSecret | ternary "password" .existingSecretKey }}
{{- end }}
{{- end }}

{{/* A service that finds no database ends, and starts again later and later; this waits. Context: the root. */}}
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
