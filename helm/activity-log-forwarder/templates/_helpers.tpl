{{- define "alf.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 52 | trimSuffix "-" -}}
{{- else if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 52 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* What the pod of the forwarder alone has: the pod of `helm test` has another component. */}}
{{- define "alf.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: forwarder
{{- end -}}

{{- define "alf.testSelector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: test
{{- end -}}

{{- define "alf.commonLabels" -}}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- with .Values.labels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "alf.labels" -}}
{{ include "alf.selector" . }}
{{ include "alf.commonLabels" . }}
{{- end -}}

{{- define "alf.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}
{{- end -}}

{{- define "alf.claim" -}}
{{ .Values.persistence.existingClaim | default (include "alf.fullname" .) }}
{{- end -}}

{{/* A claim's access modes cannot be changed: one that is there keeps them, whatever the cluster has learned since. */}}
{{- define "alf.accessMode" -}}
{{- $there := lookup "v1" "PersistentVolumeClaim" .Release.Namespace (include "alf.fullname" .) -}}
{{- if .Values.persistence.accessMode -}}
{{ .Values.persistence.accessMode }}
{{- else if $there -}}
{{ first $there.spec.accessModes }}
{{- else if semverCompare ">=1.29.0-0" .Capabilities.KubeVersion.Version -}}
ReadWriteOncePod
{{- else -}}
ReadWriteOnce
{{- end -}}
{{- end -}}

{{/* The configuration file. Names that users choose have no defaults in values.yaml, where they would be merged with theirs. */}}
{{- define "alf.config" -}}
{{- $config := deepCopy .Values.config -}}
{{- if not $config.accounts -}}
{{- if not .Values.secrets }}{{ fail "config.accounts is needed where secrets names no Secret" }}{{ end -}}
{{- $token := printf "/run/secrets/%s/ionos-token" (first .Values.secrets) -}}
{{- $_ := set $config "accounts" (dict "main" (dict "tokenFile" $token)) -}}
{{- end -}}
{{- if not $config.sinks -}}
{{- $_ := set $config "sinks" (dict "stdout" (dict "type" "stdout")) -}}
{{- end -}}
{{- toYaml $config -}}
{{- end -}}

{{/* What the restricted Pod Security Standard asks for. */}}
{{- define "alf.podSecurityContext" -}}
runAsNonRoot: true
{{- with .Values.podSecurityContext }}
{{ toYaml . }}
{{- end }}
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "alf.securityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: ["ALL"]
{{- end -}}
