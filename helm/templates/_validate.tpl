{{/* Refuses values that the schema accepts one by one but that cannot work together. Context: the root. */}}
{{- define "traced.validate" -}}
{{- $prefix := .Values.fullnameOverride | default .Release.Name -}}
{{- if not (regexMatch "^[a-z][a-z0-9-]{0,39}$" $prefix) -}}
{{- fail (printf "fullnameOverride: expected, as the release's name is used without it, 1 to 40 lower-case letters, digits and hyphens that begin with a letter, got '%s'." $prefix) -}}
{{- end -}}
{{- include "traced.validatePostgresql" .Values.postgresql -}}
{{- include "traced.validateJaeger" .Values.jaeger -}}
{{- range $key, $_ := include "traced.wiring" . | fromYaml -}}
{{- if not (hasKey $.Values.services $key) }}{{ fail (printf "services.%s: expected the settings of the service, got none." $key) }}{{ end -}}
{{- end -}}
{{- range $key, $_ := .Values.services -}}
{{- include "traced.validateService" (dict "key" $key "service" (include "traced.service" (dict "root" $ "key" $key) | fromYaml)) -}}
{{- end -}}
{{- end }}

{{- define "traced.validatePostgresql" -}}
{{- if eq .mode "external" -}}
{{- if not .host }}{{ fail "postgresql.host: expected the host of the server with postgresql.mode=external, got none." }}{{ end -}}
{{- if not .existingSecret }}{{ fail "postgresql.existingSecret: expected a Secret with the password with postgresql.mode=external, got none." }}{{ end -}}
{{- else -}}
{{- if .host }}{{ fail (printf "postgresql.host: expected only with postgresql.mode=external, got '%s' with %s." .host .mode) }}{{ end -}}
{{- if ne .sslMode "disable" }}{{ fail (printf "postgresql.sslMode: expected only with postgresql.mode=external, got '%s' with %s." .sslMode .mode) }}{{ end -}}
{{- if ne (int .port) 5432 }}{{ fail (printf "postgresql.port: expected only with postgresql.mode=external, got %d with %s." (int .port) .mode) }}{{ end -}}
{{- end -}}
{{- end }}

{{- define "traced.validateJaeger" -}}
{{- if eq .mode "external" -}}
{{- if not .endpoint }}{{ fail "jaeger.endpoint: expected a URL such as http://jaeger.observability:4317 with jaeger.mode=external, got none." }}{{ end -}}
{{- else -}}
{{- if .endpoint }}{{ fail (printf "jaeger.endpoint: expected only with jaeger.mode=external, got '%s' with %s." .endpoint .mode) }}{{ end -}}
{{- if .queryUrl }}{{ fail (printf "jaeger.queryUrl: expected only with jaeger.mode=external, got '%s' with %s." .queryUrl .mode) }}{{ end -}}
{{- end -}}
{{- end }}

{{- define "traced.validateService" -}}
{{- $sleep := int .service.preStopSleepSeconds -}}
{{- $grace := int .service.terminationGracePeriodSeconds -}}
{{- if le $grace $sleep -}}
{{- fail (printf "services.%s.terminationGracePeriodSeconds: expected more than the %d seconds of preStopSleepSeconds, got %d." .key $sleep $grace) -}}
{{- end -}}
{{- range list "K8S_NAMESPACE_NAME" "K8S_NODE_NAME" "K8S_POD_NAME" "K8S_POD_UID" "PGPASSWORD" -}}
{{- if hasKey $.service.env . -}}
{{- fail (printf "services.%s.env.%s: expected a variable other than those that the chart reads from the pod or a Secret, got %s." $.key . .) -}}
{{- end -}}
{{- end -}}
{{- if and .service.ledger (gt (int .service.replicas) 1) -}}
{{- fail (printf "services.%s.replicas: expected 0 or 1, for its ledger is a file of one pod, got %d." .key (int .service.replicas)) -}}
{{- end -}}
{{- end }}
