{{/* What a service is, whatever the values say: its database, whom it calls, whether it is traced. */}}
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

{{/* A service as YAML: the defaults, its own values, its wiring. Context: root, key. */}}
{{- define "traced.service" -}}
{{- $values := .root.Values -}}
{{- $wiring := index (include "traced.wiring" . | fromYaml) .key -}}
{{- $service := mergeOverwrite (deepCopy $values.defaults) (deepCopy (index $values.services .key)) $wiring -}}
{{- $image := $service.image | default dict -}}
{{- $_ := set $service "component" (kebabcase .key) -}}
{{- $tag := $image.tag | default $values.image.tag | default .root.Chart.AppVersion -}}
{{- $_ := set $service "version" (include "traced.text" $tag) -}}
{{- $_ := set $service "tracing" (mergeOverwrite (deepCopy $values.tracing) ($service.tracing | default dict)) -}}
{{ toYaml $service }}
{{- end }}
