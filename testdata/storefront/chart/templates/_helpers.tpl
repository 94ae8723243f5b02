{{/* The name that every object starts with. */}}
{{- define "storefront.fullname" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end }}

{{/* Labels that never change: selectors use them. Takes a dict of root and component. */}}
{{- define "storefront.selectorLabels" -}}
app.kubernetes.io/name: storefront
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{/* All labels of an object. Takes a dict of root and component. */}}
{{- define "storefront.labels" -}}
{{ include "storefront.selectorLabels" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end }}

{{/* One of the shop's own images. Takes a dict of root and component. */}}
{{- define "storefront.image" -}}
{{ .root.Values.image.registry }}/{{ .component }}:{{ .root.Values.image.tag }}
{{- end }}

{{- define "storefront.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "storefront.securityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{/* Spread over zones if there are any, over nodes in any case. Takes a dict of root and component. */}}
{{- define "storefront.spread" -}}
{{- range $key := list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
- topologyKey: {{ $key }}
  maxSkew: 1
  whenUnsatisfiable: ScheduleAnyway
  labelSelector:
    matchLabels:
      {{- include "storefront.selectorLabels" $ | nindent 6 }}
{{- end }}
{{- end }}

{{/* Leave the load balancers time to take the pod out before the program hears of its end. */}}
{{- define "storefront.drain" -}}
preStop:
  sleep:
    seconds: 10
{{- end }}

{{/* How the shop's programs answer for their health. */}}
{{- define "storefront.httpProbe" -}}
httpGet:
  path: /healthz
  port: http
initialDelaySeconds: 5
periodSeconds: 10
timeoutSeconds: 2
failureThreshold: 3
{{- end }}

{{/* Environment that all of the shop's programs share. */}}
{{- define "storefront.env" -}}
- name: LOG_LEVEL
  value: {{ .Values.config.logLevel | quote }}
- name: LOG_JSON
  value: "true"
- name: TELEMETRY_OPT_OUT
  value: "yes"
- name: FEATURE_GUEST_CHECKOUT
  value: {{ .Values.config.features.guestCheckout | quote }}
- name: FEATURE_REVIEWS
  value: {{ .Values.config.features.reviews | quote }}
{{- end }}

{{/* Metrics of nginx, beside the program that serves the pages. */}}
{{- define "storefront.nginxExporter" -}}
- name: nginx-exporter
  image: {{ .Values.web.exporter.image }}
  imagePullPolicy: {{ .Values.image.pullPolicy }}
  args:
    - --nginx.scrape-uri=http://127.0.0.1:8090/stub_status
  ports:
    - name: metrics
      containerPort: 9113
  readinessProbe:
    httpGet:
      path: /metrics
      port: metrics
    periodSeconds: 10
  livenessProbe:
    httpGet:
      path: /metrics
      port: metrics
    periodSeconds: 20
    failureThreshold: 5
  securityContext:
    readOnlyRootFilesystem: true
    capabilities:
      drop: [ALL]
  lifecycle:
    {{- include "storefront.drain" . | nindent 4 }}
  resources:
    requests: {cpu: 10m, memory: 16Mi}
    limits: {memory: 32Mi}
{{- end }}
