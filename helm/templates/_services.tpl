{{/* The facts of each service that no value changes, by its key in `services`: its database, the services that it
     calls by the variables that take their URLs, its ledger. A service with a database is traced. */}}
{{- define "traced.wiring" -}}
orders:
  database: orders
  calls:
    USERS_URL: users
    PAYMENTS_URL: payments
users:
  database: users
payments:
  database: payments
  calls:
    CARD_GATEWAY_URL: card-gateway
cardGateway:
  ledger: /data/ledger.jsonl
  livenessPath: /health/ready
{{- end }}

{{/* Renders one service as YAML: the defaults, overridden by its own values, overridden by its wiring.
     Context: root, key. */}}
{{- define "traced.service" -}}
{{- $values := .root.Values -}}
{{- $wirings := include "traced.wiring" . | fromYaml -}}
{{- if not (hasKey $wirings .key) -}}
{{- fail (printf "services.%s: expected one of the services %s." .key (keys $wirings | sortAlpha | join ", ")) -}}
{{- end -}}
{{- $wiring := index $wirings .key | default dict -}}
{{- $service := mergeOverwrite (deepCopy $values.defaults) (deepCopy (index $values.services .key)) $wiring -}}
{{- $image := $service.image | default dict -}}
{{- $_ := set $service "component" (kebabcase .key) -}}
{{- $tag := $image.tag | default $values.image.tag | default .root.Chart.AppVersion -}}
{{- $_ := set $service "version" (include "traced.text" $tag) -}}
{{- $_ := set $service "tracing" (mergeOverwrite (deepCopy $values.tracing) ($service.tracing | default dict)) -}}
{{ toYaml $service }}
{{- end }}
