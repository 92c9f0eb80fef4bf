{{- define "mysql-clone-operator.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "mysql-clone-operator.fullname" -}}
{{- $name := include "mysql-clone-operator.name" . }}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" }}
{{- else if contains $name .Release.Name }}
{{- .Release.Name | trunc 50 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name $name | trunc 50 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "mysql-clone-operator.selectorLabels" -}}
app.kubernetes.io/name: {{ include "mysql-clone-operator.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: operator
{{- end }}

{{- define "mysql-clone-operator.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{ include "mysql-clone-operator.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "mysql-clone-operator.serviceAccountName" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "mysql-clone-operator.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{- define "mysql-clone-operator.keySecretName" -}}
{{- default (printf "%s-key" (include "mysql-clone-operator.fullname" .)) .Values.existingKeySecret }}
{{- end }}

{{/*
The reference of an image: (list . .Values.image.operator).
*/}}
{{- define "mysql-clone-operator.image" -}}
{{- $root := index . 0 }}
{{- $image := index . 1 }}
{{- $registry := $root.Values.image.registry | trimSuffix "/" }}
{{- if not $registry }}
{{- fail "\n\nimage.registry is not set, and no image is published anywhere. Build both images with `images/build --push REGISTRY/PATH`\nand install with --set image.registry=REGISTRY/PATH; or load them into the nodes (`images/build --load kind|k3d|minikube|local`)\nand install with --set image.registry=localhost.\n" }}
{{- end }}
{{- if contains "://" $registry }}
{{- fail (printf "\n\nimage.registry is %q: give the registry without a scheme, such as registry.example.com/databases.\n" $registry) }}
{{- end }}
{{- if $image.digest }}
{{- printf "%s/%s@%s" $registry $image.repository $image.digest }}
{{- else }}
{{- printf "%s/%s:%s" $registry $image.repository (default $root.Chart.AppVersion $image.tag) }}
{{- end }}
{{- end }}

{{/*
What every container of this chart may not do, whatever the values say.
*/}}
{{- define "mysql-clone-operator.containerSecurityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}
